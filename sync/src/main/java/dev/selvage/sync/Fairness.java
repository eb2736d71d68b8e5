package dev.selvage.sync;

/** Who gets a lock that several threads want. */
public enum Fairness {
    /**
     * Whoever comes first, which is fast; but about every half millisecond, and after every long hold, the lock is handed
     * to the thread that has waited longest.
     */
    EVENTUAL,
    /** Always the thread that has waited longest. Nearly free among virtual threads, slow among platform threads. */
    FIFO
}
