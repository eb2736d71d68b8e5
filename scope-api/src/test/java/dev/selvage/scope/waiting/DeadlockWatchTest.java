package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which waits are given up as deadlocks. */
@Timeout(10)
@Tag("carriers")
class DeadlockWatchTest {
    private final long delay = DeadlockWatch.delayNanos();
    private final AtomicInteger looks = new AtomicInteger();

    @BeforeEach
    void lookSoon() {
        DeadlockWatch.delayNanos(5_000_000);
    }

    @AfterEach
    void restore() {
        DeadlockWatch.delayNanos(delay);
    }

    /** Something held by the given threads, all of which have to act, or one of them. */
    private final class HeldBy implements Awaited {
        private final List<ThreadContext> holders;
        private final boolean oneSuffices;

        HeldBy(boolean oneSuffices, ThreadContext... holders) {
            this.holders = List.of(holders);
            this.oneSuffices = oneSuffices;
        }

        @Override
        public String description() {
            return "lamp 'red'";
        }

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public List<ThreadContext> holders() {
            looks.incrementAndGet();
            return holders;
        }

        @Override
        public boolean mayEndWithout(Predicate<ThreadContext> idle) {
            return oneSuffices ? !holders.stream().allMatch(idle) : Awaited.super.mayEndWithout(idle);
        }
    }

    private static void wakeAfter(AtomicInteger looks, int count, Waiter waiter) {
        Thread.ofPlatform().start(() -> {
            await().pollInterval(Duration.ofMillis(1)).until(() -> looks.get() >= count);
            waiter.tryWake();
        });
    }

    private static ThreadContext contextOfALiveThread(CountDownLatch end) throws InterruptedException {
        AtomicReference<@Nullable ThreadContext> context = new AtomicReference<>();
        Thread.ofVirtual().start(() -> {
            context.set(ThreadContext.currentOrNew());
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted in a test", e);
            }
        });
        return await().until(context::get, c -> c != null);
    }

    @Test
    void await_ofWhatTheThreadHoldsItself_isGivenUp() {
        Waiter waiter = new Waiter(new HeldBy(false, ThreadContext.currentOrNew()));
        assertThat(waiter.awaitWatched(false, 0)).isEqualTo(Wake.TIMED_OUT);
        assertThat(waiter.deadlock())
                .startsWith("deadlock: thread '")
                .contains(", which holds lamp 'red', waits for lamp 'red'");
        assertThat(waiter.tryWake()).isFalse();
    }

    @Test
    void await_afterTheWatchHasDroppedTheThread_isWatchedAgain() {
        ThreadContext context = ThreadContext.currentOrNew();
        for (int i = 0; i < 3; i++) {
            Waiter waiter = new Waiter(new HeldBy(false, context));
            waiter.awaitWatched(false, 0);
            assertThat(waiter.deadlock()).isNotNull();
            await().pollInterval(Duration.ofMillis(1)).until(() -> !context.isWatched());
        }
    }

    @Test
    void await_afterManyShortWaits_isStillWatched() {
        ThreadContext context = ThreadContext.currentOrNew();
        long end = System.nanoTime() + 50_000_000;
        while (System.nanoTime() < end) {
            Waiter woken = new Waiter(new HeldBy(false, context));
            woken.tryWake();
            assertThat(woken.awaitWatched(false, 0)).isEqualTo(Wake.WOKEN);
        }
        Waiter waiter = new Waiter(new HeldBy(false, context));
        waiter.awaitWatched(false, 0);
        assertThat(waiter.deadlock()).isNotNull();
    }

    @Test
    void await_thatIsNotWatched_goesOn() {
        Waiter unwatched = new Waiter(new HeldBy(false, ThreadContext.currentOrNew()));
        Waiter other = new Waiter(Awaited.named("a test"));
        Thread.ofVirtual().start(() -> {
            Waiter also = new Waiter(new HeldBy(false, ThreadContext.currentOrNew()));
            also.awaitWatched(false, 0); // as long as it takes to find a deadlock
            unwatched.tryWake();
            other.tryWake();
        });
        assertThat(unwatched.await(false, 0)).isEqualTo(Wake.WOKEN);
        assertThat(other.awaitWatched(false, 0)).isEqualTo(Wake.WOKEN);
    }

    @Test
    void timedWait_endsAtItsDeadline_andIsNotWatched() {
        Waiter waiter = new Waiter(new HeldBy(false, ThreadContext.currentOrNew()));
        assertThat(waiter.awaitWatched(true, System.nanoTime() + 50_000_000)).isEqualTo(Wake.TIMED_OUT);
        assertThat(waiter.deadlock()).isNull();
        assertThat(looks).hasValue(0);
    }

    @Test
    void await_thatALiveThreadCanEnd_goesOn_ifOneHolderSuffices() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        ThreadContext live = contextOfALiveThread(end);
        Waiter waiter = new Waiter(new HeldBy(true, ThreadContext.currentOrNew(), live));
        wakeAfter(looks, 2, waiter);
        assertThat(waiter.awaitWatched(false, 0)).isEqualTo(Wake.WOKEN);
        end.countDown();
    }

    @Test
    void await_ofALiveThreadAndOfItself_isGivenUp_ifAllHoldersHaveToAct() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Waiter waiter = new Waiter(new HeldBy(false, contextOfALiveThread(end), ThreadContext.currentOrNew()));
        assertThat(waiter.awaitWatched(false, 0)).isEqualTo(Wake.TIMED_OUT);
        assertThat(waiter.deadlock()).isNotNull();
        end.countDown();
    }

    @Test
    void awaitedThatThrows_isLogged_andTheWaitsGoOn() {
        AtomicInteger thrown = new AtomicInteger();
        Waiter waiter = new Waiter(new Awaited() {
            @Override
            public String description() {
                return "a test";
            }

            @Override
            public List<ThreadContext> holders() {
                thrown.incrementAndGet();
                throw new IllegalStateException("the holders are not known (expected in the log)");
            }
        });
        Thread.ofVirtual().start(() -> {
            await().pollInterval(Duration.ofMillis(1)).until(() -> thrown.get() > 0);
            Waiter also = new Waiter(new HeldBy(false, ThreadContext.currentOrNew()));
            also.awaitWatched(false, 0);
            waiter.tryWake();
        });
        assertThat(waiter.awaitWatched(false, 0)).isEqualTo(Wake.WOKEN);
        assertThat(thrown).hasPositiveValue();
    }
}
