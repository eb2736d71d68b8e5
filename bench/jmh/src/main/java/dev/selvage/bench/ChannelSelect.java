package dev.selvage.bench;

import com.softwaremill.jox.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a round trip cost if one of two virtual threads waits for either of two channels? It sends each element back
 * through a third. A capacity of 0 is a rendezvous.
 */
public class ChannelSelect extends BusyCores {
    private static final int ROUND_TRIPS = 20_000;

    @Param({"0", "16"})
    int capacity;

    /** What runs on the other thread. */
    private interface Work {
        void run() throws InterruptedException;
    }

    private static Thread start(Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException("the other side was interrupted", e);
            }
        });
    }

    private static void check(int sum) {
        if (sum != ROUND_TRIPS) {
            throw new IllegalStateException("the sum is " + sum + " instead of " + ROUND_TRIPS);
        }
    }

    /** The select is built once, as it is meant to be. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void selvage() throws InterruptedException {
        var even = dev.selvage.channels.Channel.<Integer>bounded("even", capacity);
        var odd = dev.selvage.channels.Channel.<Integer>bounded("odd", capacity);
        var back = dev.selvage.channels.Channel.<Integer>bounded("back", capacity);
        try (Sender<Integer> toEven = even.sender();
                Sender<Integer> toOdd = odd.sender();
                Sender<Integer> toBack = back.sender();
                Receiver<Integer> fromEven = even.receiver();
                Receiver<Integer> fromOdd = odd.receiver();
                Receiver<Integer> fromBack = back.receiver()) {
            Select<Integer> select = Select.<Integer>builder()
                    .receive(fromEven, element -> element)
                    .receive(fromOdd, element -> element)
                    .build();
            Thread other = start(() -> {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    toBack.send(select.await());
                }
            });
            int sum = 0;
            for (int i = 0; i < ROUND_TRIPS; i++) {
                (i % 2 == 0 ? toEven : toOdd).send(1);
                sum += fromBack.receive();
            }
            other.join();
            check(sum);
        }
    }

    private Channel<Integer> joxChannel() {
        return capacity == 0 ? Channel.newRendezvousChannel() : Channel.newBufferedChannel(capacity);
    }

    /** A select is a call with its clauses there. */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void jox() throws InterruptedException {
        Channel<Integer> even = joxChannel();
        Channel<Integer> odd = joxChannel();
        Channel<Integer> back = joxChannel();
        Thread other = start(() -> {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                back.send(com.softwaremill.jox.Select.select(even.receiveClause(), odd.receiveClause()));
            }
        });
        int sum = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            (i % 2 == 0 ? even : odd).send(1);
            sum += back.receive();
        }
        other.join();
        check(sum);
    }
}
