package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.UpgradableGuard;
import dev.selvage.sync.WriteGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Readers, writers, upgraders, optimistic readers, and those who give up, all together. */
@Tag("carriers")
@Tag("unfollowed")
@Timeout(300)
class RwLockStress {
    private static final int ROUNDS = (Boolean.getBoolean("selvage.thorough") ? 10 : 1) * 4_000;

    /** Two halves that are equal whenever nobody writes. */
    private static final class Halves {
        int left;
        int right;

        int checked() {
            int seen = left;
            assertThat(right).isEqualTo(seen);
            return seen;
        }

        void increment() {
            left++;
            if ((left & 31) == 0) {
                for (int i = 0; i < 100; i++) {
                    Thread.onSpinWait();
                }
            }
            right++;
        }
    }

    record Pair(int left, int right) {}

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory()),
                Arguments.of("platform", Thread.ofPlatform().factory()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void readersNeverSeeHalfAWrite_andNoWriteIsLost(String kind, ThreadFactory factory) throws Exception {
        RwLock<Halves> lock = RwLock.of("halves", new Halves());
        AtomicInteger written = new AtomicInteger();
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    step(lock, written);
                }
            }));
        }
        Worker.finish(workers);
        assertThat(lock.<Integer, RuntimeException>read(Halves::checked)).isEqualTo(written.get());
        assertThat(lock).hasToString("RwLock[halves, free]");
    }

    private static void step(RwLock<Halves> lock, AtomicInteger written) throws InterruptedException {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        Duration patience = Duration.ofNanos(random.nextInt(30_000));
        switch (random.nextInt(8)) {
            case 0 -> {
                lock.write(Halves::increment);
                written.incrementAndGet();
            }
            case 1 -> {
                Optional<WriteGuard<Halves>> guard = lock.tryWriteLock(patience);
                if (guard.isPresent()) {
                    try (WriteGuard<Halves> write = guard.get()) {
                        write.get().increment();
                        written.incrementAndGet();
                        try (ReadGuard<Halves> read = write.downgrade()) {
                            read.get().checked();
                        }
                    }
                }
            }
            case 2 -> {
                try (UpgradableGuard<Halves> guard = lock.upgradableRead()) {
                    int before = guard.get().checked();
                    Optional<WriteGuard<Halves>> upgraded = guard.tryUpgrade(patience);
                    if (upgraded.isPresent()) {
                        try (WriteGuard<Halves> write = upgraded.get()) {
                            assertThat(write.get().checked()).isEqualTo(before);
                            write.get().increment();
                            written.incrementAndGet();
                            write.unlock();
                        }
                    }
                }
            }
            case 3 ->
                lock.tryReadLock(patience).ifPresent(guard -> {
                    guard.get().checked();
                    guard.close();
                });
            default -> lock.read(Halves::checked);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void optimisticReaders_returnOnlyWhatWasWhole(String kind, ThreadFactory factory) throws Exception {
        RwLock<Halves> lock = RwLock.of("halves", new Halves());
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < 5 * ROUNDS; i++) {
                    lock.write(Halves::increment);
                }
            }));
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < 10 * ROUNDS; i++) {
                    Pair pair = lock.readOptimistic(halves -> new Pair(halves.left, halves.right));
                    assertThat(pair.right()).isEqualTo(pair.left());
                }
            }));
        }
        Worker.finish(workers);
        assertThat(lock.<Integer, RuntimeException>read(Halves::checked)).isEqualTo(10 * ROUNDS);
    }
}
