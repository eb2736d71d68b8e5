package dev.selvage.sync.contract;

import static dev.selvage.sync.contract.Blocked.awaitWaiting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.Fairness;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A mutex that several threads want. */
@Timeout(20)
class MutexWaitTest {
    private final Mutex<Integer> hits = Mutex.of("hits", 0);

    @ParameterizedTest
    @EnumSource(Fairness.class)
    void lock_held_waitsForTheHolder(Fairness fairness) throws Exception {
        Mutex<Integer> mutex = Mutex.of(c -> c.withName("m").withFairness(fairness), 0);
        Blocked.Runner waiter;
        try (MutexGuard<Integer> guard = mutex.lock()) {
            waiter = Blocked.start("waiter", () -> mutex.update(n -> n * 10));
            awaitWaiting(mutex::stats, 1);
            assertThat(mutex)
                    .hasToString("Mutex[m, locked by " + Thread.currentThread().getName() + ", 1 waiting]");
            guard.set(7);
        }
        waiter.finish();
        assertThat(mutex.intoInner()).isEqualTo(70);
        assertThat(mutex.stats().waits()).isEqualTo(1);
    }

    @Test
    void unlock_afterALongHold_handsOver_soThatNobodyCanBarge() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        Blocked.Runner waiter;
        try (MutexGuard<Integer> guard = hits.lock()) {
            waiter = Blocked.start("waiter", () -> hits.run(n -> gate.await()));
            awaitWaiting(hits::stats, 1);
            long until = System.nanoTime() + 1_000_000;
            while (System.nanoTime() < until) {
                Thread.onSpinWait();
            }
            guard.unlock();
        }
        assertThat(hits.tryLock()).isEmpty();
        assertThat(hits.stats().handOvers()).isEqualTo(1);
        gate.countDown();
        waiter.finish();
    }

    @Test
    void fifo_servesInTheOrderOfArrival_withoutBarging() throws Exception {
        Mutex<List<String>> mutex = Mutex.of(c -> c.withFairness(Fairness.FIFO), new ArrayList<>());
        List<Blocked.Runner> runners = new ArrayList<>();
        try (MutexGuard<List<String>> guard = mutex.lock()) {
            for (int i = 0; i < 5; i++) {
                String name = "w" + i;
                runners.add(Blocked.start(name, () -> mutex.run(list -> list.add(name))));
                awaitWaiting(mutex::stats, i + 1);
            }
            guard.unlock();
        }
        mutex.run(list -> list.add("last"));
        for (Blocked.Runner runner : runners) {
            runner.finish();
        }
        assertThat(mutex.intoInner()).containsExactly("w0", "w1", "w2", "w3", "w4", "last");
    }

    @Test
    void tryLock_held_isEmptyAtOnce() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            Blocked.start("other", () -> assertThat(hits.tryLock()).isEmpty()).finish();
            guard.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource(Fairness.class)
    void tryLock_timed_givesUp_andLeavesTheQueue(Fairness fairness) throws Exception {
        Mutex<Integer> mutex = Mutex.of(c -> c.withFairness(fairness), 0);
        try (MutexGuard<Integer> guard = mutex.lock()) {
            Blocked.start("other", () -> {
                        assertThat(mutex.tryLock(Duration.ofMillis(20))).isEmpty();
                        assertThat(mutex.tryLock(Duration.ZERO)).isEmpty();
                        assertThat(mutex.tryLock(Duration.ofMillis(-5))).isEmpty();
                    })
                    .finish();
            assertThat(mutex.stats().waiting()).isZero();
            assertThat(mutex.stats().leaves()).isEqualTo(3);
            guard.unlock();
        }
        mutex.update(n -> n + 1);
    }

    @Test
    void lock_interruptedBefore_throws_alsoIfFree_andClearsTheFlag() throws Exception {
        Thread.currentThread().interrupt();
        assertThatThrownBy(hits::lock)
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted before waiting for mutex 'hits'");
        assertThat(Thread.interrupted()).isFalse();
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void lock_interruptedWhileWaiting_leaves() throws Exception {
        Blocked.Runner waiter;
        try (MutexGuard<Integer> guard = hits.lock()) {
            waiter = Blocked.start("waiter", hits::lock);
            awaitWaiting(hits::stats, 1);
            waiter.thread.interrupt();
            assertThat(waiter.thrown())
                    .isInstanceOf(InterruptedException.class)
                    .hasMessage("interrupted while waiting for mutex 'hits'");
            assertThat(hits.stats().waiting()).isZero();
            guard.unlock();
        }
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void lock_inACancelledScope_throwsItsReason_waitingOrNot() throws Exception {
        List<Throwable> thrown = new CopyOnWriteArrayList<>();
        try (MutexGuard<Integer> guard = hits.lock()) {
            assertThatThrownBy(() -> Scope.run(scope -> {
                        scope.fork(() -> {
                            try {
                                hits.lock();
                            } catch (ScopeCancelledException e) {
                                thrown.add(e);
                            }
                            try {
                                Mutex.of("free", 1).lock();
                            } catch (ScopeCancelledException e) {
                                thrown.add(e);
                            }
                        });
                        awaitWaiting(hits::stats, 1);
                        scope.cancel("enough");
                    }))
                    .isInstanceOf(ScopeCancelledException.class);
            guard.unlock();
        }
        assertThat(thrown).hasSize(2).allSatisfy(e -> assertThat(e).hasMessageContaining("enough"));
        assertThat(hits.stats().locked()).isFalse();
        assertThat(hits.isPoisoned()).isFalse();
    }

    @Test
    void lock_inAShieldOfACancelledFork_works() throws Exception {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    CountDownLatch started = new CountDownLatch(1);
                    scope.fork(() -> {
                        try {
                            started.countDown();
                            new CountDownLatch(1).await();
                        } finally {
                            Scope.shield(Duration.ofSeconds(5), () -> {
                                hits.update(n -> n + 1);
                            });
                        }
                    });
                    started.await();
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(hits.intoInner()).isEqualTo(1);
    }

    @Test
    void unlocked_whileOthersHoldTheMutex_waitsUninterruptibly_andKeepsTheFlag() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        Blocked.Runner other = Blocked.start("other", () -> {
            inside.await();
            hits.run(n -> awaitWaiting(hits::stats, 1));
        });
        Blocked.Runner suspended = Blocked.start("suspended", () -> {
            try (MutexGuard<Integer> guard = hits.lock()) {
                guard.unlocked(() -> {
                    inside.countDown();
                    org.awaitility.Awaitility.await().until(() -> hits.stats().locked());
                    Thread.currentThread().interrupt();
                });
                assertThat(Thread.interrupted()).isTrue();
                guard.set(1);
            }
        });
        suspended.finish();
        other.finish();
        assertThat(hits.intoInner()).isEqualTo(1);
    }
}
