package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
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

/** Forks of forks at a limit: queued without a thread, and those who join them lend their permit. */
@Timeout(30)
class QueuedForksTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

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
}
