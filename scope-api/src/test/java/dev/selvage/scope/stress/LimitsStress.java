package dev.selvage.scope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Permits against cancellation: forks that fork and join under small limits, while another thread cancels scopes and
 * single forks. A permit that is lost hangs a later round; one that is made up shows as too many running tasks.
 */
@Tag("carriers")
@Timeout(300)
class LimitsStress {
    private final AtomicReference<Scope> target = new AtomicReference<>();
    private final AtomicReference<Fork<?>> single = new AtomicReference<>();
    private final AtomicInteger running = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();

    @ParameterizedTest
    @EnumSource(Owners.class)
    void cancelRacingPermits_noneIsLostAndNoneMadeUp(Owners owners) throws Exception {
        int rounds = Owners.rounds(2_000);
        Limiter shared = Limiter.of("shared", 2);
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                Scope scope = target.getAndSet(null);
                if (scope != null && ThreadLocalRandom.current().nextInt(3) == 0) {
                    scope.cancel("raced");
                }
                Fork<?> fork = single.getAndSet(null);
                if (fork != null) {
                    fork.cancel("raced alone");
                }
                Thread.onSpinWait();
            }
        });
        owners.call(() -> {
            for (int round = 0; round < rounds; round++) {
                round(shared, 1 + round % 3);
                assertThat(running).hasValue(0);
                assertThat(shared.stats()).isEqualTo(new Limiter.Stats(2, 0, 0));
                assertThat(Thread.interrupted()).isFalse();
            }
            return null;
        });
        stop.set(true);
        canceller.join();
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    private void round(Limiter shared, int limit) throws Exception {
        try {
            Scope.supervise(c -> c.withMaxConcurrency(limit).withLimiter(shared), failure -> {}, scope -> {
                target.set(scope);
                for (int i = 0; i < 6; i++) {
                    single.set(scope.fork(() -> forkAndJoin(scope, 2)));
                }
            });
        } catch (ScopeCancelledException e) {
            assertThat(e).hasMessageContaining("raced");
        }
    }

    private int forkAndJoin(Scope scope, int depth) throws Exception {
        step();
        if (depth == 0) {
            return 1;
        }
        Fork<Integer> child = scope.fork(() -> forkAndJoin(scope, depth - 1));
        Fork<Integer> other = scope.fork(() -> forkAndJoin(scope, 0));
        single.set(child);
        return other.join() + child.join();
    }

    /** A piece of a task that a cancellation has not reached, so that it runs on a permit that was waited for. */
    private void step() {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        running.decrementAndGet();
    }
}
