package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Selects whose channels end. */
@Timeout(30)
class SelectEndTest {
    private final IllegalStateException cause = new IllegalStateException("out of paper");

    @Test
    void await_endedClauseWithoutHandler_throwsWithItsName() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.bounded("b", 1);
        try (Receiver<String> fromA = a.receiver();
                Receiver<String> fromB = b.receiver()) {
            Select<String> select = Select.<String>builder()
                    .receive(fromA, e -> e)
                    .receive(fromB, e -> e)
                    .build();
            b.close(cause);
            assertThatThrownBy(select::await)
                    .isInstanceOf(ClosedException.class)
                    .hasCause(cause)
                    .hasMessage("clause 2 (receive from channel 'b') of a select: channel 'b' has ended: it was closed:"
                            + " java.lang.IllegalStateException: out of paper, and there is nothing left to receive; give"
                            + " the clause a handler of the end, or build the select with skipClosed()");
        }
    }

    @ParameterizedTest
    @EnumSource(SelectTest.Shape.class)
    void await_channelEndsMeanwhile_runsTheHandlerOfTheEnd(SelectTest.Shape shape) throws Exception {
        Channel<String> a = shape.make("a");
        Channel<String> b = shape.make("b");
        try (Receiver<String> fromA = a.receiver();
                Receiver<String> fromB = b.receiver()) {
            Select<String> select = Select.<String>builder()
                    .receive(fromA, e -> e)
                    .receive(fromB, e -> e, end -> "end: " + end.getCause())
                    .build();
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner runner = Blocked.start("selecting", () -> got.set(select.await()));
            Blocked.awaitWaiting(b, ChannelStats::receiversWaiting);
            b.close(cause);
            runner.finish();
            assertThat(got.get()).isEqualTo("end: " + cause);
            assertThat(select.tryAwait()).contains("end: " + cause);
            assertThat(a.stats().receiversWaiting()).isZero();
        }
    }

    @Test
    void await_closedButNotDrained_givesTheElementsFirst() throws Exception {
        Channel<String> a = Channel.bounded("a", 2);
        try (Receiver<String> fromA = a.receiver()) {
            try (Sender<String> toA = a.sender()) {
                toA.send("x");
            }
            Select<String> select = Select.<String>builder()
                    .receive(fromA, e -> e, end -> "end")
                    .build();
            assertThat(select.await()).isEqualTo("x");
            assertThat(select.await()).isEqualTo("end");
        }
    }

    @Test
    void send_noReceiverLeft_givesTheElementBack() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.bounded("b", 1);
        Receiver<String> fromA = a.receiver();
        try (Sender<String> toA = a.sender();
                Receiver<String> fromB = b.receiver()) {
            toA.send("full");
            Select<String> select = Select.<String>builder()
                    .send(toA, () -> "x", () -> "sent")
                    .receive(fromB, e -> e)
                    .build();
            Blocked.Runner runner = Blocked.start("selecting", select::await);
            Blocked.awaitWaiting(a, ChannelStats::sendersWaiting);
            fromA.close();
            assertThat(runner.thrown())
                    .isInstanceOfSatisfying(
                            SendException.class, e -> assertThat(e.element()).isEqualTo("x"))
                    .hasMessage(
                            "clause 1 (send to channel 'a') of a select: channel 'a' takes no more elements: all its"
                                    + " receivers are gone; what was not sent is in elements()");
            assertThat(b.stats().receiversWaiting()).isZero();
        }
    }

    @Test
    void skipClosed_someEnded_waitsForTheOthers() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.rendezvous("b");
        Channel<String> c = Channel.unbounded("c");
        try (Receiver<String> fromA = a.receiver();
                Receiver<String> fromB = b.receiver();
                Sender<String> toC = c.sender();
                Sender<String> toA = a.sender()) {
            Select<String> select = Select.<String>builder()
                    .send(toC, () -> "x", () -> "sent")
                    .receive(fromB, e -> e, end -> "end")
                    .receive(fromA, e -> e)
                    .skipClosed()
                    .build();
            b.close();
            c.close(cause);
            assertThat(select.tryAwait()).isEmpty();
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner runner = Blocked.start("selecting", () -> got.set(select.await()));
            Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
            toA.send("a");
            runner.finish();
            assertThat(got.get()).isEqualTo("a");
            Blocked.Runner last = Blocked.start("selecting", select::await);
            Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
            a.close();
            assertThat(last.thrown())
                    .isInstanceOf(ClosedException.class)
                    .hasCause(cause)
                    .hasMessage(
                            "all clauses of a select have ended: clause 1 (send to channel 'c'), clause 2 (receive from"
                                    + " channel 'b'), clause 3 (receive from channel 'a'); there is nothing left to wait for");
        }
    }

    @Test
    void build_handleGivenUp_isRefused() {
        Channel<String> a = Channel.bounded("a", 1);
        Receiver<String> receiver = a.receiver();
        receiver.close();
        assertThatThrownBy(() -> Select.<String>builder().receive(receiver, e -> e))
                .hasMessageContaining("receiver of channel 'a' was closed");
    }
}
