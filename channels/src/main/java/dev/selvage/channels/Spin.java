package dev.selvage.channels;

import dev.selvage.scope.waiting.Waiter;

/**
 * How long the first that waits for the other side of a rendezvous goes on looking before it parks: as long as that has paid
 * of late, and never longer than a switch of threads takes.
 */
final class Spin {
    /*
     * Overview. The budget is a number of pauses. A spin in which the other side came restores it, one in vain halves it. At
     * zero only every PROBE-th wait spins, to find out whether times have changed; in vain, the next probe is further away.
     * The clock ends a spin, too: a pause lasts 2 ns on one processor and 60 on another, and a carrier may be taken away.
     *
     * Memory ordering. The fields are plain and raced for: a wrong value costs a spin.
     */
    private static final int PAUSES = 128;
    private static final int LOOK_EVERY = 16;
    private static final long MOST_NANOS = 3_000;
    private static final int FIRST_PROBE = 64;
    private static final int LAST_PROBE = 16_384;

    private static final boolean ALONE = Runtime.getRuntime().availableProcessors() == 1
            || Integer.getInteger("jdk.virtualThreadScheduler.parallelism", 2) == 1;

    private int budget = ALONE ? 0 : PAUSES;
    private int waits;
    private int probe = FIRST_PROBE;

    /** Spins until the waiter is woken. Returns whether it was. */
    boolean until(Waiter waiter, int inLine) {
        int pauses = pauses(inLine);
        if (pauses == 0) {
            return false;
        }
        long end = System.nanoTime() + MOST_NANOS;
        for (int i = 1; i <= pauses; i++) {
            if (!waiter.isWaiting()) {
                budget = PAUSES;
                probe = FIRST_PROBE;
                return true;
            }
            Thread.onSpinWait();
            if (i % LOOK_EVERY == 0 && end - System.nanoTime() < 0) {
                break;
            }
        }
        budget >>= 1;
        return false;
    }

    private int pauses(int inLine) {
        if (ALONE || inLine > 1) {
            return 0;
        }
        int most = budget;
        if (most > 0) {
            return most;
        }
        if (++waits < probe) {
            return 0;
        }
        waits = 0;
        probe = Math.min(probe * 2, LAST_PROBE);
        return PAUSES;
    }
}
