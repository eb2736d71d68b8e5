package dev.selvage.scope.blocking;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.CancelledContexts;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import org.jspecify.annotations.Nullable;

/** What all operations that may wait have in common: how they begin, and how they end without what they waited for. */
public final class Waits {
    private Waits() {}

    /**
     * Begins an operation that may wait, but often need not: leaves it at once if the thread is cancelled or interrupted.
     * Does not look up the context unless it has to: that costs as much as it takes to take a free lock.
     */
    public static void check(Awaited what) throws OutsideInterruptException {
        if (CancelledContexts.any() || Thread.currentThread().isInterrupted()) {
            ThreadContext context = ThreadContext.current();
            if (mayHaveToStop(context)) {
                stop(ThreadContext.currentOrNew(), what);
            }
        }
    }

    /** Like {@link #check}, for operations that need the context; makes it if need be. */
    public static ThreadContext beginInContext(Awaited what) throws OutsideInterruptException {
        ThreadContext context = ThreadContext.currentOrNew();
        // Plain reads of fields, which are inlined however deep the caller is; it is on the way through a free lock.
        if ((context.marks() != 0 || Thread.currentThread().isInterrupted()) && mayHaveToStop(context)) {
            stop(context, what);
        }
        return context;
    }

    private static boolean mayHaveToStop(@Nullable ThreadContext context) {
        return (context != null && context.wasEverSignalled())
                || Thread.currentThread().isInterrupted();
    }

    private static void stop(ThreadContext context, Awaited what) throws OutsideInterruptException {
        if (context.takeOutsideInterrupt()) {
            throw new OutsideInterruptException("interrupted before waiting for " + what.description());
        }
        Scope.checkCancelled();
    }

    /** Throws what tells of a wait that has ended without what it waited for; returns if it timed out, or was woken. */
    public static void rethrow(Wake wake, Waiter waiter) throws OutsideInterruptException {
        String deadlock = waiter.deadlock();
        if (deadlock != null) {
            throw new DeadlockException(deadlock);
        }
        Awaited what = waiter.awaited();
        switch (wake) {
            case INTERRUPTED ->
                throw new OutsideInterruptException("interrupted while waiting for " + what.description());
            case CANCELLED -> {
                Scope.checkCancelled();
                throw new IllegalStateException("cancelled while waiting for " + what.description()
                        + " in a frame that tells no reason: only scopes, forks and shields may be cancelled");
            }
            case WOKEN, TIMED_OUT -> {}
        }
    }
}
