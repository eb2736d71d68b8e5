package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A channel of a publisher. */
@Timeout(20)
class FromPublisherTest {
    /** A publisher that is led by hand. */
    private static final class ByHand implements Flow.Publisher<Integer>, Flow.Subscription {
        final List<Object> heard = new ArrayList<>();
        Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> mine) {
            subscriber = mine;
            mine.onSubscribe(this);
        }

        @Override
        public void request(long n) {
            heard.add(n);
        }

        @Override
        public void cancel() {
            heard.add("cancel");
        }
    }

    private final ByHand publisher = new ByHand();
    private final Channel<Integer> channel = Channel.from("source", publisher, 4);
    private final Receiver<Integer> receiver = channel.receiver();

    @Test
    void requests_comeInBatches_asThereIsRoom() throws Exception {
        assertThat(publisher.heard).containsExactly(4L);
        for (int n = 0; n < 4; n++) {
            publisher.subscriber.onNext(n);
        }
        assertThat(receiver.receive()).isZero();
        assertThat(publisher.heard).containsExactly(4L);
        assertThat(receiver.tryReceive().value()).contains(1);
        assertThat(publisher.heard).containsExactly(4L, 2L);
        assertThat(receiver.receiveMany(4)).containsExactly(2, 3);
        assertThat(publisher.heard).containsExactly(4L, 2L, 2L);
        receiver.close();
    }

    @Test
    void lastReceiver_gone_cancels_andWhatComesIsUndelivered() {
        List<Integer> undelivered = new ArrayList<>();
        channel.onUndelivered(undelivered::add);
        publisher.subscriber.onNext(1);
        receiver.close();
        publisher.subscriber.onNext(2);
        assertThat(publisher.heard).startsWith(4L).contains("cancel");
        assertThat(undelivered).containsExactly(1, 2);
        assertThat(channel.isClosed()).isTrue();
    }

    @Test
    void onComplete_endsTheChannel_andCancelsNothing() throws Exception {
        publisher.subscriber.onNext(1);
        publisher.subscriber.onComplete();
        assertThat(receiver.receive()).isEqualTo(1);
        assertThat(receiver.tryReceive()).isInstanceOf(Received.Closed.class);
        receiver.close();
        assertThat(publisher.heard).containsExactly(4L);
    }

    @Test
    void onError_closesWithTheCause() {
        RuntimeException cause = new IllegalStateException("broken");
        publisher.subscriber.onNext(1);
        publisher.subscriber.onError(cause);
        assertThat(receiver.tryReceive().value()).contains(1);
        assertThatThrownBy(receiver::receive)
                .isInstanceOf(ClosedException.class)
                .hasCause(cause);
        assertThat(publisher.heard).containsExactly(4L);
        receiver.close();
    }

    @Test
    void close_cancels() {
        channel.close();
        assertThat(publisher.heard).containsExactly(4L, "cancel");
        receiver.close();
    }

    @Test
    void publisher_thatSendsTooMuch_isCancelled() {
        for (int n = 0; n < 5; n++) {
            publisher.subscriber.onNext(n);
        }
        assertThat(publisher.heard).contains("cancel");
        for (int n = 0; n < 4; n++) {
            assertThat(receiver.tryReceive().value()).contains(n);
        }
        assertThatThrownBy(receiver::receive)
                .hasStackTraceContaining("the publisher of channel 'source' has sent more than the 4 elements it was "
                        + "asked for: it breaks rule 1.1 of Reactive Streams; the subscription was cancelled");
        receiver.close();
    }

    @Test
    void otherSenders_areRefused() {
        assertThatThrownBy(channel::sender)
                .isInstanceOf(ClosedException.class)
                .hasMessage("channel 'source' gives no more senders: it has all that it will have; make a new channel");
        receiver.close();
    }

    @Test
    void capacity_isChecked() {
        assertThatThrownBy(() -> Channel.from("none", publisher, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("channel 'none' of a publisher cannot have a capacity of 0");
        receiver.close();
    }

    @Test
    void publisherOfTheJdk_isReceivedWhole() throws Exception {
        receiver.close();
        try (SubmissionPublisher<Integer> source = new SubmissionPublisher<>()) {
            Channel<Integer> whole = Channel.from(source, 8);
            Blocked.Runner reading = Blocked.start("reading", () -> {
                try (Receiver<Integer> mine = whole.receiver()) {
                    int next = 0;
                    for (Integer n : mine) {
                        assertThat(n).isEqualTo(next++);
                    }
                    assertThat(next).isEqualTo(5_000);
                }
            });
            for (int n = 0; n < 5_000; n++) {
                source.submit(n);
            }
            source.close();
            reading.finish();
        }
    }
}
