package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;

/** What all waits of this module have in common: how they begin, and how they end without what they waited for. */
final class Waits {
    private Waits() {}

    /** Begins an operation that may wait: leaves it at once if the thread is cancelled or interrupted. */
    static ThreadContext begin(Awaited what) throws OutsideInterruptException {
        ThreadContext context = ThreadContext.currentOrNew();
        if (context.wasEverSignalled() || Thread.currentThread().isInterrupted()) {
            stop(context, what);
        }
        return context;
    }

    private static void stop(ThreadContext context, Awaited what) throws OutsideInterruptException {
        if (context.takeOutsideInterrupt()) {
            throw new OutsideInterruptException("interrupted before waiting for " + what.description());
        }
        Scope.checkCancelled();
    }

    /** Throws what tells of a wait that has ended without what it waited for; returns if it timed out. */
    static void rethrow(Wake wake, Waiter waiter) throws OutsideInterruptException {
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
