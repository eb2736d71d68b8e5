package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.CancelReason;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reasons, interrupts, deadlines, hooks and shields. */
@Timeout(30)
class CancellationTest {
    private static final Duration LONG = Duration.ofMinutes(5);

    @AfterEach
    void callersFlagIsClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private static void waitForEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Test
    void cancel_twice_keepsTheFirstReason() {
        AtomicReference<Optional<CancelReason>> reason = new AtomicReference<>();
        Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withName("page"), scope -> {
            assertThat(scope.cancel("first")).isTrue();
            assertThat(scope.cancel("second")).isFalse();
            reason.set(scope.reason());
        }));
        assertThat(thrown)
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageStartingWith("scope 'page' was cancelled: first (EXPLICIT, by ");
        assertThat(reason.get().orElseThrow().kind()).isEqualTo(CancelReason.Kind.EXPLICIT);
        assertThat(reason.get().orElseThrow().message()).isEqualTo("first");
        assertThat(reason.get().orElseThrow().source())
                .isEqualTo(Thread.currentThread().getName());
    }

    @Test
    void cancel_fromAForeignThread_whileTheOwnerComputes_interruptsAtOnce() throws Exception {
        AtomicReference<Scope> handle = new AtomicReference<>();
        CountDownLatch ready = new CountDownLatch(1);
        CountDownLatch forkSawIt = new CountDownLatch(1);
        Thread foreign = Thread.ofPlatform().name("operator").start(() -> {
            try {
                ready.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            handle.get().cancel("operator said so");
        });
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            handle.set(scope);
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                running.countDown();
                try {
                    waitForEver();
                } finally {
                    forkSawIt.countDown();
                }
            });
            running.await();
            ready.countDown();
            while (forkSawIt.getCount() > 0) {
                Thread.onSpinWait();
            }
        }));
        foreign.join();
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        ScopeCancelledException.class,
                        e -> assertThat(e.reason().source()).isEqualTo("operator"));
    }

    @Test
    void fork_inACancelledScope_isNotStarted() {
        AtomicBoolean ran = new AtomicBoolean();
        AtomicReference<Fork<?>> handle = new AtomicReference<>();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            scope.cancel("no more");
            handle.set(scope.fork("late", () -> ran.set(true)));
        }));
        assertThat(ran).isFalse();
        assertThat(handle.get().state()).isEqualTo(Fork.State.NOT_STARTED);
        assertThatThrownBy(() -> handle.get().join())
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageStartingWith("fork 'scope/late#1' never started: it was cancelled: no more");
    }

    @Test
    void cancelledFork_alone_siblingsDoNotNotice() throws Exception {
        Scope.run(scope -> {
            CountDownLatch go = new CountDownLatch(1);
            Fork<String> other = scope.fork("other", () -> {
                go.await();
                return "fine";
            });
            Fork<?> victim = scope.fork("victim", CancellationTest::waitForEver);
            assertThat(victim.cancel("not needed")).isTrue();
            assertThat(victim.cancel("again")).isFalse();
            Outcome<?> outcome = victim.await();
            assertThat(outcome).isInstanceOfAny(Outcome.Cancelled.class, Outcome.NotStarted.class);
            go.countDown();
            assertThat(other.join()).isEqualTo("fine");
            assertThat(scope.reason()).isEmpty();
        });
    }

    @Test
    void timeout_namesTheScopeAndWhatWasRunning() {
        Throwable thrown =
                catchThrowable(() -> Scope.run(c -> c.withName("quotes").withTimeout(Duration.ofMillis(30)), scope -> {
                    scope.fork("slow", CancellationTest::waitForEver);
                    waitForEver();
                }));
        assertThat(thrown)
                .isInstanceOf(ScopeTimeoutException.class)
                .hasMessage("scope 'quotes' exceeded its time of PT0.03S; still running: quotes/slow#1")
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void deadline_inThePast_cancelsAtOnce() {
        Throwable thrown = catchThrowable(
                () -> Scope.run(c -> c.withDeadline(Instant.now().minusSeconds(1)), scope -> waitForEver()));
        assertThat(thrown).isInstanceOf(ScopeTimeoutException.class);
    }

    @Test
    void remaining_nested_isTheSmallest() throws Exception {
        assertThat(Scope.remaining()).isEmpty();
        Scope.run(
                c -> c.withTimeout(Duration.ofMinutes(1)),
                outer -> Scope.run(c -> c.withTimeout(LONG), inner -> {
                    assertThat(Scope.remaining().orElseThrow()).isLessThanOrEqualTo(Duration.ofMinutes(1));
                    Duration inFork =
                            inner.fork(() -> Scope.remaining().orElseThrow()).join();
                    assertThat(inFork).isBetween(Duration.ofSeconds(30), Duration.ofMinutes(1));
                }));
        Scope.run(c -> c.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)), scope -> {
            assertThat(Scope.remaining().orElseThrow()).isGreaterThan(Duration.ofDays(365));
        });
    }

    @Test
    void outerTimeout_cancelsTheInnerScopeWithParent() {
        AtomicReference<Throwable> inner = new AtomicReference<>();
        Throwable outer =
                catchThrowable(() -> Scope.run(c -> c.withName("outer").withTimeout(Duration.ofMillis(30)), scope -> {
                    inner.set(catchThrowable(() -> Scope.run(
                            c -> c.withName("inner"),
                            nested -> nested.fork(CancellationTest::waitForEver).join())));
                    throw (ScopeCancelledException) inner.get();
                }));
        assertThat(inner.get())
                .isInstanceOfSatisfying(
                        ScopeCancelledException.class,
                        e -> assertThat(e.reason().kind()).isEqualTo(CancelReason.Kind.PARENT));
        assertThat(outer).isInstanceOf(ScopeTimeoutException.class).hasMessageContaining("scope 'outer'");
    }

    @Test
    void siblingOfANestedScope_fails_theFailureComesThroughBothScopes() {
        IllegalStateException boom = new IllegalStateException("boom");
        Throwable thrown = catchThrowable(() -> Scope.run(outer -> {
            CountDownLatch nested = new CountDownLatch(1);
            outer.fork("bad", () -> {
                nested.await();
                throw boom;
            });
            Scope.run(inner -> Scope.run(innermost -> {
                Fork<?> waiting = innermost.fork(CancellationTest::waitForEver);
                nested.countDown();
                waiting.join();
            }));
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasMessageStartingWith("fork 'scope/bad#1' failed");
        assertThat(thrown.getCause()).isSameAs(boom);
    }

    @Test
    void nestedScope_cancelledOnItsOwn_isTheOuterBodysOwnException() {
        Throwable thrown = catchThrowable(() -> Scope.run(
                c -> c.withName("outer"), outer -> Scope.run(c -> c.withName("inner"), inner -> inner.cancel("mine"))));
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class).hasMessageStartingWith("scope 'inner' was");
    }

    @Test
    void checkCancelled_afterTheFlagWasCleared_stillThrows() {
        AtomicBoolean threw = new AtomicBoolean();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                running.countDown();
                try {
                    waitForEver();
                } catch (InterruptedException e) {
                    threw.set(catchThrowable(Scope::checkCancelled) instanceof ScopeCancelledException);
                }
            });
            running.await();
            scope.cancel("stop");
        }));
        assertThat(threw).isTrue();
    }

    @Test
    void ownerInterruptedFromOutside_cancelsTheForks_andIsNotLost() {
        AtomicReference<Fork<?>> handle = new AtomicReference<>();
        Thread owner = Thread.currentThread();
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            handle.set(scope.fork(CancellationTest::waitForEver));
            owner.interrupt();
        }));
        assertThat(thrown).isInstanceOf(InterruptedException.class);
        assertThat(handle.get().state()).isIn(Fork.State.CANCELLED, Fork.State.NOT_STARTED);
    }

    @Test
    void ownersOwnInterrupt_beforeOurs_isGivenBack() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Thread.currentThread().interrupt();
            scope.cancel("stop");
        }));
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void ownersOwnInterrupt_takenByOurWait_isNotMistakenForOurs() {
        CountDownLatch taken = new CountDownLatch(1);
        Exception boom = new Exception("boom");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    Fork<?> failing = scope.fork(() -> {
                        taken.await();
                        throw boom;
                    });
                    try {
                        failing.join();
                    } finally {
                        taken.countDown();
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait(); // until ours has come; a wait would take it
                        }
                    }
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted before waiting for fork 'scope/fork#1'")
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(boom));
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    @Test
    void ourInterrupt_foundByTheJoinOfAnInnerOpenScope_isNotMistakenForAnOutsideOne() {
        Exception boom = new Exception("boom");
        CountDownLatch opened = new CountDownLatch(1);
        assertThatThrownBy(() -> Scope.run(outer -> {
                    outer.fork(() -> {
                        opened.await();
                        throw boom;
                    });
                    try (var inner = Scope.open()) {
                        inner.fork(CancellationTest::waitForEver);
                        opened.countDown();
                        while (!Thread.currentThread().isInterrupted()) {
                            Thread.onSpinWait();
                        }
                        inner.join();
                    }
                }))
                .isInstanceOf(ScopeFailedException.class)
                .hasCause(boom);
    }

    @Test
    void onCancel_runsOnce_evenIfCancelledBefore_andNotAfterClose() {
        AtomicInteger runs = new AtomicInteger();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            Scope.Hook withdrawn = Scope.onCancel(reason -> runs.addAndGet(100));
            withdrawn.close();
            Scope.onCancel(reason -> runs.incrementAndGet());
            Scope.onCancel(reason -> {
                throw new IllegalStateException("a hook throws (expected in the log)");
            });
            scope.cancel("stop");
            Scope.onCancel(reason -> runs.addAndGet(10));
        }));
        assertThat(runs).hasValue(11);
        assertThatThrownBy(() -> Scope.onCancel(reason -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is in no scope");
    }

    @Test
    void onCancel_cancelledByAForkOfTheScope_runsWithoutTheInterruptThatTheForkGets() throws Exception {
        AtomicReference<String> seen = new AtomicReference<>();
        AtomicBoolean restored = new AtomicBoolean();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            Scope.onCancel(
                    reason -> seen.set(Thread.currentThread().isInterrupted() ? "interrupted" : "not interrupted"));
            scope.fork("hang-up", () -> {
                        scope.cancel("the client hung up");
                        restored.set(Thread.currentThread().isInterrupted());
                    })
                    .await();
        }));
        assertThat(seen).hasValue("not interrupted");
        assertThat(restored).isTrue();
    }

    @Test
    void shield_inACancelledFork_protectsTheCleanUp() {
        AtomicBoolean cleaned = new AtomicBoolean();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                try {
                    running.countDown();
                    waitForEver();
                } finally {
                    Thread.currentThread().interrupt();
                    Scope.shield(LONG, () -> {
                        assertThat(Thread.currentThread().isInterrupted()).isFalse();
                        Scope.checkCancelled();
                        cleaned.set(Scope.call(inner -> inner.fork(() -> true).join()));
                    });
                    assertThat(Thread.interrupted()).isTrue();
                }
            });
            running.await();
            scope.cancel("stop");
        }));
        assertThat(cleaned).isTrue();
    }

    @Test
    void shield_afterTheInterruptWasTaken_cleanUpIsNotHitAgain() {
        AtomicReference<Boolean> hitAgain = new AtomicReference<>();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                running.countDown();
                assertThat(catchThrowable(CancellationTest::waitForEver)).isInstanceOf(InterruptedException.class);
                Scope.shield(LONG, () -> {});
                hitAgain.set(Thread.currentThread().isInterrupted());
            });
            running.await();
            scope.cancel("stop");
        }));
        assertThat(hitAgain).hasValue(false);
    }

    @Test
    void shield_cancelledMeanwhile_holdsTheInterruptBackUntilItsEnd() {
        AtomicBoolean quiet = new AtomicBoolean();
        AtomicBoolean told = new AtomicBoolean();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> {
                Scope.shield(LONG, () -> {
                    scope.cancel("stop");
                    quiet.set(!Thread.currentThread().isInterrupted()
                            && Scope.cancelReason().isEmpty());
                });
                told.set(Thread.currentThread().isInterrupted());
            });
        }));
        assertThat(quiet).isTrue();
        assertThat(told).isTrue();
    }

    @Test
    void shield_pastItsTime_isCancelledItself() {
        AtomicReference<Throwable> inside = new AtomicReference<>();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> Scope.shield(Duration.ofMillis(20), () -> {
                inside.set(catchThrowable(CancellationTest::waitForEver));
                Scope.checkCancelled();
            }));
        }));
        assertThat(inside.get()).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(() -> Scope.shield(Duration.ZERO, () -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the time of a shield must be positive, not PT0S");
    }

    @Test
    void await_whileSubForksRun_interruptedFromOutside_throws() throws Exception {
        AtomicReference<Throwable> awaiting = new AtomicReference<>();
        Scope.run(scope -> {
            CountDownLatch go = new CountDownLatch(1);
            Fork<?> maker = scope.fork("maker", () -> {
                scope.fork(() -> go.await());
            });
            maker.join();
            Thread owner = Thread.currentThread();
            Thread outsider = Thread.ofPlatform().start(() -> {
                await().until(() -> owner.getState() == Thread.State.WAITING);
                owner.interrupt();
                await().until(() -> owner.getState() == Thread.State.WAITING || awaiting.get() != null);
                go.countDown();
            });
            awaiting.set(catchThrowable(maker::await));
            outsider.join();
            maker.await();
        });
        assertThat(awaiting.get()).isInstanceOf(InterruptedException.class);
    }

    @Test
    void timedJoin_thatTimesOut_leavesTheForkRunning() throws Exception {
        Scope.run(scope -> {
            CountDownLatch go = new CountDownLatch(1);
            Fork<String> fork = scope.fork("slow", () -> {
                go.await();
                return "done";
            });
            assertThatThrownBy(() -> fork.join(Duration.ofMillis(5)))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("fork 'scope/slow#1' has not ended within PT0.005S; it goes on");
            assertThatThrownBy(() -> fork.join(Duration.ofSeconds(-1))).isInstanceOf(TimeoutException.class);
            go.countDown();
            assertThat(fork.join(Duration.ofSeconds(Long.MAX_VALUE))).isEqualTo("done");
        });
    }
}
