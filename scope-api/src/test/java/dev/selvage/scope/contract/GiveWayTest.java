package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What an owner sees that lets its forks run before it parks. */
@Tag("carriers")
@Timeout(30)
class GiveWayTest {
    private static final int ROUNDS = 100;

    @Test
    void join_ofTheFirstOfTwoShortForks_oneCarrier_letsBothRun() throws Exception {
        assumeTrue("1".equals(System.getProperty("jdk.virtualThreadScheduler.parallelism")), "one carrier");
        int both = onVirtualThread(() -> {
            int seen = 0;
            for (int i = 0; i < ROUNDS; i++) {
                seen += Scope.<Integer, RuntimeException>call(scope -> {
                    Fork<Integer> first = scope.fork(() -> 1);
                    Fork<Integer> second = scope.fork(() -> 2);
                    first.join();
                    return second.outcome().isPresent() ? 1 : 0;
                });
            }
            return seen;
        });

        // None, if the owner parks at once: the end of the first fork puts it ahead of the second.
        assertThat(both).isGreaterThan(ROUNDS / 2);
    }

    private static <T> T onVirtualThread(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        Thread.ofVirtual().start(future);
        return future.get();
    }
}
