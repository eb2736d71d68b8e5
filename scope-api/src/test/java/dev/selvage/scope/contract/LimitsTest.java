package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits of one scope: permit before thread, back after the end; who waits, and what cannot be asked for. */
@Timeout(30)
class LimitsTest {
    // ---- the owner's forks

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7})
    void forkOfTheOwner_atTheLimit_waitsUntilAThreadHasTerminated(int limit) throws Exception {
        CountedThreads threads = new CountedThreads();
        AtomicInteger done = new AtomicInteger();
        Scope.run(c -> c.withMaxConcurrency(limit).withThreadFactory(threads), scope -> {
            for (int i = 0; i < 500; i++) {
                scope.fork(done::incrementAndGet);
            }
        });
        assertThat(done).hasValue(500);
        assertThat(threads.most.get()).isLessThanOrEqualTo(limit);
    }

    @Test
    void permit_ofAThreadThatHasNotTerminated_isNotUsed() throws Exception {
        CountedThreads threads = new CountedThreads(200_000);
        Scope.run(c -> c.withMaxConcurrency(2).withThreadFactory(threads), scope -> {
            for (int i = 0; i < 20; i++) {
                scope.fork(() -> {}).join();
                var _ = scope.tryFork(() -> 1);
                scope.fork(() -> {});
            }
        });
        assertThat(threads.most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void forkOfTheOwner_failuresOfSupervisedForks_neverExceedTheLimit() throws Exception {
        CountedThreads threads = new CountedThreads();
        AtomicInteger failures = new AtomicInteger();
        Scope.supervise(
                c -> c.withMaxConcurrency(3).withThreadFactory(threads),
                failure -> failures.incrementAndGet(),
                scope -> {
                    for (int i = 0; i < 200; i++) {
                        Fork<?> fork = scope.fork(() -> {
                            throw new IllegalStateException("no");
                        });
                        if (i % 3 == 0) {
                            fork.cancel("not wanted");
                        }
                    }
                });
        assertThat(failures.get()).isPositive();
        assertThat(threads.most.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void forkOfTheOwner_whileItWaits_saysForWhatInItsThread() throws Exception {
        Limiter limiter = Limiter.of("db", 1);
        CountDownLatch go = new CountDownLatch(1);
        Thread owner = Thread.currentThread();
        Thread opener = Thread.ofPlatform().start(() -> {
            await().until(() -> limiter.stats().waiting() == 1);
            await().until(() -> owner.getState() == Thread.State.WAITING);
            go.countDown();
        });
        Scope.run(c -> c.withLimiter(limiter), scope -> {
            scope.fork(() -> go.await());
            assertThat(limiter).hasToString("Limiter[db, 1/1]");
            Fork<?> second = scope.fork(() -> {});
            second.join();
        });
        opener.join();
        await().untilAsserted(() -> assertThat(limiter).hasToString("Limiter[db, 0/1]"));
    }

    @Test
    void forkOfTheOwner_whenTheScopeIsCancelled_isFreedAndNotStarted() throws Exception {
        AtomicReference<Fork<?>> late = new AtomicReference<>();
        AtomicInteger ran = new AtomicInteger();
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(1), scope -> {
                    scope.fork(() -> {
                        Thread.ofVirtual().start(() -> scope.cancel("enough"));
                        new CountDownLatch(1).await();
                    });
                    late.set(scope.fork(() -> {
                        ran.incrementAndGet();
                    }));
                }))
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageContaining("enough");
        assertThat(late.get().state()).isEqualTo(Fork.State.NOT_STARTED);
        assertThat(ran).hasValue(0);
    }

    @Test
    void bodyFreedFromAFullFork_blocksAgain_isInterrupted() {
        Limiter limiter = Limiter.of("db", 1);
        Thread owner = Thread.currentThread();
        assertThatThrownBy(() -> Scope.run(c -> c.withLimiter(limiter), scope -> {
                    scope.fork(() -> {
                        await().until(() -> limiter.stats().waiting() == 1 && owner.getState() == Thread.State.WAITING);
                        scope.cancel("enough");
                    });
                    scope.fork(() -> {});
                    new CountDownLatch(1).await(); // foreign: only an interrupt ends it
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void forkOfTheOwner_interruptedWhileItWaits_cancelsAndTheEndTells() {
        Thread owner = Thread.currentThread();
        Limiter limiter = Limiter.of("db", 1);
        AtomicReference<Fork<?>> late = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(c -> c.withLimiter(limiter), scope -> {
                    scope.fork(() -> {
                        await().until(() -> limiter.stats().waiting() == 1);
                        owner.interrupt();
                        new CountDownLatch(1).await();
                    });
                    late.set(scope.fork(() -> {}));
                }))
                .isInstanceOf(InterruptedException.class)
                .hasMessage("the owner was interrupted while fork waited for a permit");
        assertThat(late.get().state()).isEqualTo(Fork.State.NOT_STARTED);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void forkOfTheOwner_interruptedInAnOpenScope_joinTells() throws Exception {
        Thread owner = Thread.currentThread();
        Limiter limiter = Limiter.of("db", 1);
        try (var scope = Scope.open(c -> c.withLimiter(limiter))) {
            scope.fork(() -> {
                await().until(() -> limiter.stats().waiting() == 1);
                owner.interrupt();
                new CountDownLatch(1).await();
            });
            scope.fork(() -> {});
            assertThatThrownBy(scope::join).isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void forkOfTheOwner_interruptedInAnOpenScopeThatIsNotJoined_closeRestoresTheFlag() {
        Thread owner = Thread.currentThread();
        Limiter limiter = Limiter.of("db", 1);
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open(c -> c.withLimiter(limiter))) {
                        scope.fork(() -> {
                            await().until(() -> limiter.stats().waiting() == 1);
                            owner.interrupt();
                            new CountDownLatch(1).await();
                        });
                        scope.fork(() -> {});
                    }
                })
                .isInstanceOf(IllegalStateException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    // ---- tryFork

    @Test
    void tryFork_atTheLimit_isEmptyAtOnceAndTheJoinerHearsNothing() throws Exception {
        AtomicInteger forked = new AtomicInteger();
        Joiner<String, Void> counting = new Joiner<>() {
            @Override
            public boolean onFork(Fork<? extends String> fork) {
                forked.incrementAndGet();
                return false;
            }

            @Override
            public Void result() {
                return null;
            }
        };
        CountDownLatch go = new CountDownLatch(1);
        try (var scope = Scope.open(counting, c -> c.withMaxConcurrency(1))) {
            Optional<Fork<String>> first = scope.tryFork("first", () -> {
                go.await();
                return "a";
            });
            assertThat(first).isPresent();
            assertThat(scope.tryFork(() -> "b")).isEmpty();
            go.countDown();
            first.get().await();
            Optional<Fork<String>> second = scope.tryFork("second", () -> "c");
            assertThat(second).get().extracting(Fork::name).isEqualTo("scope/second#2");
            scope.join();
        }
        assertThat(forked).hasValue(2);
    }

    @Test
    void tryFork_withoutALimitOrInACancelledScope_forks() throws Exception {
        Scope.run(
                scope -> assertThat(scope.tryFork(() -> 1).orElseThrow().join()).isEqualTo(1));
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(1), scope -> {
                    scope.cancel("over");
                    assertThat(scope.tryFork(() -> 1))
                            .get()
                            .extracting(Fork::state)
                            .isEqualTo(Fork.State.NOT_STARTED);
                    assertThat(scope.tryFork(() -> 1)).isPresent();
                }))
                .isInstanceOf(ScopeCancelledException.class);
    }

    @Test
    void tryFork_ofTasksWithoutAResult_runsThem() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Scope.Task task = ran::incrementAndGet;
        Scope.run(c -> c.withMaxConcurrency(1), scope -> {
            scope.tryFork(task).orElseThrow().await();
            scope.tryFork("named", task).orElseThrow().await();
        });
        try (var scope = Scope.open(c -> c.withMaxConcurrency(1))) {
            scope.tryFork(task).orElseThrow().await();
            assertThat(scope.tryFork("named", task).orElseThrow().name()).isEqualTo("scope/named#2");
            scope.join();
        }
        assertThat(ran).hasValue(4);
    }

    // ---- bad input

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void numberBelowOne_isRefused(int n) {
        String message = "the number of forks at a time must be at least 1, not " + n;
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(n), scope -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThatThrownBy(() -> Limiter.of("db", n))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
