package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.sync.InitialisationStats;
import dev.selvage.sync.InitialisationStats.State;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Once, OnceCell and Lazy have in common. */
@Timeout(60)
@Tag("carriers")
abstract class InitialisationContract {
    /** One of the three, with the initialiser that its callers bring or that it was made with. */
    interface Subject {
        String call() throws InterruptedException;

        InitialisationStats stats();
    }

    /** {@return a new one with the name "config"} */
    abstract Subject subject(Supplier<String> initialiser);

    /** {@return "once 'config'" or the like} */
    abstract String description();

    final CountDownLatch running = new CountDownLatch(1);
    final CountDownLatch gate = new CountDownLatch(1);

    /** An initialiser that waits at the gate. */
    final String gated() {
        running.countDown();
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts the initialiser", e);
        }
        return "value";
    }

    static void awaitWaiting(Supplier<InitialisationStats> stats, int waiting) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> stats.get().waiting() == waiting);
    }

    @Test
    void callers_ofAFreshOne_runTheInitialiserOnce() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Subject subject = subject(() -> "value " + runs.incrementAndGet());
        assertThat(subject.stats())
                .isEqualTo(new InitialisationStats("config", State.INCOMPLETE, Optional.empty(), 0, 0, 0));
        assertThat(subject.call()).isEqualTo("value 1");
        assertThat(subject.call()).isEqualTo("value 1");
        assertThat(subject.stats())
                .isEqualTo(new InitialisationStats("config", State.COMPLETE, Optional.empty(), 0, 1, 0));
        assertThat(subject.toString()).endsWith("[config, complete]");
    }

    @Test
    void callers_whileOneRuns_waitForItsEnd() throws InterruptedException {
        Subject subject = subject(this::gated);
        Blocked.Runner runner = Blocked.start("runner", subject::call);
        running.await();
        List<Blocked.Runner> others = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            others.add(Blocked.start("other", () -> assertThat(subject.call()).isEqualTo("value")));
        }
        awaitWaiting(subject::stats, 3);
        assertThat(subject.stats())
                .isEqualTo(new InitialisationStats("config", State.RUNNING, Optional.of("thread 'runner'"), 3, 1, 0));
        assertThat(subject.toString()).endsWith("[config, running in thread 'runner', 3 waiting]");
        gate.countDown();
        runner.finish();
        for (Blocked.Runner other : others) {
            other.finish();
        }
        assertThat(subject.stats().runs()).isEqualTo(1);
    }

    @Test
    void wait_tellsWhatForAndForWhom() throws InterruptedException {
        Subject subject = subject(this::gated);
        AtomicReference<@Nullable ThreadContext> context = new AtomicReference<>();
        Blocked.Runner runner = Blocked.start("runner", subject::call);
        running.await();
        Blocked.Runner waiting = Blocked.start("waiting", () -> {
            context.set(ThreadContext.currentOrNew());
            subject.call();
        });
        awaitWaiting(subject::stats, 1);
        await().until(() -> context.get().awaited() != null);
        Awaited awaited = context.get().awaited();
        assertThat(awaited.description()).isEqualTo(description());
        assertThat(awaited.holders()).extracting(ThreadContext::describeTop).containsExactly("thread 'runner'");
        gate.countDown();
        runner.finish();
        waiting.finish();
        assertThat(awaited.holders()).isEmpty();
    }

    @Test
    void waiter_interrupted_leaves_andTheRunGoesOn() throws InterruptedException {
        Subject subject = subject(this::gated);
        Blocked.Runner runner = Blocked.start("runner", subject::call);
        running.await();
        Blocked.Runner waiting = Blocked.start("waiting", subject::call);
        awaitWaiting(subject::stats, 1);
        waiting.thread.interrupt();
        assertThat(waiting.thrown())
                .isInstanceOf(OutsideInterruptException.class)
                .hasMessage("interrupted while waiting for " + description());
        assertThat(subject.stats().waiting()).isZero();
        gate.countDown();
        runner.finish();
        assertThat(subject.stats().state()).isEqualTo(State.COMPLETE);
    }

    @Test
    void waiter_whoseScopeIsCancelled_leavesWithTheReason_andTheRunGoesOn() throws InterruptedException {
        Subject subject = subject(this::gated);
        Blocked.Runner runner = Blocked.start("runner", subject::call);
        running.await();
        AtomicReference<@Nullable Throwable> told = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> {
                        try {
                            subject.call();
                        } catch (ScopeCancelledException e) {
                            told.set(e);
                            throw e;
                        }
                    });
                    awaitWaiting(subject::stats, 1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(told.get()).hasMessageContaining("enough");
        assertThat(subject.stats().waiting()).isZero();
        gate.countDown();
        runner.finish();
    }

    @Test
    void caller_interruptedBefore_throws_andDoesNotRunTheInitialiser() {
        Subject subject = subject(() -> "value");
        Thread.currentThread().interrupt();
        assertThatThrownBy(subject::call)
                .isInstanceOf(OutsideInterruptException.class)
                .hasMessage("interrupted before waiting for " + description());
        assertThat(Thread.interrupted()).isFalse();
        assertThat(subject.stats().runs()).isZero();
    }

    @Test
    void caller_cancelledBefore_throws_andDoesNotRunTheInitialiser() {
        Subject subject = subject(() -> "value");
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("enough");
                    subject.call();
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(subject.stats().runs()).isZero();
    }

    @Test
    void complete_isReadByTheInterruptedAndTheCancelled() throws InterruptedException {
        Subject subject = subject(() -> "value");
        subject.call();
        Thread.currentThread().interrupt();
        assertThat(subject.call()).isEqualTo("value");
        assertThat(Thread.interrupted()).isTrue();
        AtomicReference<@Nullable String> read = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("enough");
                    read.set(subject.call());
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(read).hasValue("value");
    }

    @Test
    void initialiser_thatAsksForItsOwnResult_isRefused() {
        AtomicReference<@Nullable Subject> self = new AtomicReference<>();
        Subject subject = subject(() -> {
            try {
                return self.get().call();
            } catch (InterruptedException e) {
                throw new AssertionError("nobody interrupts", e);
            }
        });
        self.set(subject);
        assertThatThrownBy(subject::call)
                .isInstanceOf(DeadlockException.class)
                .hasMessageMatching(
                        description() + " is being initialised by this thread \\(begun at \\w+\\.java:\\d+\\):"
                                + " its initialiser cannot wait for itself; let it compute the value without asking for it");
        assertThat(subject.stats().failures()).isEqualTo(1);
    }

    @Test
    void initialiser_thatFails_throwsTheSameException() {
        IllegalStateException boom = new IllegalStateException("boom");
        Subject subject = subject(() -> {
            throw boom;
        });
        assertThatThrownBy(subject::call).isSameAs(boom);
        assertThat(subject.stats().runs()).isEqualTo(1);
        assertThat(subject.stats().failures()).isEqualTo(1);
    }

    @Test
    void initialiser_thatFailsWithAnError_endsTheRun() {
        AssertionError boom = new AssertionError("boom");
        Subject subject = subject(() -> {
            throw boom;
        });
        assertThatThrownBy(subject::call).isSameAs(boom);
        assertThat(subject.stats().state()).isNotEqualTo(State.RUNNING);
    }
}
