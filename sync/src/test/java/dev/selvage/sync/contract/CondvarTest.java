package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.Condvar;
import dev.selvage.sync.CondvarStats;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.PoisonedException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for a change of the value. */
@Timeout(10)
class CondvarTest {
    private final Mutex<Deque<String>> queue = Mutex.of("queue", new ArrayDeque<>());
    private final Condvar notEmpty = queue.newCondvar("not empty");

    private void awaitWaiting(int threads) {
        await().pollInterval(Duration.ofMillis(1))
                .until(() -> notEmpty.waiting() == threads && !queue.stats().locked());
    }

    @Test
    void awaitWhile_inAClosure_letsOthersChangeTheValue() throws Exception {
        List<String> got = new ArrayList<>();
        Blocked.Runner taker = Blocked.start(
                "taker",
                () -> queue.run(q -> {
                    notEmpty.awaitWhile(q::isEmpty);
                    got.add(q.remove());
                }));
        awaitWaiting(1);
        assertThat(notEmpty).hasToString("Condvar[not empty of queue, 1 waiting]");
        queue.run(q -> assertThat(notEmpty.signal()).isEqualTo(1));
        awaitWaiting(1);
        queue.run(q -> {
            q.add("job");
            assertThat(notEmpty.signal()).isEqualTo(1);
        });
        taker.finish();
        assertThat(got).containsExactly("job");
        assertThat(notEmpty.signalAll()).isZero();
    }

    @Test
    void await_withAGuard_inBothForms() throws Exception {
        Blocked.Runner taker = Blocked.start("taker", () -> {
            try (MutexGuard<Deque<String>> guard = queue.lock()) {
                notEmpty.await(guard);
                guard.await(notEmpty);
                assertThat(guard.await(notEmpty, Duration.ofSeconds(9))).isTrue();
                assertThat(guard.get()).isEmpty();
            }
        });
        for (int i = 0; i < 3; i++) {
            awaitWaiting(1);
            assertThat(notEmpty.signal()).isEqualTo(1);
        }
        taker.finish();
        assertThat(queue.stats().locked()).isFalse();
    }

