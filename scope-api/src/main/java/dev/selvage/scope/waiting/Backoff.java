package dev.selvage.scope.waiting;

import java.util.concurrent.locks.LockSupport;

/**
 * Waiting for a peer that stands between two writes of its own, which takes it nanoseconds unless the system has taken its
 * processor away. Not a wait for a condition: that is the business of a {@link Waiter}.
 */
public final class Backoff {
    private static final int PAUSES = 128;
    private static final int DOUBLINGS = 10;
    private static final long FIRST_NANOS = 1_000;

    private int turns;

    /** Creates one for one meeting. */
    public Backoff() {}

    /** Pauses, longer each time: 128 times without leaving the processor, then from a microsecond to a millisecond. */
    public void pause() {
        if (turns < PAUSES) {
            Thread.onSpinWait();
        } else {
            LockSupport.parkNanos(this, FIRST_NANOS << Math.min(turns - PAUSES, DOUBLINGS));
        }
        turns++;
    }
}
