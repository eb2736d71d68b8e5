package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.sync.Permit;
import dev.selvage.sync.Semaphore;
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

/** Threads that take several permits, and give up in the instant in which they would get them. */
@Tag("carriers")
@Timeout(300)
class SemaphoreStress {
    private static final int ROUNDS = (Boolean.getBoolean("selvage.thorough") ? 10 : 1) * 3_000;

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory()),
                Arguments.of("platform", Thread.ofPlatform().factory()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void permits_areNeitherLostNorMade(String kind, ThreadFactory factory) throws Exception {
        Semaphore semaphore = Semaphore.of("s", 5);
        AtomicInteger taken = new AtomicInteger();
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < ROUNDS; i++) {
                    ThreadLocalRandom random = ThreadLocalRandom.current();
                    int wanted = 1 + random.nextInt(4);
                    Optional<Permit> permit = random.nextBoolean()
                            ? Optional.of(semaphore.acquire(wanted))
                            : semaphore.tryAcquire(wanted, Duration.ofNanos(random.nextInt(20_000)));
                    if (permit.isPresent()) {
                        try (Permit held = permit.get()) {
                            assertThat(taken.addAndGet(wanted)).isLessThanOrEqualTo(5);
                            for (int spin = random.nextInt(50); spin > 0; spin--) {
                                Thread.onSpinWait();
                            }
                            taken.addAndGet(-held.count());
                        }
                    }
                }
            }));
        }
        Worker.finish(workers);
        assertThat(semaphore.available()).isEqualTo(5);
        assertThat(semaphore.waiting()).isZero();
    }
}
