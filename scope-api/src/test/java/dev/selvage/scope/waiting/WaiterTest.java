package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.concurrent.atomic.AtomicBoolean;
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
