package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A thread that comes for the lock of a line, because its claims were made under it a moment ago, beside one that claims
 * without: neither waits for the other, and together they get just what there is.
 */
@Tag("carriers")
@Timeout(60)
class EndedRuleStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 300_000 : 5_000;
    private static final int SOME = 3;

    @ParameterizedTest
    @CsvSource({
        "BOUNDED_1, true", "BOUNDED_1, false",
        "BOUNDED_3, true", "BOUNDED_3, false",
        "BOUNDED_64, true", "BOUNDED_64, false",
        "UNBOUNDED, true", "UNBOUNDED, false"
    })
    void claims_underALockThatNoLongerRules_getWhatThereIs_andWaitForNothing(Kind kind, boolean virtual)
            throws Exception {
        ThreadFactory threads =
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
        Race race = new Race((BufferedCore<Integer>) kind.<Integer>make("ended rule"));
        Worker.finish(List.of(new Worker(threads, () -> race.run(false)), new Worker(threads, () -> race.run(true))));
    }

    private static final class Race {
        private final BufferedCore<Integer> core;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger taken = new AtomicInteger();
        private final CyclicBarrier filled = new CyclicBarrier(2, this::checkFull);
        private final CyclicBarrier emptied = new CyclicBarrier(2, this::checkEmpty);

        Race(BufferedCore<Integer> core) {
            this.core = core;
            core.severalReceivers();
        }

        void run(boolean locked) throws Exception {
            for (int round = 0; round < ROUNDS; round++) {
                if (core instanceof BoundedCore<Integer> bounded) {
                    while (locked ? bounded.offerRuled(round, false) : core.offer(round)) {
                        sent.incrementAndGet();
                    }
                } else if (locked) {
                    for (int n = 0; n < SOME; n++) {
                        core.offer(round);
                        sent.incrementAndGet();
                    }
                }
                filled.await();
                while ((locked ? core.pollRuled(false) : core.poll()) != null) {
                    taken.incrementAndGet();
                }
                emptied.await();
            }
        }

        private void checkFull() {
            assertThat(core.size()).isEqualTo(core instanceof BoundedCore ? core.capacity() : SOME);
            assertThat(sent.getAndSet(0)).isEqualTo((int) core.size());
            taken.addAndGet((int) -core.size());
        }

        private void checkEmpty() {
            assertThat(taken).hasValue(0);
            assertThat(core.size()).isZero();
        }
    }
}
