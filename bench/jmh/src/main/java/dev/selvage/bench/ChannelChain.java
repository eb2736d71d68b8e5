package dev.selvage.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedTransferQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What does a rendezvous cost in a chain of 100 virtual threads, per hop, and as a ping-pong of two, per round trip? */
public class ChannelChain extends BusyCores {
    private static final int ELEMENTS = 500;
    private static final int THREADS = 100;
    private static final int ROUND_TRIPS = 20_000;

    @Param({"selvage", "SQ", "LTQ", "jox"})
    String rival;

    private final List<Pipe> pipes = new ArrayList<>();

    private void closeAll() {
        pipes.forEach(Pipe::close);
        pipes.clear();
    }

    /** Passes elements on. */
    private interface Work {
        void run() throws InterruptedException;
    }

    /** An unbounded queue has transfer() for this. */
    private Pipe rendezvous() {
        Pipe pipe = make(rival);
        pipes.add(pipe);
        return pipe;
    }

    private static Pipe make(String rival) {
        if (!rival.equals("LTQ")) {
            return Pipe.of(rival, 0, false);
        }
        var queue = new LinkedTransferQueue<Integer>();
        return new Pipe() {
            @Override
            public void send(Integer element) throws InterruptedException {
                queue.transfer(element);
            }

            @Override
            public Integer receive() throws InterruptedException {
                return queue.take();
            }
        };
    }

    private static Thread start(Work work) {
        return Thread.ofVirtual().start(() -> {
            try {
                work.run();
            } catch (InterruptedException e) {
                throw new IllegalStateException("a link of the chain was interrupted", e);
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS * THREADS)
    public int chain() throws InterruptedException {
        Pipe first = rendezvous();
        Pipe last = first;
        for (int t = 1; t < THREADS; t++) {
            Pipe from = last;
            Pipe to = rendezvous();
            last = to;
            start(() -> {
                for (int i = 0; i < ELEMENTS; i++) {
                    to.send(from.receive());
                }
            });
        }
        start(() -> {
            for (int i = 0; i < ELEMENTS; i++) {
                first.send(i);
            }
        });
        int sum = 0;
        for (int i = 0; i < ELEMENTS; i++) {
            sum += last.receive();
        }
        closeAll();
        return sum;
    }

    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public int pingPong() throws InterruptedException {
        Pipe ping = rendezvous();
        Pipe pong = rendezvous();
        start(() -> {
            for (int i = 0; i < ROUND_TRIPS; i++) {
                pong.send(ping.receive());
            }
        });
        int sum = 0;
        for (int i = 0; i < ROUND_TRIPS; i++) {
            ping.send(1);
            sum += pong.receive();
        }
        closeAll();
        return sum;
    }
}
