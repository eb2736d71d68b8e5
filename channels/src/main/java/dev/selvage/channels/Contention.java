package dev.selvage.channels;

/** What a thread does that has lost a claim to another one of its side. */
final class Contention {
    /*
     * Overview. Threads that claim on two processors at the same time take the word, and the cells beside it, from each other
     * for each element. Who has lost stands aside for about the time of a switch, holding nothing, while the other goes on in
     * its own cache. The clock ends that, and a number of pauses: a pause lasts 2 ns on one processor and 60 on another.
     */
    private static final long NANOS = 1_500;
    private static final int MOST_PAUSES = 512;
    private static final int CLOCK_EVERY = 16;

    private Contention() {}

    static void standAside() {
        if (Spin.ALONE) {
            return; // the other has been preempted
        }
        long start = System.nanoTime();
        for (int i = 1; i <= MOST_PAUSES; i++) {
            Thread.onSpinWait();
            if (i % CLOCK_EVERY == 0 && System.nanoTime() - start >= NANOS) {
                return;
            }
        }
    }
}
