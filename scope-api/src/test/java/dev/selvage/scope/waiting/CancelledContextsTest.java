package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.blocking.Waits;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Contexts whose code has been cancelled are counted as long as that code may run, and no longer. Other tests may have left
 * some, which end meanwhile: so many rounds are made that those do not matter.
 */
@Tag("carriers")
@Timeout(60)
class CancelledContextsTest {
    private static final int ROUNDS = 300;
    private static final int RACES = 5_000;
    private static final Awaited SOMETHING = Awaited.named("something");

    private static void forEver() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** What is cancelled, and how. Each ends with an exception of the library, or without one. */
    enum Shape {
        BODY {
            @Override
            void run() throws Exception {
                Scope.run(scope -> scope.cancel("enough"));
            }
        },
        JOIN_SCOPE {
            @Override
            void run() throws Exception {
                try (var scope = Scope.open()) {
                    scope.fork(CancelledContextsTest::forEver);
                    scope.cancel("enough");
                    scope.join();
                }
            }
        },
        SIBLINGS {
            @Override
            void run() throws Exception {
                Scope.run(scope -> {
                    scope.fork(CancelledContextsTest::forEver);
                    scope.fork(() -> {
                        throw new IllegalStateException("failed");
                    });
                    forEver();
                });
            }
        },
        ONE_FORK {
            @Override
            void run() throws Exception {
                Scope.run(scope -> {
                    Fork<?> fork = scope.fork(CancelledContextsTest::forEver);
                    fork.cancel("enough");
                    fork.await();
                });
            }
        },
        FORKS_OF_FORKS {
            @Override
            void run() throws Exception {
                Scope.run(scope -> {
                    scope.fork(() -> {
                        scope.fork(CancelledContextsTest::forEver);
                        scope.cancel("enough");
                    });
                });
            }
        },
        NEVER_STARTED {
            @Override
            void run() throws Exception {
                Scope.run(
                        c -> c.withMaxConcurrency(1),
                        scope -> scope.fork(() -> {
                            for (int i = 0; i < 3; i++) {
                                scope.fork(CancelledContextsTest::forEver);
                            }
                            scope.cancel("enough");
                            scope.fork(CancelledContextsTest::forEver);
                        }));
            }
        },
        NO_THREAD {
            @Override
            void run() throws Exception {
                Scope.run(c -> c.withThreadFactory(task -> null), scope -> scope.fork(CancelledContextsTest::forEver));
            }
        },
        NESTED {
            @Override
            void run() throws Exception {
                Scope.run(outer -> Scope.run(inner -> {
                    inner.fork(CancelledContextsTest::forEver);
                    outer.cancel("enough");
                    Scope.checkCancelled();
                }));
            }
        },
        SHIELDED {
            @Override
            void run() throws Exception {
                Scope.run(scope -> {
                    Scope.shield(Duration.ofSeconds(10), () -> {
                        scope.cancel("enough");
                        Scope.run(inner -> inner.fork(() -> {}));
                    });
                    Scope.checkCancelled();
                });
            }
        },
        RACE {
            @Override
            void run() throws Exception {
                Scope.race(List.of(() -> 1, () -> {
                    forEver();
                    return 2;
                }));
            }
        };

        abstract void run() throws Exception;
    }

