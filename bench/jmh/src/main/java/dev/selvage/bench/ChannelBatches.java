package dev.selvage.bench;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What does an element cost that goes in and out with 63 others, between two virtual threads? */
public class ChannelBatches extends BusyCores {
    private static final int BATCH = 64;
    private static final int BATCHES = 2_000;
    private static final int CAPACITY = 1_024;

    private final List<Integer> batch = Collections.nCopies(BATCH, 1);

    @Benchmark
    @OperationsPerInvocation(BATCH * BATCHES)
    public int selvage() throws InterruptedException {
        Channel<Integer> channel = Channel.bounded("bench", CAPACITY);
        try (Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver = channel.receiver()) {
            Thread thread = Thread.ofVirtual().start(() -> sendAll(sender));
            int left = BATCH * BATCHES;
            while (left > 0) {
                left -= receiver.receiveMany(BATCH).size();
            }
            thread.join();
            return left;
        }
    }

    private void sendAll(Sender<Integer> sender) {
        try {
            for (int i = 0; i < BATCHES; i++) {
                sender.sendAll(batch);
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender was interrupted", e);
        }
    }

    /** There is no batch to put into it. */
    @Benchmark
    @OperationsPerInvocation(BATCH * BATCHES)
    public int arrayBlockingQueue() throws InterruptedException {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(CAPACITY);
        Thread thread = Thread.ofVirtual().start(() -> putAll(queue));
        int left = BATCH * BATCHES;
        while (left > 0) {
            List<Integer> elements = new ArrayList<>();
            elements.add(queue.take());
            queue.drainTo(elements, BATCH - 1);
            left -= elements.size();
        }
        thread.join();
        return left;
    }

    private void putAll(ArrayBlockingQueue<Integer> queue) {
        try {
            for (int i = 0; i < BATCHES; i++) {
                for (Integer element : batch) {
                    queue.put(element);
                }
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException("the sender was interrupted", e);
        }
    }
}
