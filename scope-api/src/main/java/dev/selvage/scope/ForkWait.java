package dev.selvage.scope;

import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import org.jspecify.annotations.Nullable;

/** How a thread waits for the end of one fork. The cell in which both meet is explained in {@link ForkImpl}. */
final class ForkWait {
    private ForkWait() {}

    /**
     * Waits for the end of the task. In a cancelled scope it does not wait.
     *
     * @return the content of the cell, which is no end if the deadline passed
     */
    static @Nullable Object awaitEnd(ForkImpl<?> fork, boolean timed, long deadline) throws InterruptedException {
        Object now = fork.cell();
        if (ForkImpl.isEnded(now) && (ForkImpl.isWithoutValue(now) || fork.scope.hasEnded())) {
            return now;
        }
        if (Thread.currentThread() == fork.contextThread()) {
            throw new IllegalStateException("fork '" + fork.name() + "' waits for itself: it would never end");
        }
        ThreadContext context = ThreadContext.current();
        Surroundings.checkInterrupted(context, "interrupted before waiting for ", fork);
        if (context != null && context.isCurrentFrameCancelled()) {
            if (fork.failure() == null) { // it may have failed meanwhile, and its failure be the reason
                Surroundings.checkCancelled(context);
            }
            return fork.cell();
        }
        return ForkImpl.isEnded(now) ? now : park(fork, timed, deadline);
    }

    private static @Nullable Object park(ForkImpl<?> fork, boolean timed, long deadline) throws InterruptedException {
        if (GiveWay.to(fork, () -> ForkImpl.isEnded(fork.cell()))) {
            return fork.cell();
        }
        Waiter waiter = new Waiter(fork);
        if (!fork.push(waiter)) {
            return fork.cell();
        }
        Limits.Loan loan = Limits.lendWhileWaitingFor(fork.scope);
        Wake wake = waiter.awaitWatched(timed, deadline);
        if (loan != null) {
            wake = loan.takeBack(wake, timed, deadline);
        }
        Object now = fork.cell();
        String deadlock = waiter.deadlock();
        if (deadlock != null && !ForkImpl.isEnded(now)) {
            throw new DeadlockException(deadlock);
        }
        if (wake == Wake.WOKEN || wake == Wake.TIMED_OUT) {
            return now;
        }
        if (ForkImpl.isEnded(now) && fork.failure() != null) {
            return now;
        }
        if (wake == Wake.CANCELLED) {
            Surroundings.checkCancelled();
        }
        throw new OutsideInterruptException("interrupted while waiting for fork '" + fork.name() + "'");
    }

    /** Waits for the end of the thread, after that of the task. */
    static void awaitThread(ForkImpl<?> fork) throws InterruptedException {
        Limits.Loan loan = Limits.lendWhileWaitingFor(fork.scope);
        Wake wake = Wake.WOKEN;
        try {
            fork.joinThread();
        } catch (InterruptedException e) {
            wake = Wake.INTERRUPTED;
        }
        if (loan != null) {
            wake = loan.takeBack(wake, false, 0);
        }
        if (wake != Wake.WOKEN) {
            Surroundings.checkCancelled(); // a cancellation interrupts a thread that is in no wait of ours
            throw new OutsideInterruptException("interrupted while waiting for the end of fork '" + fork.name() + "'");
        }
    }
}
