package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.channels.Broadcast;
import dev.selvage.channels.BroadcastReceived;
import dev.selvage.channels.BroadcastReceiver;
import dev.selvage.channels.BroadcastSender;
import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.LaggedException;
import dev.selvage.channels.SendException;
import dev.selvage.channels.TrySend;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each value to all receivers. */
@Timeout(20)
class BroadcastTest {
    private final Broadcast<String> prices = Channel.broadcast("prices", 2);
    private final BroadcastSender<String> sender = prices.sender();
    private final BroadcastReceiver<String> receiver = prices.receiver();

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    private void awaitWaiting(int many) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> prices.stats().receiversWaiting() == many);
    }

    @Test
    void send_reachesAllReceivers_thatWereThere() throws Exception {
        sender.send("1");
        try (BroadcastReceiver<String> late = prices.receiver()) {
            sender.send("2");
            assertThat(receiver.receive()).isEqualTo("1");
            assertThat(receiver.receive()).isEqualTo("2");
            assertThat(late.receive()).isEqualTo("2");
            assertThat(late.tryReceive()).isEqualTo(new BroadcastReceived.Empty<>());
            assertThat(late.tryReceive(Duration.ofMillis(1))).isEqualTo(new BroadcastReceived.Empty<>());
        }
        assertThat(prices.stats().received()).isEqualTo(3);
    }

    @Test
    void send_wakesAllThatWait() throws Exception {
        Scope.run(scope -> {
            var one = scope.forkCall(receiver.clone(), BroadcastReceiver::receive);
            var two = scope.forkCall(receiver.clone(), BroadcastReceiver::receive);
            awaitWaiting(2);
            assertThat(Scope.dump().toString()).contains("a value of broadcast 'prices'");
            assertThat(prices).hasToString("Broadcast[prices, 0/2, senders=1, receivers=3 (2 waiting)]");
            scope.fork(sender.clone(), s -> s.send("1"));
            assertThat(one.join()).isEqualTo("1");
            assertThat(two.join()).isEqualTo("1");
        });
        assertThat(prices.stats().senders()).isOne();
    }

    @Test
    void receive_afterALag_tellsHowMany_andGoesOnWithTheOldest() throws Exception {
        for (int i = 1; i <= 5; i++) {
            sender.send(String.valueOf(i));
        }
        assertThat(receiver.behind()).isEqualTo(5);
        assertThatThrownBy(receiver::receive)
                .isInstanceOfSatisfying(
                        LaggedException.class, e -> assertThat(e.missed()).isEqualTo(3))
                .hasMessage(
                        "this receiver of broadcast 'prices' has missed 3 values, because only the last 2 are kept: "
                                + "receive faster, or make the capacity greater");
        assertThat(receiver.receive()).isEqualTo("4");
        sender.send("6");
        sender.send("7");
        assertThat(receiver.tryReceive()).isEqualTo(new BroadcastReceived.Lagged<>(1));
        assertThat(receiver.tryReceive().value()).contains("6");
        assertThat(receiver.receive()).isEqualTo("7");
        assertThat(receiver.behind()).isZero();
    }

    @Test
    void lastSender_gone_leavesWhatIsKept_thenTheEnd() throws Exception {
        sender.send("1");
        sender.close();
        assertThat(prices.isClosed()).isTrue();
        assertThat(receiver.receive()).isEqualTo("1");
        assertThatThrownBy(receiver::receive)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "broadcast 'prices' has ended: all its senders are gone, and there is nothing left to receive");
        assertThat(receiver.tryReceive()).isEqualTo(new BroadcastReceived.Closed<>(Optional.empty()));
        assertThatThrownBy(prices::receiver)
                .isInstanceOf(ClosedException.class)
                .hasMessage("broadcast 'prices' gives no more receivers: all its senders are gone; make a new one");
        assertThatThrownBy(prices::sender).isInstanceOf(ClosedException.class);
    }

    @Test
    void lastSender_gone_endsTheWait() throws Exception {
        Blocked.Runner receiving = Blocked.start("receiving", receiver::receive);
        awaitWaiting(1);
        sender.close();
        assertThat(receiving.thrown()).isInstanceOf(ClosedException.class);
    }

    @Test
    void close_withACause_reachesBothSides() {
        RuntimeException cause = new IllegalStateException("over");
        sender.send("1");
        prices.close(cause);
        prices.close();
        assertThatThrownBy(() -> sender.send("2"))
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.element()).isEqualTo("2"))
                .hasCause(cause)
                .hasMessage("broadcast 'prices' does not take the value: it was closed: "
                        + "java.lang.IllegalStateException: over; it is in element()");
        assertThat(receiver.tryReceive().value()).contains("1");
        assertThatThrownBy(receiver::receive).hasCause(cause);
        assertThatThrownBy(sender::clone).isInstanceOf(ClosedException.class);
    }

    @Test
    void send_withoutAReceiver_givesTheValueBack_untilThereIsOne() throws Exception {
        receiver.close();
        assertThatThrownBy(() -> sender.send("1"))
                .isInstanceOf(SendException.class)
                .hasMessage("broadcast 'prices' does not take the value: it has no receiver; it is in element()");
        assertThat(sender.trySend("1")).isEqualTo(new TrySend.Closed<>("1", Optional.empty()));
        try (BroadcastReceiver<String> other = prices.receiver()) {
            assertThat(sender.receiverCount()).isOne();
            assertThat(sender.trySend("2").isSent()).isTrue();
            assertThat(other.receive()).isEqualTo("2");
        }
    }

    @Test
    void values_areKept_onlyUntilAllHaveGotThem() throws Exception {
        try (BroadcastReceiver<String> slow = prices.receiver()) {
            sender.send("1");
            sender.send("2");
            receiver.receive();
            receiver.receive();
            assertThat(prices.stats().size()).isEqualTo(2);
            slow.receive();
            assertThat(prices.stats().size()).isOne();
        }
        assertThat(prices.stats().size()).isZero();
    }

    @Test
    void clone_getsWhatItsOriginalHasYetToGet() throws Exception {
        sender.send("1");
        sender.send("2");
        assertThat(receiver.receive()).isEqualTo("1");
        try (BroadcastReceiver<String> other = receiver.clone()) {
            assertThat(receiver.receive()).isEqualTo("2");
            assertThat(other.receive()).isEqualTo("2");
        }
    }

    @Test
    void clone_ofOneThatLags_lagsToo() {
        for (int i = 1; i <= 5; i++) {
            sender.send(String.valueOf(i));
        }
        try (BroadcastReceiver<String> other = receiver.clone()) {
            assertThat(other.tryReceive()).isEqualTo(new BroadcastReceived.Lagged<>(3));
            assertThat(other.tryReceive().value()).contains("4");
        }
        assertThat(receiver.tryReceive()).isEqualTo(new BroadcastReceived.Lagged<>(3));
        assertThat(receiver.tryReceive().value()).contains("4");
        assertThat(prices.stats().size()).isOne();
    }

    @Test
    void close_byAnother_endsTheWaitOfTheOwner() throws Exception {
        Blocked.Runner owner = Blocked.start("owner", receiver::receive);
        awaitWaiting(1);
        receiver.close();
        assertThat(owner.thrown())
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of receiver of broadcast 'prices' was closed");
    }

    @Test
    void move_keepsThePlace() throws Exception {
        sender.send("1");
        BroadcastReceiver<String> moved = receiver.move();
        assertThatThrownBy(receiver::tryReceive).isInstanceOf(HandleClosedException.class);
        assertThat(moved.receive()).isEqualTo("1");
        assertThat(moved).hasToString("BroadcastReceiver[prices, open, 0/2, senders=1, receivers=1]");
        moved.close();
    }

    @Test
    void receive_interrupted_takesNothing() throws Exception {
        Blocked.Runner receiving = Blocked.start("receiving", receiver::receive);
        awaitWaiting(1);
        receiving.thread.interrupt();
        assertThat(receiving.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted while waiting for a value of broadcast 'prices'");
        assertThat(prices.stats().receiversWaiting()).isZero();
        sender.send("1");
        Blocked.Runner before = Blocked.start("before", () -> {
            Thread.currentThread().interrupt();
            receiver.receive();
        });
        assertThat(before.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(receiver.receive()).isEqualTo("1");
    }

    @Test
    void receive_cancelled_takesNothing() throws Exception {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(receiver.clone(), BroadcastReceiver::receive);
                    awaitWaiting(1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageContaining("enough");
        assertThat(prices.stats().receiversWaiting()).isZero();
        assertThat(prices.stats().receivers()).isOne();
    }

    @Test
    void capacity_isChecked() {
        assertThatThrownBy(() -> Channel.broadcast("none", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("broadcast 'none' cannot have a capacity of 0: it is how many values are kept for slow "
                        + "receivers, from 1 to 67108864");
    }
}
