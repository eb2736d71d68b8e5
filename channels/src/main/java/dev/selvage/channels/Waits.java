package dev.selvage.channels;

import dev.selvage.scope.Scope;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Wake;

/** What all waits of this module have in common: how they begin, and how they end without what they waited for. */
final class Waits {
    private Waits() {}

    /** Begins an operation that may wait: leaves it at once if the thread is cancelled or interrupted. */
    static void begin(Awaited what) throws OutsideInterruptException {
        ThreadContext context = ThreadContext.current();
        if ((context != null && context.wasEverSignalled())
                || Thread.currentThread().isInterrupted()) {
            stop(what);
        }
    }

    private static void stop(Awaited what) throws OutsideInterruptException {
        if (ThreadContext.currentOrNew().takeOutsideInterrupt()) {
            throw new OutsideInterruptException("interrupted before waiting for " + what.description());
        }
        Scope.checkCancelled();
    }

    /** Throws what tells of a wait that was cancelled or interrupted; returns if it timed out. */
    static void rethrow(Wake wake, Awaited what) throws OutsideInterruptException {
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
