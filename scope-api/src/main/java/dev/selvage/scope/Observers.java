package dev.selvage.scope;

import dev.selvage.scope.spi.ScopeInfo;
import dev.selvage.scope.spi.ScopeListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The listeners of one scope; there is none if there are none. */
final class Observers {
    private static final AtomicLong IDS = new AtomicLong();

    private final List<ScopeListener> listeners;
    private final ScopeInfo scope;
    private final long openedNanos = System.nanoTime();

    /** Guarded by the monitor. */
    private boolean cancelled;

    private Observers(List<ScopeListener> listeners, ScopeInfo scope) {
        this.listeners = listeners;
        this.scope = scope;
    }

    static @Nullable Observers of(ScopeCore scope, ScopeConfig config) {
        List<ScopeListener> listeners = Services.and(Services.LISTENERS, config.listeners());
        return listeners.isEmpty()
                ? null
                : new Observers(
                        listeners,
                        new ScopeInfo(
                                IDS.incrementAndGet(), scope.scopeName(), Surroundings.callerName(), Instant.now()));
    }

    void opened() {
        tell("opened", listener -> listener.opened(scope));
    }

    void forked(ForkImpl<?> fork) {
        tell("forked", listener -> listener.forked(scope, fork));
    }

    void ended(ForkImpl<?> fork) {
        tell("ended", listener -> listener.ended(scope, fork));
    }

    /** Tells of the cancellation, once: by the thread that cancelled, or before {@link #closed} if that is slower. */
    synchronized void cancelled(CancelReason reason) {
        if (!cancelled) {
            cancelled = true;
            tell("cancelled", listener -> listener.cancelled(scope, reason));
        }
    }

    void closed(@Nullable CancelReason reason) {
        if (reason != null) {
            cancelled(reason);
        }
        Duration open = Duration.ofNanos(System.nanoTime() - openedNanos);
        tell("closed", listener -> listener.closed(scope, open));
    }

    private void tell(String event, Consumer<ScopeListener> call) {
        for (ScopeListener listener : listeners) {
            try {
                call.accept(listener);
            } catch (RuntimeException | Error e) {
                LoggerFactory.getLogger(Scope.class)
                        .warn("{}() of listener {} threw for scope '{}'", event, listener, scope.name(), e);
            }
        }
    }
}
