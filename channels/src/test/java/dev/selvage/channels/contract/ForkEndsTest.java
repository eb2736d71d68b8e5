package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.Handle;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a fork ends that has the last handle of a side, the other side does not wait for it for ever. */
@Timeout(20)
class ForkEndsTest {
    /** How the fork ends. */
    enum End {
        SUCCEEDS,
        FAILS,
        IS_CANCELLED_WHILE_IT_WAITS,
        IS_CANCELLED_ALONE,
        NEVER_STARTS_IN_A_CANCELLED_SCOPE,
        IS_CANCELLED_IN_THE_QUEUE,
        IS_REFUSED_AT_THE_LIMIT,
        IS_REFUSED_AFTER_THE_END,
        GETS_NO_THREAD;

        /** Makes a fork with the handle end this way. */
        <H extends Handle<H>> void happenTo(H handle) {
            CountDownLatch never = new CountDownLatch(1);
            CountDownLatch runs = new CountDownLatch(1);
            Scope.Action<H> waits = h -> {
                runs.countDown();
                never.await();
            };
            var _ = catchThrowable(() -> {
                switch (this) {
                    case SUCCEEDS -> Scope.run(scope -> scope.fork(handle, h -> {}));
                    case FAILS ->
                        Scope.run(scope -> scope.fork(handle, h -> {
                            throw new IOException("no");
                        }));
                    case IS_CANCELLED_WHILE_IT_WAITS ->
                        Scope.run(scope -> {
                            scope.fork(handle, waits);
                            runs.await();
                            scope.cancel("enough");
                        });
                    case IS_CANCELLED_ALONE ->
                        Scope.run(scope -> {
                            Fork<?> fork = scope.fork(handle, waits);
                            runs.await();
                            fork.cancel("enough");
                            assertThat(fork.await()).isInstanceOf(Outcome.Cancelled.class);
                        });
                    case NEVER_STARTS_IN_A_CANCELLED_SCOPE ->
                        Scope.run(scope -> {
                            scope.cancel("before");
                            scope.fork(handle, waits);
                        });
                    case IS_CANCELLED_IN_THE_QUEUE ->
                        Scope.run(
                                c -> c.withMaxConcurrency(1),
                                scope -> scope.fork(() -> {
                                    scope.fork(handle, waits).cancel("not needed");
                                }));
                    case IS_REFUSED_AT_THE_LIMIT ->
                        Scope.run(c -> c.withMaxConcurrency(1), scope -> {
                            Fork<?> first = scope.fork(() -> never.await());
                            assertThat(scope.tryFork(handle, waits)).isEmpty();
                            first.cancel("done");
                        });
                    case IS_REFUSED_AFTER_THE_END -> {
                        AtomicReference<Scope> escaped = new AtomicReference<>();
                        Scope.run(escaped::set);
                        escaped.get().fork(handle, waits);
                    }
                    case GETS_NO_THREAD ->
                        Scope.run(c -> c.withThreadFactory(task -> null), scope -> scope.fork(handle, waits));
                }
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void lastSender_inAFork_endsTheWaitOfTheReceiver(End end) throws Exception {
        Channel<String> channel = Channel.bounded("jobs", 1);
        Sender<String> sender = channel.sender();
        try (Receiver<String> receiver = channel.receiver()) {
            Scope.run(scope -> {
                Fork<Throwable> consumer = scope.fork(() -> catchThrowable(receiver::receive));
                end.happenTo(sender);
                assertThat(consumer.join()).isInstanceOf(ClosedException.class);
            });
        }
        assertThat(channel.senderCount()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    void lastReceiver_inAFork_endsTheWaitOfTheSender(End end) throws Exception {
        Channel<String> channel = Channel.rendezvous("jobs");
        Receiver<String> receiver = channel.receiver();
        try (Sender<String> sender = channel.sender()) {
            Scope.run(scope -> {
                Fork<Throwable> producer = scope.fork(() -> catchThrowable(() -> sender.send("print")));
                end.happenTo(receiver);
                assertThat(producer.join())
                        .isInstanceOfSatisfying(
                                SendException.class,
                                e -> assertThat(e.element()).isEqualTo("print"));
            });
        }
        assertThat(channel.receiverCount()).isZero();
    }
}