    @Test
    void whileCancelledCodeRuns_itsContextIsCounted() {
        assertThatExceptionOfType(ScopeCancelledException.class)
                .isThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("enough");
                    assertThat(CancelledContexts.any()).isTrue();
                    Thread.interrupted(); // as code that swallows it would
                    assertThat(CancelledContexts.any()).isTrue();
                    Scope.run(inner -> {}); // its end does not take the context out
                }));
    }

    @Test
    void whileCancelledCodeRuns_theEndOfAnInnerScopeDoesNotTakeItsContextOut() {
        AtomicBoolean counted = new AtomicBoolean();
        assertThatExceptionOfType(ScopeCancelledException.class)
                .isThrownBy(() -> Scope.run(scope -> scope.fork(() -> {
                    Scope.shield(Duration.ofSeconds(10), () -> {
                        scope.cancel("enough");
                        Scope.run(inner -> inner.fork(() -> {}));
                    });
                    counted.set((ThreadContext.currentOrNew().marks() & ThreadContext.COUNTED) != 0);
                })));

        assertThat(counted).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void afterCancelledCodeHasEnded_itsContextIsNotCounted(Shape shape) throws Exception {
        int before = CancelledContexts.count();
        for (int round = 0; round < ROUNDS; round++) {
            end(shape);
        }

        awaitAtMost(before);
    }

    private static void end(Shape shape) throws Exception {
        try {
            shape.run();
        } catch (ScopeCancelledException | ScopeFailedException e) {
            assertThat(shape).isNotEqualTo(Shape.NO_THREAD);
        } catch (RejectedExecutionException e) {
            assertThat(shape).isEqualTo(Shape.NO_THREAD);
        }
    }

    /** What ends at the moment in which somebody cancels it. */
    enum Raced {
        OPEN {
            @Override
            void run(AtomicReference<BooleanSupplier> target) throws Exception {
                try (var scope = Scope.open()) {
                    target.set(() -> scope.cancel("raced"));
                    pause(target);
                }
            }
        },
        BODY {
            @Override
            void run(AtomicReference<BooleanSupplier> target) throws Exception {
                Scope.run(scope -> {
                    target.set(() -> scope.cancel("raced"));
                    pause(target);
                });
            }
        },
        FORK {
            @Override
            void run(AtomicReference<BooleanSupplier> target) throws Exception {
                Scope.run(scope -> {
                    Fork<?> fork = scope.fork(() -> pause(target));
                    target.set(() -> fork.cancel("raced"));
                });
            }
        },
        NESTED {
            @Override
            void run(AtomicReference<BooleanSupplier> target) throws Exception {
                Scope.run(outer -> outer.fork(() -> {
                    OPEN.run(target);
                    BODY.run(target);
                }));
            }
        };

        abstract void run(AtomicReference<BooleanSupplier> target) throws Exception;

        /** About as long as the canceller takes to come, and now and then until it has come. */
        private static void pause(AtomicReference<BooleanSupplier> target) {
            int turns = ThreadLocalRandom.current().nextInt(100);
            for (int i = 0; turns == 0 ? target.get() != null : i < turns; i++) {
                Thread.onSpinWait();
            }
        }
    }

    /** Each round has a thread of its own, so that no later scope of the thread can put the count right. */
    @ParameterizedTest
    @EnumSource(Raced.class)
    void cancelAgainstTheEnd_takesEachContextOut(Raced raced) throws Exception {
        int before = CancelledContexts.count();
        AtomicReference<BooleanSupplier> target = new AtomicReference<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger cancelled = new AtomicInteger();
        Thread canceller = Thread.ofPlatform().daemon().start(() -> {
            while (!stop.get()) {
                BooleanSupplier cancel = target.getAndSet(null);
                if (cancel != null && cancel.getAsBoolean()) {
                    cancelled.getAndIncrement();
                }
                Thread.onSpinWait();
            }
        });
        AtomicInteger told = new AtomicInteger();
        ConcurrentLinkedQueue<Throwable> causes = new ConcurrentLinkedQueue<>();
        ConcurrentLinkedQueue<Throwable> unexpected = new ConcurrentLinkedQueue<>();
        for (int round = 0; round < RACES; round++) {
            Thread.Builder threads = round % 4 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
            threads.start(() -> {
                        try {
                            raced.run(target);
                        } catch (ScopeCancelledException e) {
                            told.getAndIncrement();
                        } catch (Throwable e) {
                            // a fork that a scope of its own has told
                            (e.getCause() instanceof ScopeCancelledException ? causes : unexpected).add(e);
                        }
                    })
                    .join();
        }
        stop.set(true);
        canceller.join();

        assertThat(unexpected).isEmpty();
        assertThat(cancelled.get()).isPositive().isGreaterThanOrEqualTo(told.get() + causes.size());
        awaitAtMost(before);
    }

    @Test
    void check_whereTheInterruptWasTaken_throws() throws Exception {
        assertThatExceptionOfType(ScopeCancelledException.class)
                .isThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("enough");
                    assertThat(Thread.interrupted()).isTrue();
                    Waits.check(SOMETHING);
                    throw new AssertionError("it was not stopped");
                }));

        Waits.check(SOMETHING);
    }

    @Test
    void check_afterAnInnerScope_throwsIfTheOuterOneIsCancelled() {
        assertThatExceptionOfType(ScopeCancelledException.class)
                .isThrownBy(() -> Scope.run(outer -> {
                    try {
                        Scope.run(inner -> outer.cancel("enough"));
                    } catch (ScopeCancelledException e) {
                        Thread.interrupted();
                    }
                    Waits.check(SOMETHING);
                    throw new AssertionError("it was not stopped");
                }));
    }

    @Test
    void check_inABodyThatIsNotInterrupted_throws() throws Exception {
        try (var scope = Scope.open()) {
            scope.cancel("enough");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();

            assertThatExceptionOfType(ScopeCancelledException.class).isThrownBy(() -> Waits.check(SOMETHING));
        }
    }

    private static void awaitAtMost(int before) {
        await().untilAsserted(() -> assertThat(CancelledContexts.count()).isLessThanOrEqualTo(before));
    }
}
