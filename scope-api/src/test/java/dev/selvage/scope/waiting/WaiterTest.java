package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The four fates of a wait, each decided once. */
@Timeout(10)
class WaiterTest {
    /** A frame that has been cancelled, by somebody who has not told the thread yet. */
    private static final class CancelledFrame extends Frame {
        CancelledFrame() {
            super(OPEN);
        }

        @Override
        protected boolean isCancelled() {
            return true;
        }

        @Override
        protected String description() {
            return "a cancelled frame";
        }
    }

    private static long in(long nanos) {
        return System.nanoTime() + nanos;
    }

    @Test
    void await_wokenBefore_returnsWoken() {
        Waiter waiter = new Waiter(Awaited.named("test"));
        assertThat(waiter.tryWake()).isTrue();
        assertThat(waiter.tryWake()).isFalse();
        assertThat(waiter.await(false, 0)).isEqualTo(Wake.WOKEN);
    }

    @Test
    void await_wokenByAnotherThread_returnsWoken() throws Exception {
        Waiter waiter = new Waiter(Awaited.named("test"));
        Thread waker = Thread.ofVirtual().start(waiter::tryWake);
        assertThat(waiter.await(false, 0)).isEqualTo(Wake.WOKEN);
        waker.join();
    }

    @Test
    void await_inACancelledFrameThatNobodySignals_returnsCancelled() {
        ThreadContext context = ThreadContext.currentOrNew();
        Frame frame = new CancelledFrame();
        context.push(frame);
        try {
            Waiter waiter = new Waiter(Awaited.named("test"));
            assertThat(waiter.await(true, in(5_000_000_000L))).isEqualTo(Wake.CANCELLED);
            assertThat(waiter.tryWake()).isFalse();
            assertThat(context.awaited()).isNull();
        } finally {
            context.leave(frame);
            context.pop(frame, false);
        }
    }

