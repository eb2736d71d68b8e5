package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What cancels a scope when the JVM shuts down, and has the JVM wait for its end. */
final class ShutdownHook {
    private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

    private final ScopeCore scope;
    private final Duration grace;
    private final ScopeConfig.@Nullable Drain drain;
    private final Thread thread;
    private volatile @Nullable Waiter waiter;

    private ShutdownHook(ScopeCore scope, Duration grace, ScopeConfig.@Nullable Drain drain) {
        this.scope = scope;
        this.grace = grace;
        this.drain = drain;
        this.thread = Thread.ofPlatform()
                .name("selvage-shutdown-" + scope.scopeName())
                .unstarted(this::shutDown);
    }

    /** Registers a hook for the scope; cancels the scope and returns null if the JVM is shutting down already. */
    static @Nullable ShutdownHook add(ScopeCore scope, Duration grace, ScopeConfig.@Nullable Drain drain) {
        ShutdownHook hook = new ShutdownHook(scope, grace, drain);
        try {
            Runtime.getRuntime().addShutdownHook(hook.thread);
            return hook;
        } catch (IllegalStateException e) {
            scope.cancel(reason(e));
            return null;
        }
    }

    private static CancelReason reason(@Nullable Throwable cause) {
        return CancelReason.of(CancelReason.Kind.SHUTDOWN, "the JVM is shutting down", "JVM", cause);
    }

    private void shutDown() {
        long end = Waiter.deadline(grace);
        if (drain != null && begin(drain.action())) {
            awaitEnd(Waiter.deadline(drain.time()));
        }
        if (!scope.hasEnded()) {
            scope.cancel(reason(null));
            awaitEnd(end);
        }
        if (!scope.hasEnded()) {
            LOG.warn(
                    "{} did not end within the grace of {}; still running: {}",
                    scope.description(),
                    grace,
                    scope.stragglers());
        }
    }

    private boolean begin(Runnable action) {
        try {
            action.run();
            return true;
        } catch (Throwable e) {
            LOG.error("what was to make {} end threw; it is cancelled instead", scope.description(), e);
            return false;
        }
    }

    private void awaitEnd(long deadline) {
        Waiter mine = new Waiter(Awaited.named("the end of " + scope.description()));
        waiter = mine;
        if (!scope.hasEnded()) {
            mine.await(true, deadline);
        }
    }

    /** Lets the JVM go on, or withdraws the hook. Called by the owner when the scope has ended. */
    void remove() {
        Waiter waiting = waiter;
        if (waiting != null) {
            waiting.tryWake();
        }
        try {
            Runtime.getRuntime().removeShutdownHook(thread);
        } catch (IllegalStateException e) {
            LOG.debug("{} ended while the JVM shuts down", scope.description(), e);
        }
    }
}
