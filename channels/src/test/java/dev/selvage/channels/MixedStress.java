package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Eight senders and eight receivers, every other one a platform thread: each element arrives once. */
@Tag("carriers")
@Timeout(300)
class MixedStress {
    private static final int THREADS = 8;
    private static final int EACH = Boolean.getBoolean("selvage.thorough") ? 50_000 : 1_000;

    private static ThreadFactory factory(int thread) {
        return thread % 2 == 0
                ? Thread.ofVirtual().factory()
                : Thread.ofPlatform().factory();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 16, Integer.MAX_VALUE})
    void elements_ofMixedThreads_arriveOnce(int capacity) throws Exception {
        Channel<Integer> channel =
                capacity == Integer.MAX_VALUE ? Channel.unbounded("mixed") : Channel.bounded("mixed", capacity);
        List<Worker> workers = new ArrayList<>();
        List<List<Integer>> got = new ArrayList<>();
        try (Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver = channel.receiver()) {
            for (int i = 0; i < THREADS; i++) {
                int from = i * EACH;
                Sender<Integer> mySender = sender.clone();
                workers.add(new Worker(factory(i), () -> {
                    try (mySender) {
                        for (int n = 0; n < EACH; n++) {
                            mySender.send(from + n);
                        }
                    }
                }));
                List<Integer> mine = new ArrayList<>();
                got.add(mine);
                Receiver<Integer> myReceiver = receiver.clone();
                workers.add(new Worker(factory(i + i / 2), () -> {
                    try (myReceiver) {
                        for (Integer element : myReceiver) {
                            mine.add(element);
                        }
                    }
                }));
            }
        }
        Worker.finish(workers);
        BitSet seen = new BitSet();
        int total = 0;
        for (List<Integer> mine : got) {
            mine.forEach(seen::set);
            total += mine.size();
        }
        assertThat(seen.cardinality()).isEqualTo(THREADS * EACH);
        assertThat(total).isEqualTo(THREADS * EACH);
    }
}
