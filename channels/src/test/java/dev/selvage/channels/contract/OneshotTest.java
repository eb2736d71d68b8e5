package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Oneshot;
import dev.selvage.channels.OneshotSender;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.TrySend;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One value. */
@Timeout(20)
class OneshotTest {
    private final List<String> undelivered = new ArrayList<>();
    private final Oneshot<String> answer = Channel.<String>oneshot("answer").onUndelivered(undelivered::add);
    private final OneshotSender<String> sender = answer.sender();
    private final Receiver<String> receiver = answer.receiver();

    @Test
    void send_beforeTheReceive_deliversThenEnds() throws Exception {
        sender.send("42");
        assertThat(receiver.receive()).isEqualTo("42");
        assertThatThrownBy(receiver::receive)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "channel 'answer' has ended: all its senders are gone, and there is nothing left to receive");
        receiver.close();
        assertThat(undelivered).isEmpty();
    }

    @Test
    void send_toAWaitingReceiver_inForks() throws Exception {
        Scope.run(scope -> {
            var got = scope.forkCall(receiver, Receiver::receive);
            await().pollInterval(Duration.ofMillis(1))
                    .until(() -> answer.stats().receiversWaiting() == 1);
            assertThat(Scope.dump().toString()).contains("an element of channel 'answer'");
            scope.fork(sender, s -> s.send("42"));
            assertThat(got.join()).isEqualTo("42");
        });
        assertThat(answer).hasToString("Oneshot[answer, 0/1, senders=0, receivers=0, closed]");
    }

    @Test
    void send_usesTheHandleUp() {
        sender.send("42");
        assertThatThrownBy(() -> sender.send("43"))
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of sender of oneshot 'answer' was used");
        assertThatThrownBy(() -> sender.fail(new IllegalStateException("late")))
                .isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(sender::isClosed).isInstanceOf(HandleClosedException.class);
        sender.close();
        assertThat(receiver.tryReceive()).isEqualTo(new Received.Value<>("42"));
        receiver.close();
    }

    @Test
    void sender_goneWithoutAValue_endsTheWait() throws Exception {
        Blocked.Runner receiving = Blocked.start("receiving", receiver::receive);
        await().pollInterval(Duration.ofMillis(1)).until(() -> answer.stats().receiversWaiting() == 1);
        sender.close();
        assertThat(receiving.thrown()).isInstanceOf(ClosedException.class).hasNoCause();
        assertThat(receiver.tryReceive()).isEqualTo(new Received.Closed<>(Optional.empty()));
        receiver.close();
    }

    @Test
    void fail_givesTheReceiverTheCause() {
        RuntimeException cause = new IllegalStateException("no answer");
        sender.fail(cause);
        assertThatThrownBy(receiver::receive)
                .isInstanceOf(ClosedException.class)
                .hasCause(cause);
        receiver.close();
    }

    @Test
    void receiver_gone_givesTheValueBack() {
        assertThat(sender.isClosed()).isFalse();
        OneshotSender<String> moved = sender.move();
        receiver.close();
        assertThat(moved.isClosed()).isTrue();
        assertThatThrownBy(() -> moved.send("42"))
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.element()).isEqualTo("42"))
                .hasMessage(
                        "channel 'answer' takes no more elements: all its receivers are gone; what was not sent is in "
                                + "elements()");
        assertThatThrownBy(() -> moved.send("42")).isInstanceOf(HandleClosedException.class);
        assertThat(undelivered).isEmpty();
    }

    @Test
    void trySend_tellsThatTheReceiverIsGone() {
        receiver.close();
        assertThat(sender.trySend("42")).isEqualTo(new TrySend.Closed<>("42", Optional.empty()));

        Oneshot<String> other = Channel.oneshot();
        assertThat(other.sender().trySend("42").isSent()).isTrue();
        other.receiver().close();
    }

    @Test
    void receiver_goneAfterTheSend_handsTheValueOver() {
        sender.send("42");
        receiver.close();
        assertThat(undelivered).containsExactly("42");
    }

    @Test
    void awaitClosed_returnsWhenTheReceiverIsGone() throws Exception {
        assertThat(sender.awaitClosed(Duration.ofMillis(1))).isFalse();
        Blocked.Runner waiting = Blocked.start("waiting", sender::awaitClosed);
        await().pollInterval(Duration.ofMillis(1)).until(() -> waiting.thread.getState() == Thread.State.WAITING);
        receiver.close();
        waiting.finish();
        sender.close();
    }

    @Test
    void receive_interrupted_takesNothing() throws Exception {
        Blocked.Runner receiving = Blocked.start("receiving", receiver::receive);
        await().pollInterval(Duration.ofMillis(1)).until(() -> answer.stats().receiversWaiting() == 1);
        receiving.thread.interrupt();
        assertThat(receiving.thrown()).isInstanceOf(InterruptedException.class);
        sender.send("42");
        assertThat(receiver.receive()).isEqualTo("42");
        receiver.close();
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void nullValue_isRefused_andTheHandleStaysOpen() {
        assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
        assertThat(sender).hasToString("OneshotSender[answer, open, 0/1, senders=1, receivers=1]");
        sender.close();
        receiver.close();
    }
}
