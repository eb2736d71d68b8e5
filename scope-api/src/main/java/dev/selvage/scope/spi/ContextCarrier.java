package dev.selvage.scope.spi;

import org.jspecify.annotations.Nullable;

/**
 * A carrier of context that is bound to threads, such as a logging context, from the thread that forks to the fork.
 * Found by the {@link java.util.ServiceLoader}, or given to one scope by {@code ScopeConfig.withContext}.
 *
 * <p>For each fork: {@link #capture} on the forking thread, {@link Snapshot#apply} in the fork before its task, then
 * {@link Restore#close} after the task, in the reverse order of the carriers. What a carrier throws is logged, and the
 * fork goes on without it. Scoped values need no carrier: forks inherit them.
 */
@FunctionalInterface
public interface ContextCarrier {
    /** Takes what the calling thread carries. Called for each fork: it is to be fast and must not block. */
    Snapshot capture();

    /** What one thread carried when it forked. */
    @FunctionalInterface
    interface Snapshot {
        /** Puts the context onto the calling thread, and returns what undoes that. */
        Restore apply();
    }

    /** What puts back the context that a thread had before. */
    @FunctionalInterface
    interface Restore extends AutoCloseable {
        /** Puts it back. Called once, by the thread that applied the snapshot. */
        @Override
        void close();
    }

    /**
     * {@return a carrier of the value of a thread-local variable} The fork gets the value itself, not a copy; what the
     * fork sets stays in the fork.
     */
    static <T extends @Nullable Object> ContextCarrier of(ThreadLocal<T> variable) {
        return new ThreadLocalCarrier<>(variable);
    }
}
