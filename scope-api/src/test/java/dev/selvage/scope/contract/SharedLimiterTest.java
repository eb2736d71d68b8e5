package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A limiter that several scopes share. */
@Timeout(30)
class SharedLimiterTest {
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
}
