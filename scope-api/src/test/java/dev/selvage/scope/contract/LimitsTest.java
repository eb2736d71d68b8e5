package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Limits: permit before thread, back after the end; who waits, who is queued, who lends. */
@Timeout(30)
class LimitsTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    /** Threads that count themselves from before they are made until they have terminated. */
    private static final class CountedThreads implements ThreadFactory {
        private final Queue<Thread> made = new ConcurrentLinkedQueue<>();
        private final AtomicInteger most = new AtomicInteger();
        private final long tail;

        CountedThreads() {
            this(0);
        }

        /** Threads that go on for so many nanoseconds after the fork's last act. */
        CountedThreads(long tail) {
            this.tail = tail;
        }

        @Override
        public Thread newThread(Runnable task) {
            Thread thread = Thread.ofVirtual().unstarted(() -> {
                task.run();
                LockSupport.parkNanos(tail);
            });
            made.removeIf(t -> t.getState() == Thread.State.TERMINATED);
            made.add(thread);
            most.accumulateAndGet(made.size(), Math::max);
            return thread;
        }
    }

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

    // ---- forks of forks

    @Test
    void forkOfAFork_atTheLimit_isQueuedWithoutAThreadAndRunsLater() throws Exception {
        CountedThreads threads = new CountedThreads();
        List<String> order = new ArrayList<>();
        Scope.run(c -> c.withMaxConcurrency(1).withThreadFactory(threads), scope -> {
            scope.fork("parent", () -> {
                Fork<?> child = scope.fork("child", () -> {
                    order.add("child");
                });
                assertThat(child.state()).isEqualTo(Fork.State.QUEUED);
                assertThat(threads.made).hasSize(1);
                order.add("parent");
            });
        });
        assertThat(order).containsExactly("parent", "child");
    }

    @Test
    void forkOfAFork_aPermitFreeWhileItsMakerIsBusyElsewhere_startsAtOnce() throws Exception {
        CountDownLatch childRuns = new CountDownLatch(1);
        CountDownLatch siblingMayEnd = new CountDownLatch(1);
        Scope.run(c -> c.withMaxConcurrency(2), scope -> {
            scope.fork("sibling", () -> siblingMayEnd.await());
            scope.fork("maker", () -> {
                scope.fork("child", childRuns::countDown);
                siblingMayEnd.countDown();
                childRuns.await(); // a foreign wait: the child must not need its maker
            });
        });
        assertThat(childRuns.getCount()).isZero();
    }

    @Test
    void limitOne_chainOfForksThatJoinTheirChild_goesOn() throws Exception {
        int depth = Scope.call(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> descend(scope, 20)).join());
        assertThat(depth).isEqualTo(20);
    }

    private static int descend(Scope scope, int left) throws Exception {
        return left == 0 ? 0 : 1 + scope.fork(() -> descend(scope, left - 1)).join();
    }

    @Test
    void limitOne_timedJoinOfAQueuedFork_lendsAndTimesOutInTime() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger ran = new AtomicInteger();
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> {
                            Fork<?> child = scope.fork(() -> {
                                ran.incrementAndGet();
                                release.await();
                            });
                            assertThatThrownBy(() -> child.join(Duration.ofMillis(50)))
                                    .isInstanceOf(TimeoutException.class);
                            assertThat(ran).hasValue(1);
                            release.countDown();
                            child.join();
                        })
                        .join());
    }

    @Test
    void limitOne_awaitOfAForkWithQueuedForks_goesOn() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> {
                            Fork<?> child = scope.fork(() -> {
                                scope.fork(ran::incrementAndGet);
                                scope.fork(ran::incrementAndGet);
                            });
                            child.await();
                            assertThat(ran).hasValue(2);
                        })
                        .join());
    }

    @Test
    void tasksBetweenJoins_neverRunMoreThanTheLimit() throws Exception {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Scope.run(c -> c.withMaxConcurrency(2), scope -> {
            for (int i = 0; i < 50; i++) {
                scope.fork(() -> {
                    enter(running, most);
                    Fork<?> child = scope.fork(() -> {
                        enter(running, most);
                        running.decrementAndGet();
                    });
                    running.decrementAndGet();
                    child.join();
                    enter(running, most);
                    running.decrementAndGet();
                });
            }
        });
        assertThat(most.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void forkThatComesBackFromAJoin_waitsForItsPermit() throws Exception {
        Limiter limiter = Limiter.of("db", 1);
        AtomicInteger most = new AtomicInteger();
        Scope.run(
                c -> c.withLimiter(limiter),
                scope -> scope.fork(() -> {
                    for (int i = 0; i < 200; i++) {
                        Fork<?> child = scope.fork(() -> {});
                        scope.fork(() -> LockSupport.parkNanos(100_000));
                        child.join();
                        most.accumulateAndGet(limiter.stats().inUse(), Math::max);
                    }
                }));
        assertThat(most).hasValue(1);
    }

    private static void enter(AtomicInteger running, AtomicInteger most) {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
    }

    @Test
    void queuedFork_whenTheScopeIsCancelled_endsNotStartedAndJoinTellsTheReason() {
        AtomicReference<Fork<?>> child = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(1), scope -> {
                    scope.fork(() -> {
                        child.set(scope.fork(() -> {}));
                        scope.cancel("enough");
                        assertThatThrownBy(() -> child.get().join()).hasMessageContaining("enough");
                        new CountDownLatch(1).await();
                    });
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(child.get().state()).isEqualTo(Fork.State.NOT_STARTED);
    }

    @Test
    void queuedFork_cancelledAlone_endsNotStartedAndItsPlaceGoesToTheNext() throws Exception {
        List<String> ran = new ArrayList<>();
        AtomicReference<Fork<?>> first = new AtomicReference<>();
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> {
                    first.set(scope.fork("first", () -> {
                        ran.add("first");
                    }));
                    scope.fork("second", () -> {
                        ran.add("second");
                    });
                    assertThat(first.get().cancel("changed my mind")).isTrue();
                    assertThat(first.get().await()).isInstanceOf(Outcome.NotStarted.class);
                }));
        assertThat(ran).containsExactly("second");
    }

    @Test
    void queuedFork_whoseThreadFactoryGivesNothing_fails() {
        AtomicInteger made = new AtomicInteger();
        ThreadFactory once =
                task -> made.incrementAndGet() == 1 ? Thread.ofVirtual().unstarted(task) : null;
        assertThatThrownBy(() -> Scope.run(
                        c -> c.withMaxConcurrency(1).withThreadFactory(once),
                        scope -> scope.fork(() -> {
                            scope.fork("child", () -> {});
                        })))
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining("scope/child#1.1")
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void queuedForks_seeTheScopedValuesOfTheirMaker_notOfTheDispatcher() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ScopedValue.where(USER, "outer").call(() -> {
            Scope.run(
                    c -> c.withMaxConcurrency(1),
                    scope -> scope.fork(() -> {
                        for (int i = 0; i < 5; i++) {
                            scope.fork(() -> {
                                seen.add(USER.get());
                            });
                        }
                    }));
            return null;
        });
        assertThat(seen).containsExactly("outer", "outer", "outer", "outer", "outer");
    }

    @Test
    void queuedFork_underNewerScopedValues_failsLoudly() throws Exception {
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork(() -> {
                            scope.fork(() -> {});
                            ScopedValue.where(USER, "newer")
                                    .run(() -> assertThatThrownBy(() -> scope.fork(() -> {}))
                                            .isInstanceOf(IllegalStateException.class)
                                            .hasMessageContaining("a scoped value was bound after"));
                        })
                        .join());
    }

    @Test
    void interruptedOwner_withQueuedForks_waitsForThemAll() {
        CountDownLatch childRuns = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        Thread owner = Thread.currentThread();
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(2), scope -> {
                    scope.fork(() -> {
                        for (int i = 0; i < 5; i++) {
                            scope.fork(() -> {
                                childRuns.countDown();
                                try {
                                    new CountDownLatch(1).await();
                                } finally {
                                    ended.incrementAndGet();
                                }
                            });
                        }
                        childRuns.await();
                        await().until(() -> owner.getState() == Thread.State.WAITING);
                        owner.interrupt();
                    });
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(ended.get()).isPositive();
    }

    // ---- shared limiters

    @Test
    void sharedLimiter_twoScopes_neverMoreThanItsPermits() throws Exception {
        Limiter limiter = Limiter.of("db", 3);
        CountedThreads threads = new CountedThreads();
        Callable<Void> work = () -> {
            Scope.run(c -> c.withLimiter(limiter).withThreadFactory(threads), scope -> {
                for (int i = 0; i < 200; i++) {
                    scope.fork(() -> {});
                }
            });
            return null;
        };
        Scope.run(scope -> {
            scope.fork(work);
            scope.fork(work);
        });
        assertThat(threads.most.get()).isLessThanOrEqualTo(3);
        assertThat(limiter.stats()).isEqualTo(new Limiter.Stats(3, 0, 0));
    }

    @Test
    void sharedLimiter_oneScopeWithAThousandQueuedForks_doesNotStarveTheOther() throws Exception {
        Limiter limiter = Limiter.of("db", 1);
        AtomicInteger greedyRan = new AtomicInteger();
        AtomicInteger ranWhenServed = new AtomicInteger();
        CountDownLatch queued = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        Scope.run(outer -> {
            outer.fork(
                    "greedy",
                    () -> Scope.run(
                            c -> c.withLimiter(limiter),
                            scope -> scope.fork(() -> {
                                for (int i = 0; i < 1_000; i++) {
                                    scope.fork(greedyRan::incrementAndGet);
                                }
                                queued.countDown();
                                go.await();
                            })));
            outer.fork("modest", () -> {
                queued.await();
                Scope.run(c -> c.withLimiter(limiter), scope -> {
                    Thread.ofVirtual().start(() -> {
                        await().until(() -> limiter.stats().waiting() == 1_001);
                        go.countDown();
                    });
                    scope.fork(() -> ranWhenServed.set(greedyRan.get()));
                });
            });
        });
        assertThat(greedyRan).hasValue(1_000);
        assertThat(ranWhenServed.get()).isLessThanOrEqualTo(2);
    }

    @Test
    void sharedLimiter_nestedScopeInAForkThatHoldsTheOnlyPermit_goesOn() throws Exception {
        Limiter limiter = Limiter.of("db", 1);
        int result = Scope.call(
                c -> c.withLimiter(limiter),
                outer -> outer.fork(() -> {
                            int joined = Scope.call(
                                    c -> c.withLimiter(limiter),
                                    inner -> inner.fork(() -> 1).join());
                            AtomicInteger unjoined = new AtomicInteger();
                            Scope.run(c -> c.withLimiter(limiter), inner -> inner.fork(unjoined::incrementAndGet));
                            try (var inner = Scope.open(c -> c.withLimiter(limiter))) {
                                inner.fork(unjoined::incrementAndGet);
                                inner.join();
                            }
                            return joined + unjoined.get();
                        })
                        .join());
        assertThat(result).isEqualTo(3);
        assertThat(limiter.stats()).isEqualTo(new Limiter.Stats(1, 0, 0));
    }

    @Test
    void ownLimitAndSharedLimiter_bothHold() throws Exception {
        Limiter limiter = Limiter.of("db", 2);
        CountedThreads threads = new CountedThreads();
        Scope.run(c -> c.withMaxConcurrency(5).withLimiter(limiter).withThreadFactory(threads), scope -> {
            for (int i = 0; i < 100; i++) {
                scope.fork(() -> {
                    scope.fork(() -> {});
                });
            }
        });
        assertThat(limiter.stats()).isEqualTo(new Limiter.Stats(2, 0, 0));
    }

    @Test
    void ownerFreedFromAFullLimiter_isNoLongerCountedAsWaiting() throws Exception {
        Limiter limiter = Limiter.of("db", 1);
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(outer -> {
            outer.fork("holder", () -> Scope.run(c -> c.withLimiter(limiter), scope -> scope.fork(() -> end.await())));
            await().until(() -> limiter.stats().inUse() == 1);
            assertThatThrownBy(() -> Scope.run(
                            c -> c.withLimiter(limiter).withTimeout(Duration.ofMillis(20)),
                            scope -> scope.fork(() -> {})))
                    .isInstanceOf(ScopeFailedException.class);
            assertThat(limiter.stats()).isEqualTo(new Limiter.Stats(1, 1, 0));
            end.countDown();
        });
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
