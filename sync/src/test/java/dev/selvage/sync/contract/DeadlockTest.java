package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.Poisoning;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.UpgradableGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads that wait for each other in a circle. */
@Timeout(20)
class DeadlockTest {
    // Without poison, so that the survivors see nothing of the victim.
    private final Mutex<Integer> a = Mutex.of(c -> c.withName("a").withPoisoning(Poisoning.OFF), 0);
    private final Mutex<Integer> b = Mutex.of(c -> c.withName("b").withPoisoning(Poisoning.OFF), 0);
    private final RwLock<Integer> rw = RwLock.of(c -> c.withName("rw").withPoisoning(Poisoning.OFF), 0);

    private final Logged logged = new Logged(DeadlockDetection.class);

    @BeforeEach
    void lookSoon() {
        assertThat(DeadlockDetection.action()).as("under -ea").isEqualTo(DeadlockDetection.Action.THROW);
        assertThat(DeadlockDetection.delay()).isEqualTo(Duration.ofMillis(50));
        DeadlockDetection.setDelay(Duration.ofMillis(10));
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.OFF);
        logged.start();
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setDelay(Duration.ofMillis(50));
        DeadlockDetection.setAction(DeadlockDetection.Action.THROW);
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.LOG);
        logged.stop();
    }

    /** Waits for the ends; returns what was thrown. */
    private static List<Throwable> thrown(Blocked.Runner... runners) throws InterruptedException {
        List<Throwable> all = new ArrayList<>();
        for (Blocked.Runner runner : runners) {
            Throwable e = runner.thrown();
            if (e != null) {
                all.add(e);
            }
        }
        return all;
    }

    @Test
    void twoMutexes_inBothOrders_oneMemberIsTold_theOtherGoesOn() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Blocked.Runner ab = Blocked.start("ab", () -> {
            try (MutexGuard<Integer> guard = a.lock()) {
                both.await();
                b.update(n -> guard.get() + 1);
            }
        });
        Blocked.Runner ba = Blocked.start(
                "ba",
                () -> b.run(n -> {
                    both.await();
                    a.update(m -> m + 1);
                }));
        assertThat(thrown(ab, ba))
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("thread 'ab', which holds mutex 'a' (locked at DeadlockTest.java:")
                        .hasMessageContaining("waits for mutex 'b' at DeadlockTest.java:")
                        .hasMessageContaining("thread 'ba', which holds mutex 'b' (locked at DeadlockTest.java:")
                        .hasMessageContaining("waits for mutex 'a' at DeadlockTest.java:")
                        .hasMessageEndingWith(
                                "none of them can go on: take locks in one order everywhere, and join no fork that"
                                        + " needs a lock that you hold"));
        assertThat(a.stats().locked() || b.stats().locked()).isFalse();
    }

    @Test
    void mutexAndRwLock_writersAndReaders_areFollowed() throws Exception {
        CyclicBarrier all = new CyclicBarrier(3);
        Blocked.Runner first = Blocked.start(
                "first",
                () -> a.run(n -> {
                    all.await();
                    b.run(m -> {});
                }));
        Blocked.Runner second = Blocked.start(
                "second",
                () -> b.run(n -> {
                    all.await();
                    rw.write(m -> {});
                }));
        Blocked.Runner third = Blocked.start("third", () -> {
            try (ReadGuard<Integer> guard = rw.readLock()) {
                all.await();
                a.update(n -> guard.get());
            }
        });
        assertThat(thrown(first, second, third))
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("thread 'third', which holds rwlock 'rw' (locked at DeadlockTest.java:"));
    }

    @Test
    void readersInClosures_areFollowedUnderTracking() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Blocked.Runner reader = Blocked.start(
                "reader",
                () -> rw.read(n -> {
                    both.await();
                    a.run(m -> {});
                    return n;
                }));
        Blocked.Runner writer = Blocked.start(
                "writer",
                () -> a.run(n -> {
                    both.await();
                    rw.write(m -> {});
                }));
        assertThat(thrown(reader, writer)).singleElement().isInstanceOf(DeadlockException.class);
    }

    @Test
    void endOfAScope_underALockThatAForkNeeds_isTold() {
        assertThatThrownBy(() -> a.run(n ->
                        Scope.run(c -> c.withName("orders"), scope -> scope.fork("charge", () -> a.run(m -> {})))))
                .isInstanceOf(ScopeFailedException.class)
                .cause()
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("fork 'orders/charge#1' waits for mutex 'a' at DeadlockTest.java:")
                .hasMessageContaining(", which holds mutex 'a' (locked at DeadlockTest.java:")
                .hasMessageContaining("waits for the end of the forks of scope 'orders' at DeadlockTest.java:");
    }

    @Test
    void joinOfAFork_underALockThatItNeeds_isTold() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    CountDownLatch locked = new CountDownLatch(1);
                    Fork<?> needing = scope.fork("needing", () -> {
                        locked.await();
                        a.run(n -> {});
                    });
                    scope.fork(
                                    "joining",
                                    () -> a.run(n -> {
                                        locked.countDown();
                                        needing.join();
                                    }))
                            .join();
                }))
                .isInstanceOf(ScopeFailedException.class)
                .rootCause()
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("fork 'scope/needing#1' waits for mutex 'a'")
                .hasMessageContaining("waits for fork 'scope/needing#1' at DeadlockTest.java:");
    }

    @Test
    void joinerThatMayBeContentWithAnotherFork_isNotStuck() throws Exception {
        try (MutexGuard<Integer> guard = a.lock();
                var scope = Scope.open(Joiner.<Integer>anySuccessfulOrThrow())) {
            CountDownLatch blocked = new CountDownLatch(1);
            Fork<Integer> stuck = scope.fork("stuck", () -> a.call(n -> n));
            scope.fork("quick", () -> {
                Blocked.awaitWaiting(a::stats, 1);
                assertThat(blocked.await(100, TimeUnit.MILLISECONDS)).isFalse();
                return 42;
            });
            assertThat(scope.join()).isEqualTo(42);
            assertThat(stuck.state()).as("no victim of a deadlock").isNotEqualTo(Fork.State.FAILED);
            guard.unlock();
        }
    }

    @Test
    void upgradeThatWaitsForAReader_doesNotWaitForItself() throws Exception {
        RwLock<Integer> rows = RwLock.of("rows", 1);
        Blocked.Runner upgrader;
        try (ReadGuard<Integer> reader = rows.readLock()) {
            upgrader = Blocked.start("upgrader", () -> {
                try (UpgradableGuard<Integer> guard = rows.upgradableRead()) {
                    guard.upgrade().close();
                }
            });
            Blocked.awaitWaiting(rows::stats, 1);
            await().during(Duration.ofMillis(200)).until(() -> rows.stats().waiting() == 1);
            assertThat(reader.get()).isEqualTo(1);
        }
        upgrader.finish();
    }

    @Test
    void readerThatWaitsForTheOneWhoUpgrades_isFound() throws Exception {
        RwLock<Integer> rows = RwLock.of("rows", 1);
        CyclicBarrier both = new CyclicBarrier(2);
        Blocked.Runner upgrader = Blocked.start(
                "upgrader",
                () -> a.run(n -> {
                    try (UpgradableGuard<Integer> guard = rows.upgradableRead()) {
                        both.await();
                        guard.upgrade().close();
                    }
                }));
        Blocked.Runner reader = Blocked.start("reader", () -> {
            try (ReadGuard<Integer> _ = rows.readLock()) {
                both.await();
                a.run(n -> {});
            }
        });
        assertThat(thrown(upgrader, reader))
                .singleElement()
                .isInstanceOf(DeadlockException.class)
                .extracting(Throwable::getMessage, InstanceOfAssertFactories.STRING)
                .contains("thread 'upgrader', which holds ", "thread 'reader', which holds ");
    }

    @Test
    void joinerThatIsJustBeingToldOfAFork_mayBeContent() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Joiner<Integer, String> slow = new Joiner<>() {
            @Override
            public boolean onComplete(Fork<? extends Integer> fork) {
                if (fork.state() != Fork.State.SUCCEEDED) {
                    return false;
                }
                try {
                    return !never.await(300, TimeUnit.MILLISECONDS); // longer than the detection waits
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public String result() {
                return "content";
            }
        };
        try (MutexGuard<Integer> guard = a.lock();
                var scope = Scope.open(slow)) {
            Fork<Integer> waiting = scope.fork("waiting", () -> a.call(n -> n));
            scope.fork("quick", () -> 42);
            assertThat(scope.join()).isEqualTo("content");
            assertThat(waiting.state()).as("no victim of a deadlock").isNotEqualTo(Fork.State.FAILED);
            guard.unlock();
        }
    }

    @Test
    void logAction_logsOnce_andLeavesTheThreadsAlone() throws Exception {
        DeadlockDetection.setAction(DeadlockDetection.Action.LOG);
        CyclicBarrier both = new CyclicBarrier(2);
        Blocked.Runner ab = Blocked.start(
                "ab",
                () -> a.run(n -> {
                    both.await();
                    b.run(m -> {});
                }));
        Blocked.Runner ba = Blocked.start(
                "ba",
                () -> b.run(n -> {
                    both.await();
                    a.run(m -> {});
                }));
        await().until(() -> !logged.events().isEmpty());
        await().during(Duration.ofMillis(100)).until(() -> logged.events().size() == 1);
        assertThat(Objects.requireNonNull(logged.events().peek()).getFormattedMessage())
                .startsWith("deadlock: thread '")
                .contains("thread 'ab', which holds mutex 'a'");
        ab.thread.interrupt();
        assertThat(thrown(ab, ba)).singleElement().isInstanceOf(InterruptedException.class);
    }

    @Test
    void threadThatTakesItsMutexAgain_isFollowed() throws Exception {
        CountDownLatch suspended = new CountDownLatch(1);
        Blocked.Runner again = Blocked.start(
                "again",
                () -> b.run(n -> {
                    try (MutexGuard<Integer> guard = a.lock()) {
                        guard.unlocked(() -> {
                            suspended.countDown();
                            Blocked.awaitWaiting(b::stats, 1);
                        });
                        guard.unlock();
                    }
                }));
        Blocked.Runner other = Blocked.start("other", () -> {
            suspended.await();
            a.run(n -> b.run(m -> {}));
        });
        assertThat(thrown(again, other))
                .singleElement()
                .satisfies(e -> assertThat(e)
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("thread 'again', which holds mutex 'b'")
                        .hasMessageContaining("waits for mutex 'a' at DeadlockTest.java:"));
    }

    @Test
    void holderThatIsNoFork_andHasEnded_isTold() throws Exception {
        Blocked.start("careless", () -> a.lock()).finish();
        await().until(() -> a.stats().locked());
        assertThatThrownBy(a::lock)
                .isInstanceOf(DeadlockException.class)
                .hasMessageMatching("deadlock: thread '.+' waits for mutex 'a', held by thread 'careless', which has"
                        + " ended without closing its guard \\(locked at DeadlockTest.java:\\d+\\): nobody will ever"
                        + " unlock it; use try-with-resources");
    }

    @Test
    void timedWait_endsByItself_andIsNoDeadlock() throws Exception {
        CyclicBarrier both = new CyclicBarrier(2);
        Blocked.Runner timed = Blocked.start(
                "timed",
                () -> a.run(n -> {
                    both.await();
                    assertThat(b.tryLock(Duration.ofMillis(150))).isEmpty();
                }));
        Blocked.Runner endless = Blocked.start(
                "endless",
                () -> b.run(n -> {
                    both.await();
                    a.run(m -> {});
                }));
        assertThat(thrown(timed, endless)).isEmpty();
    }

    @Test
    void longWait_withoutACycle_goesOn() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        try (MutexGuard<Integer> guard = a.lock()) {
            Blocked.Runner waiter = Blocked.start("waiter", () -> a.update(n -> n + 1));
            Blocked.awaitWaiting(a::stats, 1);
            assertThat(never.await(100, TimeUnit.MILLISECONDS)).isFalse();
            guard.unlock();
            waiter.finish();
        }
        assertThat(a.intoInner()).isEqualTo(1);
    }

    @Test
    void setDelay_notPositive_isRefused() {
        assertThatThrownBy(() -> DeadlockDetection.setDelay(Duration.ZERO))
                .hasMessage("the delay of the deadlock detection must be positive, not PT0S");
    }
}
