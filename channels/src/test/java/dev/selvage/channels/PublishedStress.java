package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From a channel through a publisher into another channel: each element arrives once, whoever interrupts. */
@Tag("carriers")
@Timeout(120)
class PublishedStress {
    private static final int ELEMENTS = Boolean.getBoolean("selvage.thorough") ? 500_000 : 10_000;
    private static final int RECEIVERS = 3;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void elements_goThrough_once(boolean virtual) throws Exception {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        for (int capacity : new int[] {1, 3, 64}) {
            through(threads, capacity);
        }
    }

    private static void through(ThreadFactory threads, int capacity) throws Exception {
        AtomicIntegerArray seen = new AtomicIntegerArray(ELEMENTS);
        List<Worker> workers = new ArrayList<>();
        Channel<Integer> source = Channel.bounded("source", 16);
        Sender<Integer> sender = source.sender();
        Worker sending = new Worker(threads, () -> {
            try (sender) {
                for (int n = 0; n < ELEMENTS; n++) {
                    sender.send(n);
                }
            }
        });
        Scope.run(scope -> {
            Channel<Integer> target = Channel.from(source.receiver().asPublisher(scope), capacity);
            for (int r = 0; r < RECEIVERS; r++) {
                Receiver<Integer> receiver = target.receiver();
                workers.add(new Worker(threads, () -> receiveAll(receiver, seen)));
            }
            for (int i = 0; !target.isClosed(); i++) {
                workers.get(i % RECEIVERS).thread.interrupt();
                for (int n = 0; n < 500; n++) {
                    Thread.onSpinWait();
                }
            }
        });
        sending.finish();
        Worker.finish(workers);
        for (int n = 0; n < ELEMENTS; n++) {
            assertThat(seen.get(n)).isOne();
        }
    }

    private static void receiveAll(Receiver<Integer> receiver, AtomicIntegerArray seen) {
        try (receiver) {
            while (true) {
                try {
                    seen.incrementAndGet(receiver.receive());
                } catch (InterruptedException e) {
                    // nothing was taken
                }
            }
        } catch (ClosedException e) {
            assertThat(e).hasNoCause();
        }
    }
}
