package dev.selvage.scope;

import dev.selvage.scope.waiting.Waiter;
import java.util.function.BooleanSupplier;

/** Whether an owner lets forks that have not begun run before it parks for them: as long as that has paid of late. */
final class GiveWay {
    /*
     * Overview. Who gives way to short forks finds them ended, and need not park; who gives way to forks that block, or open
     * scopes themselves, parks all the same, one switch later. Which of both a program does is learned, for all its scopes
     * together, since most live for one join only: an average that forgets of how often nothing was left to wait for. If
     * that was less than every other time, only one join in 64 tries again.
     *
     * Memory ordering. The average is plain and raced for: a wrong value costs a switch. While all succeed or all fail nobody
     * writes it, and those who do not try write nothing, so that owners on many processors do not compete for it. That is why
     * who tries is told by the number of the fork's thread: multiplied by 2^64 over the golden ratio, numbers in steps of any
     * size fall everywhere.
     *
     * Checked by: GiveWayTest.
     */
    private static final int ALWAYS = 1_024;
    private static final int WORTH_IT = ALWAYS / 2;
    private static final int MEMORY = 8;
    private static final long GOLDEN = 0x9E37_79B9_7F4A_7C15L;
    private static final int ONE_IN_64 = 64 - 6;

    private static int success = ALWAYS;

    private GiveWay() {}

    /**
     * Gives way once, if the fork has not begun and that is worth while.
     *
     * @param over whether there is nothing left to wait for
     * @return whether it has given way, and there is nothing left to wait for
     */
    static boolean to(ForkImpl<?> fork, BooleanSupplier over) {
        if (!fork.isAboutToBegin() || !Thread.currentThread().isVirtual() || !isDue(fork)) {
            return false;
        }
        Waiter.giveWay();
        boolean paid = over.getAsBoolean();
        learn(paid);
        return paid;
    }

    private static boolean isDue(ForkImpl<?> fork) {
        Thread thread = fork.contextThread();
        return success >= WORTH_IT || (thread != null && (thread.threadId() * GOLDEN) >>> ONE_IN_64 == 0);
    }

    private static void learn(boolean paid) {
        int now = success;
        int change = paid ? (ALWAYS - now) / MEMORY : -now / MEMORY;
        if (change != 0) {
            success = now + change;
        }
    }
}
