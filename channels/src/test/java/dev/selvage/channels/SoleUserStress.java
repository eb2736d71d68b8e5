package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.handle.HandleInUseException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads that use one receiver at the same time: each element is received once, whoever is found out. */
@Timeout(120)
@Tag("carriers")
class SoleUserStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 3_000 : 200;
    private static final int ELEMENTS = 300;
    private static final int THREADS = 3;

    @ParameterizedTest
    @EnumSource
    void receive_byVirtualThreads_takesEachElementOnce(Kind kind) throws Exception {
        run(kind, Thread.ofVirtual().factory());
    }

    @ParameterizedTest
    @EnumSource
    void receive_byPlatformThreads_takesEachElementOnce(Kind kind) throws Exception {
        run(kind, Thread.ofPlatform().factory());
    }

    private static void run(Kind kind, ThreadFactory factory) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Channel<Integer> channel = kind.channel("jobs");
            ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
            try (Receiver<Integer> receiver = channel.receiver()) {
                Worker sending = new Worker(factory, sending(channel.sender()));
                List<Worker> receiving = new ArrayList<>();
                CountDownLatch start = new CountDownLatch(1);
                AtomicInteger refused = new AtomicInteger();
                for (int i = 0; i < THREADS; i++) {
                    int kindOfUse = (round + i) % 3;
                    receiving.add(new Worker(factory, () -> {
                        start.await();
                        receiveAll(receiver, kindOfUse, got, refused);
                    }));
                }
                start.countDown();
                Worker.finish(receiving);
                receiver.forEach(got::add); // what those left who were refused
                sending.finish();
                assertThat(refused.get()).isBetween(0, THREADS);
            }
            List<Integer> all = new ArrayList<>(got);
            assertThat(all).hasSize(ELEMENTS).doesNotHaveDuplicates();
        }
    }

    private static Worker.Task sending(Sender<Integer> sender) {
        return () -> {
            try (sender) {
                for (int n = 0; n < ELEMENTS; n++) {
                    sender.send(n);
                }
            }
        };
    }

    private static void receiveAll(
            Receiver<Integer> receiver, int kindOfUse, ConcurrentLinkedQueue<Integer> got, AtomicInteger refused)
            throws InterruptedException {
        Select<Integer> select =
                Select.<Integer>builder().receive(receiver, n -> n).build();
        try {
            while (true) {
                switch (kindOfUse) {
                    case 0 -> got.add(receiver.receive());
                    case 1 -> got.addAll(receiver.receiveMany(3));
                    default -> got.add(select.await());
                }
            }
        } catch (ClosedException e) {
            return;
        } catch (HandleInUseException e) {
            refused.incrementAndGet();
        }
    }
}
