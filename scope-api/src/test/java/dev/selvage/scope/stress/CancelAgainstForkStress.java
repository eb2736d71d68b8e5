package dev.selvage.scope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cancels a scope from outside at the very moment in which it forks. Every fork waits for ever unless it is cancelled, so
 * a cancellation that misses a fork hangs the round; the count of live tasks shows a thread that outlives its scope.
 */
@Tag("carriers")
@Timeout(300)
class CancelAgainstForkStress {
    private final AtomicInteger live = new AtomicInteger();
    private final AtomicReference<Scope> target = new AtomicReference<>();

    @ParameterizedTest
    @EnumSource(Owners.class)
    void cancelRacingFork_noForkIsMissed_noThreadOutlivesTheScope(Owners owners) throws Exception {
        int rounds = Owners.rounds(50_000);
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                Scope scope = target.getAndSet(null);
                if (scope != null) {
                    scope.cancel("raced");
                }
                Thread.onSpinWait();
            }
        });
        int cancelled = owners.call(() -> {
            int count = 0;
            for (int round = 0; round < rounds; round++) {
                count += round(round % 4 == 0);
                assertThat(live).hasValue(0);
                assertThat(Thread.interrupted()).isFalse();
            }
            return count;
        });
        stop.set(true);
        canceller.join();
        assertThat(cancelled).isEqualTo(rounds);
    }

    private int round(boolean viaFork) throws Exception {
        int delay = ThreadLocalRandom.current().nextInt(200);
        try {
            Scope.run(scope -> {
                target.set(scope);
                for (int i = 0; i < delay; i++) {
                    Thread.onSpinWait();
                }
                if (viaFork) {
                    Fork<?> forking = scope.fork(() -> scope.fork(this::waitForCancellation));
                    assertThat(forking).isNotNull();
                }
                scope.fork(this::waitForCancellation);
                scope.fork(this::waitForCancellation);
            });
            return 0;
        } catch (ScopeCancelledException e) {
            return 1;
        }
    }

    private void waitForCancellation() throws InterruptedException {
        live.incrementAndGet();
        try {
            new CountDownLatch(1).await();
        } finally {
            live.decrementAndGet();
        }
    }
}
