package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Forks that join each other in a circle. */
@Timeout(20)
@Tag("carriers")
class ForkJoinDeadlockTest {
    private final Logged logged = new Logged(DeadlockDetection.class);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setAction(DeadlockDetection.Action.THROW);
        DeadlockDetection.setDelay(Duration.ofMillis(50));
        logged.stop();
    }

    /** Forks a ring of which each member joins the next. */
    private static List<Fork<Integer>> ring(Scope scope, int size) {
        List<CompletableFuture<Fork<Integer>>> next = new ArrayList<>();
        List<Fork<Integer>> forks = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            next.add(new CompletableFuture<>());
        }
        for (int i = 0; i < size; i++) {
            CompletableFuture<Fork<Integer>> mine = next.get(i);
            Callable<Integer> joining = () -> mine.get().join() + 1;
            forks.add(scope.fork("f" + i, joining));
        }
        for (int i = 0; i < size; i++) {
            next.get(i).complete(forks.get((i + 1) % size));
        }
        return forks;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 50})
    void ring_ofForksThatJoinEachOther_isToldInOneOfThem_withinASecond(int size) throws Exception {
        Scope.supervise(c -> c.withName("orders"), failure -> {}, scope -> {
            long began = System.nanoTime();
            List<Fork<Integer>> forks = ring(scope, size);
            List<Throwable> causes = new ArrayList<>();
            for (Fork<Integer> fork : forks) {
                assertThatThrownBy(fork::join)
                        .isInstanceOf(ScopeFailedException.class)
                        .rootCause()
                        .satisfies(causes::add);
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
            assertThat(causes).hasSize(size);
            assertThat(causes.stream().distinct()).singleElement().isInstanceOf(DeadlockException.class);
            String message = Objects.requireNonNull(causes.getFirst().getMessage());
            assertThat(message)
                    .startsWith("deadlock: fork 'orders/f")
                    .endsWith("; none of them can go on: let no fork join another that waits for it");
            for (int i = 0; i < size; i++) {
                int next = (i + 1) % size;
                assertThat(message)
                        .contains("fork 'orders/f" + i + "#" + (i + 1) + "' waits for fork 'orders/f" + next + "#"
                                + (next + 1) + "' at ForkJoinDeadlockTest.java:");
            }
        });
    }

    @Test
    void forkOfAnInnerScope_thatJoinsTheForkAroundIt_isTold() {
        assertThatThrownBy(() -> Scope.run(c -> c.withName("outer"), scope -> {
                    CompletableFuture<Fork<?>> around = new CompletableFuture<>();
                    around.complete(scope.fork(
                            "around",
                            () -> Scope.run(
                                    c -> c.withName("inner"),
                                    inner -> inner.fork("in", () -> {
                                        around.get().join();
                                    }))));
                }))
                .rootCause()
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("fork 'inner/in#1' waits for fork 'outer/around#1'")
                .hasMessageContaining(
                        "fork 'outer/around#1' waits for the end of the forks of scope 'inner' at ForkJoinDeadlockTest.java:");
    }

    @Test
    void bodyOnAPlatformThread_thatJoinsBehindACircle_isNotTheVictim() {
        assertThat(Thread.currentThread().isVirtual()).isFalse();
        assertThatThrownBy(() -> Scope.run(scope -> ring(scope, 2).getFirst().join()))
                .isInstanceOf(ScopeFailedException.class)
                .rootCause()
                .isInstanceOf(DeadlockException.class)
                .hasMessageNotContaining("thread '");
    }

    @Test
    void chain_ofJoins_thatEndsInALiveFork_isNotTold() throws Exception {
        DeadlockDetection.setDelay(Duration.ofMillis(1));
        CountDownLatch end = new CountDownLatch(1);
        int sum = Scope.call(scope -> {
            Fork<Integer> last = scope.fork(() -> {
                end.await();
                return 1;
            });
            for (int i = 0; i < 10; i++) {
                Fork<Integer> behind = last;
                last = scope.fork(() -> behind.join() + 1);
            }
            assertThat(new CountDownLatch(1).await(300, TimeUnit.MILLISECONDS)).isFalse();
            end.countDown();
            return last.join();
        });
        assertThat(sum).isEqualTo(11);
        assertThat(logged.events()).isEmpty();
    }

    @Test
    void circle_withATimedJoin_isNotTold() throws Exception {
        DeadlockDetection.setDelay(Duration.ofMillis(1));
        Scope.supervise(failure -> {}, scope -> {
            CompletableFuture<Fork<Integer>> other = new CompletableFuture<>();
            Fork<Integer> timed = scope.fork(() -> {
                try {
                    return other.get().join(Duration.ofMillis(150));
                } catch (TimeoutException e) {
                    return 7;
                }
            });
            other.complete(scope.fork(() -> timed.join()));
            assertThat(other.get().join()).isEqualTo(7);
        });
    }

    @Test
    void logAction_logsOnce_andLeavesTheForksAlone() throws Exception {
        DeadlockDetection.setAction(DeadlockDetection.Action.LOG);
        DeadlockDetection.setDelay(Duration.ofMillis(10));
        Scope.supervise(failure -> {}, scope -> {
            List<Fork<Integer>> forks = ring(scope, 2);
            await().until(() -> !logged.events().isEmpty());
            await().during(Duration.ofMillis(100)).until(() -> logged.events().size() == 1);
            assertThat(logged.messages().getFirst()).startsWith("deadlock: fork 'scope/f");
            forks.getFirst().cancel("the test is over");
            for (Fork<Integer> fork : forks) {
                fork.await();
            }
        });
    }
}
