package dev.selvage.scope.waiting;

/**
 * What a thread looks at again by itself while it waits, because whoever should wake it may have missed it: someone who lets
 * go with a store, and then looks for those who wait without a fence between. Its thread only.
 */
public abstract class Lookout {
    /*
     * Overview. A store that is not followed by a fence may be seen later than what its thread does next, but it is seen.
     * So the waiting thread looks again, at ever longer intervals, until what it looks for cannot be missed any more. This
     * belongs to the wait and does not end it: the wait stays one that no clock ends, and that the deadlock watch follows.
     *
     * Such a store is seen within nanoseconds. A primitive looks a few times at once before it waits, so that in practice
     * the clock finds nothing; but nothing in the memory model says how long is enough.
     */
    private static final long FIRST_NANOS = 100_000;
    private static final long LONGEST_NANOS = 100_000_000;

    private long pause = FIRST_NANOS;
    private long next = System.nanoTime() + FIRST_NANOS;

    /** Creates one for one wait, with the first look due after 0.1 ms. */
    protected Lookout() {}

    /**
     * Looks, and sees to it that the wait is ended if what it waits for is there. Never blocks for more than instructions.
     *
     * @return whether nobody can miss the waiting thread any more, so that it need not look again
     */
    protected abstract boolean isOver();

    /** {@return when to look next, a value of {@code System.nanoTime()}} */
    final long next() {
        return next;
    }

    /** Looks; returns whether to look again. */
    final boolean look() {
        if (isOver()) {
            return false;
        }
        pause = Math.min(2 * pause, LONGEST_NANOS);
        next = System.nanoTime() + pause;
        return true;
    }
}
