package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a scope does when forks, the body, or both fail. */
@Timeout(30)
class FailureTest {
    private final IOException boom = new IOException("boom");

    @AfterEach
    void callersFlagIsClear() {
        assertThat(Thread.interrupted()).isFalse();
    }

    private Scope.Task failing() {
        return () -> {
            throw boom;
        };
    }

    /** {@code par} joins its second task first; the caller must not see that. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void par_oneTaskFails_itsFailureIsThrown_andNotTheCancellation(boolean firstFails) {
        Callable<Integer> fails = () -> {
            throw boom;
        };
        Callable<Integer> blocks = () -> {
            new CountDownLatch(1).await();
            return 1;
        };
        Throwable thrown =
                catchThrowable(() -> Scope.par(firstFails ? fails : blocks, firstFails ? blocks : fails, Integer::sum));
        assertThat(thrown)
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining("fork 'scope/fork#" + (firstFails ? 1 : 2) + "' failed");
        assertThat(thrown.getCause()).isSameAs(boom);
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    @Test
    void forkFails_bodyBlockedInQueue_isWokenAndFailureThrown() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork("bad", failing());
            new SynchronousQueue<String>().take();
        }));
        assertThat(thrown)
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageStartingWith("fork 'scope/bad#1' failed: java.io.IOException: boom (forked at dev.selvage.")
                .hasMessageContaining("FailureTest.java:");
        assertThat(thrown.getCause()).isSameAs(boom);
    }

    @Test
    void forkFails_bodyBlockedInJoinOfAnother_isWokenAndFailureThrown() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Fork<?> endless = scope.fork(() -> new CountDownLatch(1).await());
            scope.fork("bad", failing());
            endless.join();
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause()).isSameAs(boom);
    }

    @Test
    void forkFails_bodyBlockedInRawPark_isWoken() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork("bad", failing());
            while (!Thread.currentThread().isInterrupted()) {
                LockSupport.park(this);
            }
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
    }

    @Test
    void join_ofTheFailedFork_throwsAtTheJoinSite() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork("bad", failing()).join();
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause()).isSameAs(boom);
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    @Test
    void bodyAndFork_failTogether_bodyPassesUnchangedWithFailureSuppressed() {
        IllegalStateException ofBody = new IllegalStateException("body");
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Fork<?> bad = scope.fork("bad", failing());
            while (bad.state() != Fork.State.FAILED) {
                Thread.onSpinWait();
            }
            throw ofBody;
        }));
        assertThat(thrown).isSameAs(ofBody);
        assertThat(thrown.getSuppressed()).containsExactly(boom);
    }

    @Test
    void bodyThrowsTheForksException_noSelfSuppression() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Fork<?> bad = scope.fork("bad", failing());
            while (bad.state() != Fork.State.FAILED) {
                Thread.onSpinWait();
            }
            throw boom;
        }));
        assertThat(thrown).isSameAs(boom);
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    @Test
    void twoForks_failInTheSameInstantWithTheSameException_noCycle() {
        for (int round = 0; round < 200; round++) {
            CyclicBarrier together = new CyclicBarrier(2);
            Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
                for (int i = 0; i < 2; i++) {
                    scope.fork(() -> {
                        together.await();
                        throw boom;
                    });
                }
            }));
            assertThat(thrown).isInstanceOf(ScopeFailedException.class);
            assertThat(thrown.getCause()).isSameAs(boom);
            assertThat(thrown.getSuppressed()).isEmpty();
            assertThat(boom.getSuppressed()).isEmpty();
        }
    }

    @Test
    void manyForksFail_thirtyTwoAreSuppressedAndTheRestCounted() {
        CyclicBarrier together = new CyclicBarrier(50);
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            for (int i = 0; i < 50; i++) {
                int number = i;
                scope.fork(() -> {
                    together.await();
                    throw new IOException("failure " + number);
                });
            }
        }));
        assertThat(thrown.getSuppressed()).hasSize(33);
        assertThat(thrown.getSuppressed()[32]).hasMessage("and 17 more failures");
    }

    @Test
    void errorInAFork_isAFailureLikeAnother() {
        AssertionError error = new AssertionError("error");
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> {
                throw error;
            });
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause()).isSameAs(error);
    }

    @Test
    void interruptedException_thatNobodyAskedFor_isAFailure() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> {
                throw new InterruptedException("on my own");
            });
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause()).isInstanceOf(InterruptedException.class).hasMessage("on my own");
    }

    @Test
    void siblings_areInterruptedOnce_andAwaited() {
        AtomicInteger interrupts = new AtomicInteger();
        AtomicBoolean cleanedUp = new AtomicBoolean();
        CountDownLatch running = new CountDownLatch(1);
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> {
                try {
                    running.countDown();
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupts.incrementAndGet();
                    countInterrupts(interrupts);
                    cleanedUp.set(true);
                }
            });
            scope.fork(() -> {
                running.await();
                throw boom;
            });
        }));
        assertThat(thrown.getCause()).isSameAs(boom);
        assertThat(interrupts).hasValue(1);
        assertThat(cleanedUp).isTrue();
    }

    private static void countInterrupts(AtomicInteger interrupts) {
        for (int i = 0; i < 50; i++) {
            LockSupport.parkNanos(100_000);
            if (Thread.interrupted()) {
                interrupts.incrementAndGet();
            }
        }
    }

    @Test
    void cancelledFork_thatReturnsAValue_isSucceededAndReadable() throws Exception {
        AtomicReference<Fork<String>> handle = new AtomicReference<>();
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            Fork<String> late = scope.fork("late", () -> {
                running.countDown();
                while (!Thread.currentThread().isInterrupted()) {
                    LockSupport.parkNanos(1_000_000);
                }
                return "resource";
            });
            running.await();
            scope.cancel("enough");
            handle.set(late);
        }));
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class);
        assertThat(handle.get().state()).isEqualTo(Fork.State.SUCCEEDED);
        assertThat(handle.get().get()).isEqualTo("resource");
        assertThat(handle.get().join()).isEqualTo("resource");
    }

    @Test
    void joinOfTheFailingFork_getsItsFailure_notTheCancellationThatFollows() throws Exception {
        CountDownLatch joined = new CountDownLatch(1);
        AtomicReference<Throwable> atJoin = new AtomicReference<>();
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch fail = new CountDownLatch(1);
            var _ = Scope.onCancel(
                    reason -> assertThat(catchThrowable(joined::await)).isNull());
            Fork<?> failing = scope.fork("failing", () -> {
                fail.await();
                throw new IOException("no such table");
            });
            fail.countDown();
            atJoin.set(catchThrowable(() -> failing.join()));
            joined.countDown();
        }));
        assertThat(atJoin.get()).isInstanceOf(ScopeFailedException.class).hasCauseInstanceOf(IOException.class);
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
    }

    /** An exception that cannot even be described. */
    @SuppressWarnings("OverrideThrowableToString") // that is the point
    private static final class Unspeakable extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void failureWhoseTextThrows_isAFailureLikeAnother_andNoPermitIsLost(boolean limited) {
        Unspeakable failure = new Unspeakable();
        Throwable thrown = catchThrowable(() -> Scope.run(c -> limited ? c.withMaxConcurrency(1) : c, scope -> {
            scope.fork("fails", () -> {
                throw failure;
            });
            scope.fork("after", () -> {});
        }));
        assertThat(thrown)
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining("fork 'scope/fails#1' failed: dev.selvage.scope.contract.FailureTest$Unspeakable"
                        + " (its text cannot be had: toString() threw java.lang.IllegalStateException)");
        assertThat(thrown.getCause() == failure).isTrue();
    }

