package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an owner sees that lets its forks run before it parks, as long as that has paid of late. */
@Tag("carriers")
@Timeout(60)
class GiveWayTest {
    private static final int ENOUGH_TO_LEARN = 4_000;
    private static final int ROUNDS = 40;

    /** A round of an owner that waits for a fork. */
    private interface Round {
        void run(Runnable fork) throws Exception;
    }

    @Test
    void joinOfAFork_givesWay_asLongAsThatPays() throws Exception {
        assertThatItIsLearned(task -> Scope.<RuntimeException>run(
                scope -> scope.fork(() -> task.run()).join()));
    }

    @Test
    void joinOfAScope_givesWay_asLongAsThatPays() throws Exception {
        assertThatItIsLearned(task -> {
            try (var scope = Scope.open()) {
                scope.fork(() -> task.run());
                scope.join();
            }
        });
    }

    private static void assertThatItIsLearned(Round round) throws Exception {
        assumeTrue("1".equals(System.getProperty("jdk.virtualThreadScheduler.parallelism")), "one carrier");
        onVirtualThread(() -> {
            repeat(round, () -> {});
            assertThat(roundsInWhichBothRan()).as("after short forks").isGreaterThan(ROUNDS / 2);
            repeat(round, () -> LockSupport.parkNanos(1));
            assertThat(roundsInWhichBothRan()).as("after forks that block").isLessThan(ROUNDS / 2);
            repeat(round, () -> {});
            assertThat(roundsInWhichBothRan()).as("after short forks again").isGreaterThan(ROUNDS / 2);
            return null;
        });
    }

    private static void repeat(Round round, Runnable fork) throws Exception {
        for (int i = 0; i < ENOUGH_TO_LEARN; i++) {
            round.run(fork);
        }
    }

    /**
     * {@return in how many of the rounds the second of two short forks had run when the first was joined} With one carrier, none
     * if the owner parks at once: the end of the first fork puts it ahead of the second.
     */
    private static int roundsInWhichBothRan() throws Exception {
        int many = 0;
        for (int i = 0; i < ROUNDS; i++) {
            many += Scope.<Integer, RuntimeException>call(scope -> {
                Fork<Integer> first = scope.fork(() -> 1);
                Fork<Integer> second = scope.fork(() -> 2);
                first.join();
                return second.outcome().isPresent() ? 1 : 0;
            });
        }
        return many;
    }

    private static void onVirtualThread(Callable<?> task) throws Exception {
        FutureTask<?> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        future.get();
    }
}
