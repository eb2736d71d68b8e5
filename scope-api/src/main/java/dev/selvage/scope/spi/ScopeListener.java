package dev.selvage.scope.spi;

import dev.selvage.scope.CancelReason;
import dev.selvage.scope.Fork;
import java.time.Duration;

/**
 * A listener to the life of scopes. Found by the {@link java.util.ServiceLoader}, or given to one scope by
 * {@code ScopeConfig.withListener}.
 *
 * <p>Methods are called by the threads of the scope, at the event, so they are to be fast and must not block; those of
 * different forks are called at the same time. What a listener throws is logged and harms nothing.
 */
public interface ScopeListener {
    /** Hears that a scope was opened. Called by its owner. */
    default void opened(ScopeInfo scope) {}

    /** Hears that a fork was made, before its thread starts. Called by the thread that forks. */
    default void forked(ScopeInfo scope, Fork<?> fork) {}

    /**
     * Hears that a fork has ended; its outcome can be read. Called by the thread of the fork, or, for one that never
     * started, by the thread that found out.
     */
    default void ended(ScopeInfo scope, Fork<?> fork) {}

    /**
     * Hears that the scope was cancelled; its threads have been told. Called once, before {@link #closed}, by the thread
     * that cancelled, or by the owner if the scope has ended meanwhile.
     */
    default void cancelled(ScopeInfo scope, CancelReason reason) {}

    /** Hears that the scope and all its threads have ended. Called by its owner. */
    default void closed(ScopeInfo scope, Duration open) {}
}