    @Test
    void supervisorThatThrowsWhatCannotBeLogged_losesNoPermit() throws Exception {
        AtomicInteger handled = new AtomicInteger();
        Scope.supervise(
                c -> c.withMaxConcurrency(1),
                failure -> {
                    handled.incrementAndGet();
                    throw new Unspeakable();
                },
                scope -> {
                    for (int i = 0; i < 3; i++) {
                        scope.fork(() -> {
                            throw new IOException("boom");
                        });
                    }
                });
        assertThat(handled).hasValue(3);
    }

    @Test
    void throwingSupervisor_harmsNothing() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Scope.supervise(
                failure -> {
                    throw new IllegalStateException("the handler is broken (expected in the log)");
                },
                scope -> {
                    scope.fork(failing());
                    scope.fork(() -> ran.incrementAndGet());
                });
        assertThat(ran).hasValue(1);
    }

    @Test
    void superviseCall_failedFork_leavesTheResultOfTheBody() throws Exception {
        List<String> failed = new CopyOnWriteArrayList<>();
        String result = Scope.superviseCall(
                c -> c.withName("page"), failure -> failed.add(failure.fork().name()), scope -> {
                    scope.fork("extra", failing()).await();
                    return scope.fork("needed", () -> "value").join();
                });
        assertThat(result).isEqualTo("value");
        assertThat(failed).containsExactly("page/extra#1");
    }

    @Test
    void superviseCall_throwingBody_cancelsTheForks() {
        AtomicReference<Fork<Void>> fork = new AtomicReference<>();
        Throwable thrown = catchThrowable(() -> Scope.superviseCall(failure -> {}, scope -> {
            fork.set(scope.fork(() -> new CountDownLatch(1).await()));
            throw new IOException("no price");
        }));
        assertThat(thrown).isInstanceOf(IOException.class);
        assertThat(fork.get().state()).isIn(Fork.State.CANCELLED, Fork.State.NOT_STARTED);
    }
}
