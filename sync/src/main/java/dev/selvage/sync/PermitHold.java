package dev.selvage.sync;

import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.ThreadContext;
import org.jspecify.annotations.Nullable;

/** Permits that nobody but the thread that took them can give back. */
final class PermitHold extends Held {
    private final SemaphoreCore core;
    private final ThreadContext context = ThreadContext.currentOrNew();
    private final int permits;
    private final @Nullable StackTraceElement place;

    PermitHold(SemaphoreCore core, int permits, @Nullable StackTraceElement place) {
        this.core = core;
        this.permits = permits;
        this.place = place;
    }

    ThreadContext context() {
        return context;
    }

    int permits() {
        return permits;
    }

    @Override
    public @Nullable StackTraceElement place() {
        return place;
    }

    @Override
    public String description() {
        return core.description();
    }

    /** The closure that holds them gives them back itself. */
    @Override
    protected void abandoned() {}
}
