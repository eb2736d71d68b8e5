package dev.selvage.scope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Fork;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Cancels an open scope, or ends its last fork, at the very moment in which its owner begins to join. The owner is never
 * interrupted by this scope, so a wake-up that is lost hangs the round. The same with a joiner that is done then.
 */
@Tag("carriers")
@Timeout(300)
class JoinScopeStress {
    private final AtomicReference<JoinScope<?, ?>> target = new AtomicReference<>();

    @ParameterizedTest
    @EnumSource(Owners.class)
    void cancelRacingJoin_ownerWakes_andIsNotInterrupted(Owners owners) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                JoinScope<?, ?> scope = target.getAndSet(null);
                if (scope != null) {
                    spin(ThreadLocalRandom.current().nextInt(100));
                    scope.cancel("raced");
                }
                Thread.onSpinWait();
            }
        });
        int cancelled = owners.call(() -> {
            int count = 0;
            for (int round = 0; round < Owners.rounds(20_000); round++) {
                count += joinCancelled();
                assertThat(Thread.currentThread().isInterrupted()).isFalse();
            }
            return count;
        });
        stop.set(true);
        canceller.join();
        assertThat(cancelled).isEqualTo(Owners.rounds(20_000));
    }

    private int joinCancelled() throws Exception {
        try (var scope = Scope.open()) {
            scope.fork(() -> new CountDownLatch(1).await());
            target.set(scope);
            spin(ThreadLocalRandom.current().nextInt(100));
            scope.join();
            return 0;
        } catch (ScopeCancelledException e) {
            return 1;
        }
    }

    @ParameterizedTest
    @EnumSource(Owners.class)
    void lastForkRacingJoin_ownerWakes(Owners owners) throws Exception {
        owners.call(() -> {
            for (int round = 0; round < Owners.rounds(20_000); round++) {
                int delay = ThreadLocalRandom.current().nextInt(100);
                try (var scope = Scope.open()) {
                    var a = scope.fork(() -> delay);
                    var b = scope.fork(() -> {
                        spin(delay);
                        return delay;
                    });
                    spin(ThreadLocalRandom.current().nextInt(100));
                    scope.join();
                    assertThat(a.get() + b.get()).isEqualTo(2 * delay);
                }
            }
            return null;
        });
    }

    /** Is done with the first fork, a little after others can see that it has ended. */
    private static final class Dawdling implements Joiner<Integer, String> {
        @Override
        public boolean onComplete(Fork<? extends Integer> fork) {
            spin(ThreadLocalRandom.current().nextInt(20));
            return true;
        }

        @Override
        public String result() {
            return "done";
        }
    }

    @Test
    void joinerDoneRacingJoin_givesTheResult_notTheCancellationThatFollows() throws Exception {
        for (int round = 0; round < Owners.rounds(20_000); round++) {
            try (var scope = Scope.open(new Dawdling())) {
                var fork = scope.fork(() -> 1);
                while (fork.outcome().isEmpty()) {
                    Thread.onSpinWait(); // on a platform thread: no carrier is kept from the fork
                }
                spin(ThreadLocalRandom.current().nextInt(20));
                assertThat(scope.join()).isEqualTo("done");
            }
        }
    }

    private static void spin(int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
    }
}
