package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Permit;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Claimed room. */
@Timeout(20)
class PermitTest {
    private final Channel<String> jobs = Channel.bounded("jobs", 2);

    @Test
    void permit_isUsedOnce() throws Exception {
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver();
                Permit<String> permit = sender.reserve()) {
            permit.send("a");
            assertThatThrownBy(() -> permit.send("b"))
                    .isInstanceOf(HandleClosedException.class)
                    .hasMessageStartingWith("this handle of permit of channel 'jobs' was used");
            assertThat(receiver.receive()).isEqualTo("a");
            assertThat(jobs.size()).isZero();
            assertThat(permit.toString()).startsWith("Permit[jobs, used");
        }
    }

    @Test
    void permit_countsAsTakenRoom_andAsASender() throws Exception {
        Sender<String> sender = jobs.sender();
        Permit<String> one = sender.reserve();
        Permit<String> two = sender.tryReserve().orElseThrow();
        assertThat(sender.tryReserve()).isEmpty();
        assertThat(sender.tryReserve(Duration.ofMillis(1))).isEmpty();
        assertThat(sender.trySend("c").isSent()).isFalse();
        assertThat(jobs.senderCount()).isEqualTo(3);
        sender.close();
        assertThat(jobs.isClosed()).isFalse();
        try (Receiver<String> receiver = jobs.receiver()) {
            Blocked.Runner receiving = Blocked.start("receiving", () -> {
                assertThat(receiver.receive()).isEqualTo("a");
                receiver.receive();
            });
            one.send("a");
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            two.close();
            two.close();
            assertThat(receiving.thrown()).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void permit_afterTheLastReceiver_givesTheElementBack() throws Exception {
        try (Sender<String> sender = jobs.sender()) {
            Receiver<String> receiver = jobs.receiver();
            Permit<String> permit = sender.reserve();
            receiver.close();
            assertThatThrownBy(() -> permit.send("a"))
                    .isInstanceOfSatisfying(
                            SendException.class, e -> assertThat(e.element()).isEqualTo("a"));
            assertThatThrownBy(sender::reserve)
                    .isInstanceOf(ClosedException.class)
                    .hasMessage("channel 'jobs' gives no more permits: all its receivers are gone; make a new channel");
            assertThat(jobs.senderCount()).isOne();
        }
    }

    @Test
    void permit_ofARendezvous_isRefused_andCountsNothing() {
        Channel<String> meeting = Channel.rendezvous("meeting");
        try (Sender<String> sender = meeting.sender()) {
            assertThatThrownBy(sender::reserve).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(sender::tryReserve).isInstanceOf(UnsupportedOperationException.class);
            assertThat(meeting.senderCount()).isOne();
        }
    }

    @Test
    void permit_ofAnUnboundedChannel_isThereAtOnce() throws Exception {
        Channel<String> unbounded = Channel.unbounded();
        try (Sender<String> sender = unbounded.sender();
                Permit<String> permit = sender.reserve()) {
            Permit<String> moved = permit.move();
            moved.send("a");
            assertThat(unbounded.size()).isOne();
        }
    }
}