    @Test
    void signal_wakesTheLongestWaiterOnly_signalAllWakesEach() throws Exception {
        List<String> woken = new ArrayList<>();
        List<Blocked.Runner> runners = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String name = "w" + i;
            runners.add(Blocked.start(name, () -> {
                try (MutexGuard<Deque<String>> guard = queue.lock()) {
                    guard.await(notEmpty);
                    woken.add(name);
                }
            }));
            awaitWaiting(i + 1);
        }
        assertThat(notEmpty.signal()).isEqualTo(1);
        runners.getFirst().finish();
        assertThat(woken).containsExactly("w0");
        assertThat(notEmpty.signalAll()).isEqualTo(3);
        for (Blocked.Runner runner : runners) {
            runner.finish();
        }
        assertThat(woken).containsExactlyInAnyOrder("w0", "w1", "w2", "w3");
    }

    @Test
    void await_timed_tellsThatTheTimeIsOver_andHoldsTheMutex() throws Exception {
        try (MutexGuard<Deque<String>> guard = queue.lock()) {
            assertThat(guard.await(notEmpty, Duration.ofMillis(10))).isFalse();
            assertThat(notEmpty.awaitWhile(() -> true, Duration.ofMillis(10))).isFalse();
            assertThat(notEmpty.awaitWhile(() -> false, Duration.ZERO)).isTrue();
            assertThat(guard.get()).isEmpty();
        }
        assertThat(notEmpty.waiting()).isZero();
    }

    @Test
    void await_interrupted_holdsTheMutexAgain_thenThrows() throws Exception {
        Blocked.Runner taker = Blocked.start("taker", () -> {
            try (MutexGuard<Deque<String>> guard = queue.lock()) {
                assertThatThrownBy(() -> guard.await(notEmpty))
                        .isInstanceOf(InterruptedException.class)
                        .hasMessage("interrupted while waiting for condvar 'not empty' of mutex 'queue'");
                guard.get().add("still mine");
            }
        });
        awaitWaiting(1);
        taker.thread.interrupt();
        taker.finish();
        assertThat(queue.intoInner()).containsExactly("still mine");
        assertThat(notEmpty.signal()).isZero();
    }

    @Test
    void await_inACancelledScope_holdsTheMutexAgain_thenThrows() throws Exception {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> queue.run(q -> {
                        try {
                            notEmpty.awaitWhile(q::isEmpty);
                        } catch (ScopeCancelledException e) {
                            q.add("cancelled");
                        }
                    }));
                    awaitWaiting(1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(queue.isPoisoned()).isFalse();
        assertThat(queue.intoInner()).containsExactly("cancelled");
    }

    @Test
    void await_whoseMutexIsPoisonedMeanwhile_tells() throws Exception {
        Blocked.Runner taker = Blocked.start("taker", () -> queue.run(q -> notEmpty.awaitWhile(q::isEmpty)));
        awaitWaiting(1);
        MutexPoisonTest.fail(queue);
        notEmpty.signal();
        assertThat(taker.thrown()).isInstanceOf(PoisonedException.class);
        assertThat(queue.stats().locked()).isFalse();
    }

    @Test
    void awaitWhile_withoutTheMutex_isAnError() {
        assertThatThrownBy(() -> notEmpty.awaitWhile(() -> false))
                .isInstanceOf(IllegalMonitorStateException.class)
                .hasMessage("thread '" + Thread.currentThread().getName() + "' cannot wait for condvar 'not empty' of"
                        + " mutex 'queue' without holding the mutex; call it in run(...) or with an open guard");
    }

    @Test
    void await_withTheGuardOfAnotherMutex_isAnError() throws Exception {
        Mutex<Integer> other = Mutex.of("other", 1);
        try (MutexGuard<Integer> guard = other.lock()) {
            assertThatThrownBy(() -> notEmpty.await(guard))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "condvar 'not empty' of mutex 'queue' cannot wait with MutexGuard[other]: it is bound to"
                                    + " its own mutex; make a condvar of the guard's mutex with newCondvar()");
            guard.unlock();
            assertThatThrownBy(() -> guard.await(other.newCondvar())).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void await_interruptedAndPoisonedMeanwhile_tellsBoth() throws Exception {
        Blocked.Runner taker = Blocked.start("taker", () -> queue.run(q -> notEmpty.awaitWhile(q::isEmpty)));
        awaitWaiting(1);
        queue.run(q -> {
            taker.thread.interrupt();
            Blocked.awaitWaiting(queue::stats, 1);
        });
        assertThat(taker.thrown()).isInstanceOf(InterruptedException.class).hasNoSuppressedExceptions();
        assertThat(queue.clearPoison()).as("an interrupt has left the section").isTrue();

        Blocked.Runner second = Blocked.start("second", () -> queue.run(q -> notEmpty.awaitWhile(q::isEmpty)));
        awaitWaiting(1);
        assertThatThrownBy(() -> queue.run(q -> {
                    second.thread.interrupt();
                    Blocked.awaitWaiting(queue::stats, 1);
                    throw new IllegalStateException("poison");
                }))
                .hasMessage("poison");
        assertThat(second.thrown())
                .isInstanceOf(InterruptedException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().isInstanceOf(PoisonedException.class));
    }

    @Test
    void stats_tellTheMutexAndWhoWaits() throws Exception {
        Mutex<Integer> mutex = Mutex.of("stock", 0);
        Condvar named = mutex.newCondvar("not empty");
        assertThat(named.stats()).isEqualTo(new CondvarStats("not empty", "stock", 0));
        assertThat(mutex.newCondvar().stats()).isEqualTo(new CondvarStats("", "stock", 0));
    }
}
