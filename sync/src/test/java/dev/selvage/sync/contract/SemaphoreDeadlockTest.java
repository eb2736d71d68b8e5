package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.Permit;
import dev.selvage.sync.Poisoning;
import dev.selvage.sync.Semaphore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads that wait in a circle through permits, and those that only seem to. */
@Timeout(20)
@Tag("carriers")
class SemaphoreDeadlockTest {
    private static final Duration LONG = Duration.ofMillis(500);

    private final Mutex<Integer> mutex = Mutex.of(c -> c.withName("m").withPoisoning(Poisoning.OFF), 0);
    private final Queue<Throwable> thrown = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    @BeforeEach
    void lookSoon() {
        DeadlockDetection.setDelay(Duration.ofMillis(5));
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.OFF);
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setDelay(Duration.ofMillis(50));
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.LOG);
    }

    private void start(String kind, String name, Blocked.Task task) {
        Thread.Builder builder = kind.equals("virtual") ? Thread.ofVirtual() : Thread.ofPlatform();
        threads.add(builder.name(name).start(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.add(e);
            }
        }));
    }

    private void finish() throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    private static void awaitWaiting(Semaphore semaphore, int count) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> semaphore.waiting() == count);
    }

    /** Lets several looks pass, in which nobody may be told. */
    private static void linger() throws InterruptedException {
        assertThat(new CountDownLatch(1).await(LONG.toMillis(), TimeUnit.MILLISECONDS))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void permitsAndMutex_inBothOrders_oneMemberIsTold_theOtherGoesOn(String kind) throws Exception {
        Semaphore permits = Semaphore.of("uploads", 1);
        CyclicBarrier both = new CyclicBarrier(2);
        start(
                kind,
                "first",
                () -> permits.run(() -> {
                    both.await();
                    mutex.run(n -> {});
                }));
        start(
                kind,
                "second",
                () -> mutex.run(n -> {
                    both.await();
                    permits.run(() -> {});
                }));
        finish();
        assertThat(thrown)
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining(
                                "thread 'first', which holds semaphore 'uploads' (locked at SemaphoreDeadlockTest.java:")
                        .hasMessageContaining("waits for mutex 'm' at SemaphoreDeadlockTest.java:")
                        .hasMessageContaining("thread 'second', which holds mutex 'm' (locked at")
                        .hasMessageContaining("waits for semaphore 'uploads' at SemaphoreDeadlockTest.java:"));
        assertThat(permits.available()).isEqualTo(1);
    }

    @Test
    void permitOfItself_isTold() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 2);
        assertThatThrownBy(() -> permits.run(() -> permits.call(2, () -> 1)))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("which holds semaphore 'uploads'");
        assertThat(permits.available()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void allHoldersInTheCircle_isTold_namingAll(String kind) throws Exception {
        Semaphore permits = Semaphore.of("uploads", 3);
        CyclicBarrier all = new CyclicBarrier(4);
        for (int i = 0; i < 3; i++) {
            start(
                    kind,
                    "holder-" + i,
                    () -> permits.run(() -> {
                        all.await();
                        mutex.run(n -> {});
                    }));
        }
        start(
                kind,
                "asking",
                () -> mutex.run(n -> {
                    all.await();
                    permits.run(() -> {});
                }));
        finish();
        assertThat(thrown).singleElement().satisfies(e -> {
            assertThat(e).isInstanceOf(DeadlockException.class);
            String message = Objects.requireNonNull(e.getMessage());
            assertThat(message)
                    .contains("'holder-0', which", "'holder-1', which", "'holder-2', which", "'asking', which");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void oneHolderOutsideOfTheCircle_nobodyIsTold(String kind) throws Exception {
        Semaphore permits = Semaphore.of("uploads", 2);
        CyclicBarrier all = new CyclicBarrier(3);
        CountDownLatch end = new CountDownLatch(1);
        start(
                kind,
                "inside",
                () -> permits.run(() -> {
                    all.await();
                    mutex.run(n -> {});
                }));
        start(
                kind,
                "outside",
                () -> permits.run(() -> {
                    all.await();
                    end.await();
                }));
        start(
                kind,
                "asking",
                () -> mutex.run(n -> {
                    all.await();
                    permits.run(() -> {});
                }));
        awaitWaiting(permits, 1);
        linger();
        end.countDown();
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void oneHolderBehindALiveThread_nobodyIsTold() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 2);
        Mutex<Integer> other = Mutex.of("other", 0);
        CyclicBarrier all = new CyclicBarrier(4);
        CountDownLatch end = new CountDownLatch(1);
        start(
                "virtual",
                "live",
                () -> other.run(n -> {
                    all.await();
                    end.await();
                }));
        start(
                "virtual",
                "behind",
                () -> permits.run(() -> {
                    all.await();
                    other.run(n -> {});
                }));
        start(
                "virtual",
                "inside",
                () -> permits.run(() -> {
                    all.await();
                    mutex.run(n -> {});
                }));
        start(
                "virtual",
                "asking",
                () -> mutex.run(n -> {
                    all.await();
                    permits.run(() -> {});
                }));
        awaitWaiting(permits, 1);
        linger();
        end.countDown();
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void moreNeededThanTheOthersHold_isTold_althoughOneHolderIsOutside() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 3);
        CyclicBarrier all = new CyclicBarrier(3);
        CountDownLatch end = new CountDownLatch(1);
        start(
                "virtual",
                "inside",
                () -> permits.run(2, () -> {
                    all.await();
                    mutex.run(n -> {});
                }));
        start(
                "virtual",
                "outside",
                () -> permits.run(() -> {
                    all.await();
                    end.await();
                }));
        start(
                "virtual",
                "asking",
                () -> mutex.run(n -> {
                    all.await();
                    permits.run(2, () -> {});
                }));
        await().until(() -> !thrown.isEmpty());
        end.countDown();
        finish();
        assertThat(thrown).singleElement().isInstanceOf(DeadlockException.class);
    }

    @Test
    void askerBehindOneWhoNeedsMore_isTold_whenThatOneCannotBeServed() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 2);
        CountDownLatch held = new CountDownLatch(1);
        start(
                "virtual",
                "holder",
                () -> permits.run(() -> {
                    held.countDown();
                    awaitWaiting(permits, 2); // one permit is free, but the first in the queue needs two
                    mutex.run(n -> {});
                }));
        held.await();
        start("virtual", "many", () -> permits.run(2, () -> {}));
        awaitWaiting(permits, 1);
        start("virtual", "asking", () -> mutex.run(n -> permits.run(() -> {})));
        finish();
        assertThat(thrown).singleElement().isInstanceOf(DeadlockException.class);
    }

    @Test
    void permitThatWasHandedOn_isNotTakenForHeld() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 1);
        CompletableFuture<Permit> handedOn = new CompletableFuture<>();
        start("virtual", "taking", () -> {
            handedOn.complete(permits.acquire());
            permits.run(() -> {});
        });
        awaitWaiting(permits, 1);
        linger();
        handedOn.get().close();
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void addedPermits_mayComeAgain_soNobodyIsTold() throws Exception {
        Semaphore permits = Semaphore.of("events", 0);
        permits.addPermits(1);
        start("virtual", "asking", () -> permits.run(() -> permits.run(() -> {})));
        awaitWaiting(permits, 1);
        linger();
        permits.addPermits(1);
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void permitsThatHaveNeverBeen_areNotHeldByAnybody() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 1);
        start("virtual", "asking", () -> permits.run(() -> permits.run(2, () -> {})));
        awaitWaiting(permits, 1);
        linger();
        permits.addPermits(2);
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void timedAsker_endsByItself_soNobodyIsTold() throws Exception {
        Semaphore permits = Semaphore.of("uploads", 1);
        CyclicBarrier both = new CyclicBarrier(2);
        start(
                "virtual",
                "first",
                () -> permits.run(() -> {
                    both.await();
                    mutex.run(n -> {});
                }));
        start(
                "virtual",
                "timed",
                () -> mutex.run(n -> {
                    both.await();
                    assertThat(permits.tryAcquire(LONG)).isEmpty();
                }));
        finish();
        assertThat(thrown).isEmpty();
    }

    @Test
    void permitsAndJoins_areFollowed() {
        Semaphore permits = Semaphore.of("uploads", 1);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    CompletableFuture<Fork<?>> needing = new CompletableFuture<>();
                    scope.fork("joining", () -> permits.run(() -> needing.get().join()));
                    await().until(() -> permits.available() == 0);
                    needing.complete(scope.fork("needing", () -> permits.run(() -> {})));
                }))
                .rootCause()
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("fork 'scope/joining#1', which holds semaphore 'uploads'")
                .hasMessageContaining("waits for fork 'scope/needing#2'")
                .hasMessageContaining("fork 'scope/needing#2' waits for semaphore 'uploads'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"virtual", "platform"})
    void soak_withoutACircle_nobodyIsTold(String kind) throws Exception {
        DeadlockDetection.setDelay(Duration.ofMillis(1));
        Semaphore permits = Semaphore.of("uploads", 3);
        long end = System.nanoTime()
                + (Boolean.getBoolean("selvage.thorough") ? Duration.ofMinutes(1) : Duration.ofSeconds(1)).toNanos();
        for (int i = 0; i < 12; i++) {
            int count = 1 + i % 3;
            start(kind, "soak-" + i, () -> {
                while (System.nanoTime() < end) {
                    permits.run(count, () -> mutex.update(n -> n + 1));
                }
            });
        }
        finish();
        assertThat(thrown).isEmpty();
        assertThat(permits.available()).isEqualTo(3);
    }
}