    @Test
    void signal_ofACancelledFrame_interruptsOnce_andLeaveTakesTheFlagBack() {
        ThreadContext context = ThreadContext.currentOrNew();
        Frame frame = new CancelledFrame();
        context.push(frame);
        context.signal(frame);
        assertThat(Thread.interrupted()).isTrue();
        context.signal(frame);
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        Thread.currentThread().interrupt();
        assertThat(context.leave(frame)).isFalse();
        context.pop(frame, false);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void await_interrupted_returnsInterrupted_andClearsTheFlag() {
        Thread.currentThread().interrupt();
        Waiter waiter = new Waiter(Awaited.named("test"));
        assertThat(waiter.await(false, 0)).isEqualTo(Wake.INTERRUPTED);
        assertThat(Thread.interrupted()).isFalse();
        assertThat(waiter.tryWake()).isFalse();
    }

    @Test
    void await_pastItsDeadline_returnsTimedOut() {
        Waiter waiter = new Waiter(Awaited.named("test"));
        assertThat(waiter.await(true, in(1_000_000))).isEqualTo(Wake.TIMED_OUT);
        assertThat(waiter.tryWake()).isFalse();
    }

    @Test
    void awaitUninterruptibly_interrupted_keepsWaitingAndTheFlag() throws Exception {
        Waiter waiter = new Waiter(Awaited.named("test"));
        Thread.currentThread().interrupt();
        Thread waker = Thread.ofVirtual().start(waiter::tryWake);
        waiter.awaitUninterruptibly();
        assertThat(Thread.interrupted()).isTrue();
        waker.join();
    }

    @Test
    void awaitUninterruptibly_isSeenAsAnEndlessWait() throws Exception {
        ThreadContext context = ThreadContext.currentOrNew();
        Waiter waiter = new Waiter(Awaited.named("test"));
        Thread waker = Thread.ofVirtual().start(() -> {
            await().until(() ->
                    context.endlessWait() instanceof ThreadContext.EndlessWait(Object identity, Awaited what)
                            && identity == waiter
                            && what == context.awaited());
            waiter.tryWake();
        });
        waiter.awaitUninterruptibly();
        waker.join();
        assertThat(context.endlessWait()).isNull();
    }

    /** Looks every millisecond, and gives up at the third time. */
    private static final class Looking implements Waiter.Watch {
        private final int patience;
        private int looks;
        private boolean endless = true;

        Looking(int patience) {
            this.patience = patience;
        }

        @Override
        public long nanosToFirstLook() {
            return 1_000_000;
        }

        @Override
        public long look(Waiter waiter) {
            ThreadContext.EndlessWait wait = ThreadContext.currentOrNew().endlessWait();
            endless &= wait != null && wait.identity() == waiter && wait.what() == waiter.awaited();
            if (++looks == patience) {
                assertThat(waiter.tryGiveUp()).isTrue();
            }
            return 1_000_000;
        }
    }

    @Test
    void await_watched_isLookedAt_andMayBeGivenUp() {
        Looking looking = new Looking(3);
        Waiter waiter = new Waiter(Awaited.named("test"));
        assertThat(waiter.await(false, 0, looking)).isEqualTo(Wake.TIMED_OUT);
        assertThat(looking.looks).isEqualTo(3);
        assertThat(looking.endless).isTrue();
        assertThat(waiter.tryGiveUp()).isFalse();
        assertThat(ThreadContext.currentOrNew().endlessWait()).isNull();
    }

    @Test
    void await_watchedAndTimed_endsAtItsDeadline_andIsNotEndless() {
        Looking looking = new Looking(1_000_000);
        assertThat(new Waiter(Awaited.named("test")).await(true, in(20_000_000), looking))
                .isEqualTo(Wake.TIMED_OUT);
        assertThat(looking.looks).isBetween(1, 20);
        assertThat(looking.endless).isFalse();
    }

    @Test
    void await_watched_wokenBeforeTheFirstLook_isNotLookedAt() {
        Looking looking = new Looking(1);
        Waiter waiter = new Waiter(Awaited.named("test"));
        waiter.tryWake();
        assertThat(waiter.await(false, 0, looking)).isEqualTo(Wake.WOKEN);
        assertThat(looking.looks).isZero();
    }

    @Test
    @Timeout(10)
    void watchThatThrows_isLogged_andTheWaitGoesOn() throws Exception {
        AtomicInteger looks = new AtomicInteger();
        Waiter.Watch broken = new Waiter.Watch() {
            @Override
            public long nanosToFirstLook() {
                return 1;
            }

            @Override
            public long look(Waiter waiter) {
                looks.incrementAndGet();
                throw new IllegalStateException("the watch is broken (expected in the log)");
            }
        };
        Waiter waiter = new Waiter(Awaited.named("a test"));
        Thread waker = Thread.ofPlatform().start(() -> {
            Awaitility.await().until(() -> looks.get() == 1);
            waiter.tryWake();
        });
        assertThat(waiter.await(false, 0, broken)).isEqualTo(Wake.WOKEN);
        waker.join();
        assertThat(looks).hasValue(1);
    }

    @Test
    @Timeout(10)
    void uninterruptibleWait_ofACancelledFork_goesOnUntilItIsWoken() {
        AtomicReference<Waiter> published = new AtomicReference<>();
        AtomicBoolean over = new AtomicBoolean();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    Fork<?> fork = scope.fork(() -> {
                        Waiter waiter = new Waiter(Awaited.named("a test"));
                        published.set(waiter);
                        waiter.awaitUninterruptibly();
                        over.set(true);
                    });
                    Awaitility.await()
                            .until(() -> published.get() != null
                                    && published.get().thread().getState() == Thread.State.WAITING);
                    fork.cancel("alone");
                    scope.cancel("enough");
                    assertThat(over).isFalse();
                    assertThat(published.get().tryWake())
                            .as("it was still waiting")
                            .isTrue();
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(over).isTrue();
    }
}
