package dev.selvage.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/**
 * What does a parked waiter add to the heap, and a queued element? A program of its own, since JMH measures times: it prints
 * a row a line, with tabs: the row, the unit, the samples.
 */
public final class Memory {
    private static final int WAITERS = 5_000;
    private static final int ELEMENTS = 100_000;
    private static final int WARMUPS = 5;
    private static final int SAMPLES = 5;
    private static final long NOISE = 4_096;
    private static final long SETTLING_NANOS = 60_000_000; // longer than what a wait may leave with a timer

    private Memory() {}

    /** Measures with the numbers that the report is made of. */
    public static void main(String[] arguments) throws Exception {
        measure(System.out, WAITERS, ELEMENTS, WARMUPS, SAMPLES);
    }

    /**
     * Measures.
     *
     * @param waiters how many virtual threads wait at a time
     * @param elements how many elements are in structures that have no bound
     * @param warmups how often all waits are done before the first sample: frames of compiled code are smaller
     */
    public static void measure(PrintStream out, int waiters, int elements, int warmups, int samples) throws Exception {
        for (int turn = 0; turn < warmups; turn++) {
            ParkedWaiters.warmUp(ParkedWaiters.Wait.bare(), waiters);
            for (ParkedWaiters.Source wait : ParkedWaiters.all().values()) {
                ParkedWaiters.warmUp(wait.make(), waiters);
            }
        }
        Map<String, StringBuilder> lines = new LinkedHashMap<>();
        for (int turn = -1;
                turn < samples;
                turn++) { // the first does not count: to look at the heap is to be warmed up, too
            boolean counts = turn >= 0;
            double parked = ParkedWaiters.bytesEach(ParkedWaiters.Wait.bare(), waiters);
            for (Map.Entry<String, ParkedWaiters.Source> wait :
                    ParkedWaiters.all().entrySet()) {
                double each = ParkedWaiters.bytesEach(wait.getValue().make(), waiters) - parked;
                add(lines, "ParkedWaiter." + wait.getKey(), each, counts);
            }
            for (Map.Entry<String, QueuedElements.Filling> filling :
                    QueuedElements.all(elements).entrySet()) {
                add(lines, "QueuedElement." + filling.getKey(), QueuedElements.bytesEach(filling.getValue()), counts);
            }
        }
        lines.forEach((row, values) -> out.println(row + "\tB" + values));
    }

    private static void add(Map<String, StringBuilder> lines, String row, double bytes, boolean counts) {
        if (counts) {
            lines.computeIfAbsent(row, r -> new StringBuilder()).append(String.format(Locale.ROOT, "\t%.3f", bytes));
        }
    }

    /**
     * {@return the live bytes when nothing is freed any more} What an earlier wait left behind, such as an entry of a timer
     * with all that it reaches, would otherwise be freed during the next measurement, and count as less there.
     */
    static long settledBytes() {
        long least = liveBytes();
        while (true) {
            LockSupport.parkNanos(SETTLING_NANOS);
            long live = liveBytes();
            if (live > least - NOISE) {
                return Math.min(live, least);
            }
            least = live;
        }
    }

    /** {@return the bytes of all that can be reached, told by full collections that end with the same number} */
    private static long liveBytes() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int same = 0; same < 2; ) {
            System.gc();
            long live = runtime.totalMemory() - runtime.freeMemory();
            same = live < least ? 0 : same + 1; // cleaners and references give way in several steps
            least = Math.min(least, live);
        }
        return least;
    }

    /** {@return the names of rivals as they stand in rows} */
    static String row(String what, String rival) {
        return what + "(rival=" + rival + ")";
    }

    static List<Thread> start(int threads, Runnable work) {
        return java.util.stream.IntStream.range(0, threads)
                .mapToObj(i -> Thread.ofVirtual().start(work))
                .toList();
    }
}
