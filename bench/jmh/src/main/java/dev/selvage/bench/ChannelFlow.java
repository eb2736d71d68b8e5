package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does an element cost on its way from several virtual threads to one or several? Start and end of the threads
 * included. The sum is checked. A capacity of 0 is a rendezvous, -1 is none. Kotlin's are coroutines, since its channels
 * make those wait and no threads.
 */
public class ChannelFlow extends BusyCores {
    static final int OPERATIONS = 120_000; // a multiple of all numbers of threads

    @Param({"selvage", "ABQ", "LBQ", "LTQ", "SQ", "jox", "kotlin", "JCTools", "Agrona"})
    String rival;

    /** Senders x receivers @ capacity. */
    @Param({"1x1@16", "1x1@1024", "4x1@128", "64x1@128", "10000x1@128", "4x4@128", "4x1@-1", "1x1@0"})
    String shape;

    private static List<Thread> start(int threads, Runnable work) {
        List<Thread> all = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            all.add(Thread.ofVirtual().start(work));
        }
        return all;
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void flow() throws InterruptedException {
        int x = shape.indexOf('x');
        int at = shape.indexOf('@');
        int senders = Integer.parseInt(shape.substring(0, x));
        int receivers = Integer.parseInt(shape.substring(x + 1, at));
        flow(rival, senders, receivers, Integer.parseInt(shape.substring(at + 1)));
    }

    static void flow(String rival, int senders, int receivers, int capacity) throws InterruptedException {
        if (rival.equals("kotlin")) {
            check(Coroutines.flow(senders, receivers, capacity, OPERATIONS));
            return;
        }
        Pipe pipe = Pipe.of(rival, capacity, receivers > 1);
        AtomicLong sum = new AtomicLong();
        List<Thread> threads = start(receivers, () -> receive(pipe, OPERATIONS / receivers, sum));
        threads.addAll(start(senders, () -> send(pipe, OPERATIONS / senders)));
        for (Thread thread : threads) {
            thread.join();
        }
        pipe.close();
        check(sum.get());
    }

    private static void check(long sum) {
        if (sum != OPERATIONS) {
            throw new IllegalStateException("the sum is " + sum + " instead of " + OPERATIONS);
        }
    }

    private static void send(Pipe pipe, int many) {
        try {
            for (int i = 0; i < many; i++) {
                pipe.send(1);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("a sender was interrupted", e);
        }
    }

    private static void receive(Pipe pipe, int many, AtomicLong sum) {
        try (Pipe.End end = pipe.end()) {
            long mine = 0;
            for (int i = 0; i < many; i++) {
                mine += end.receive();
            }
            sum.addAndGet(mine);
        } catch (InterruptedException e) {
            throw new IllegalStateException("a receiver was interrupted", e);
        }
    }
}
