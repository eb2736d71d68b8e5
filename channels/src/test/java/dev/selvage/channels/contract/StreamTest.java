package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.ReceiveInterruptedException;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.HandleClosedException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A receiver as a stream. */
@Timeout(20)
class StreamTest {
    private final Channel<Integer> numbers = Channel.unbounded("numbers");

    private void fill(int many) throws InterruptedException {
        try (Sender<Integer> sender = numbers.sender()) {
            sender.sendAll(IntStream.range(0, many).boxed().toList());
        }
    }

    @Test
    void stream_endsWithTheChannel() throws Exception {
        Receiver<Integer> receiver = numbers.receiver();
        fill(100);
        assertThat(receiver.stream().mapToInt(n -> n).sum()).isEqualTo(4950);
        assertThat(numbers.receiverCount()).isOne();
        receiver.close();
    }

    @Test
    void stream_takesNoMoreThanItIsAskedFor() throws Exception {
        try (Receiver<Integer> receiver = numbers.receiver()) {
            fill(10);
            assertThat(receiver.stream().limit(3).toList()).containsExactly(0, 1, 2);
            assertThat(numbers.size()).isEqualTo(7);
            assertThat(receiver.receive()).isEqualTo(3);
        }
    }

    @Test
    void stream_isLazy() throws Exception {
        try (Receiver<Integer> receiver = numbers.receiver()) {
            Stream<Integer> stream = receiver.stream().map(n -> n + 1);
            Blocked.Runner reading =
                    Blocked.start("reading", () -> assertThat(stream.toList()).containsExactly(1, 2));
            Blocked.awaitWaiting(numbers, ChannelStats::receiversWaiting);
            fill(2);
            reading.finish();
        }
    }

    @Test
    void streamClose_closesTheReceiver() throws Exception {
        Receiver<Integer> receiver = numbers.receiver();
        fill(3);
        try (Stream<Integer> stream = receiver.stream()) {
            assertThat(stream.findFirst()).contains(0);
        }
        assertThat(numbers.receiverCount()).isZero();
        assertThatThrownBy(receiver::stream).isInstanceOf(HandleClosedException.class);
    }

    @Test
    void stream_ofAChannelClosedWithACause_throws() throws Exception {
        RuntimeException cause = new IllegalStateException("over");
        try (Receiver<Integer> receiver = numbers.receiver()) {
            numbers.close(cause);
            assertThatThrownBy(() -> receiver.stream().toList())
                    .isInstanceOf(ClosedException.class)
                    .hasCause(cause);
            assertThatThrownBy(() -> receiver.stream().parallel().toList()).hasStackTraceContaining("ClosedException");
        }
    }

    @Test
    void stream_interrupted_throwsWithTheFlagSet() throws Exception {
        try (Receiver<Integer> receiver = numbers.receiver()) {
            Blocked.Runner reading = Blocked.start("reading", () -> {
                try {
                    assertThat(receiver.stream().count()).isZero();
                } finally {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }
            });
            Blocked.awaitWaiting(numbers, ChannelStats::receiversWaiting);
            reading.thread.interrupt();
            assertThat(reading.thrown())
                    .isInstanceOf(ReceiveInterruptedException.class)
                    .hasMessage("interrupted in an iteration over channel 'numbers'; nothing was taken");
        }
    }

    @Test
    void stream_cancelled_ends() throws Exception {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(
                            numbers.receiver(),
                            r -> assertThat(r.stream().toList()).isEmpty());
                    Blocked.awaitWaiting(numbers, ChannelStats::receiversWaiting);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(numbers.receiverCount()).isZero();
    }

    @Test
    void parallelStream_getsEachElementOnce_inOrder() throws Exception {
        try (Receiver<Integer> receiver = numbers.receiver()) {
            fill(10_000);
            List<Integer> all = receiver.stream().parallel().map(n -> n * 2).toList();
            assertThat(all)
                    .isEqualTo(
                            IntStream.range(0, 10_000).map(n -> n * 2).boxed().toList());
        }
    }

    @Test
    void parallelStream_beginsBeforeTheChannelHasEnded() throws Exception {
        Queue<Integer> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch begun = new CountDownLatch(1);
        try (Receiver<Integer> receiver = numbers.receiver();
                Sender<Integer> sender = numbers.sender()) {
            Blocked.Runner reading = Blocked.start(
                    "reading",
                    () -> receiver.stream().parallel().forEach(n -> {
                        seen.add(n);
                        begun.countDown();
                    }));
            sender.send(1);
            begun.await();
            sender.send(2);
            sender.close();
            reading.finish();
            assertThat(seen).containsExactlyInAnyOrder(1, 2);
        }
    }
}
