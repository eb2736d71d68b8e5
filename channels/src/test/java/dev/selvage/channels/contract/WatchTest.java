package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Received;
import dev.selvage.channels.SendException;
import dev.selvage.channels.TrySend;
import dev.selvage.channels.Watch;
import dev.selvage.channels.WatchReceiver;
import dev.selvage.channels.WatchSender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The latest value. */
@Timeout(20)
class WatchTest {
    private final Watch<String> config = Channel.watch("config", "a");
    private final WatchSender<String> sender = config.sender();
    private final WatchReceiver<String> receiver = config.receiver();

    @AfterEach
    void close() {
        sender.close();
        receiver.close();
    }

    private void awaitWaiting(int many) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> config.stats().receiversWaiting() == many);
    }

    @Test
    void initialValue_isNoChange() throws Exception {
        assertThat(receiver.value()).isEqualTo("a");
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(receiver.tryChanged()).isEqualTo(new Received.Empty<>());
        assertThat(receiver.tryChanged(Duration.ofMillis(1))).isEqualTo(new Received.Empty<>());
    }

    @Test
    void changed_afterSeveralChanges_givesTheLast_once() throws Exception {
        sender.send("b");
        sender.send("c");
        assertThat(receiver.hasChanged()).isTrue();
        assertThat(receiver.value()).isEqualTo("c");
        assertThat(receiver.hasChanged()).isTrue();
        assertThat(receiver.changed()).isEqualTo("c");
        assertThat(receiver.tryChanged()).isEqualTo(new Received.Empty<>());
        sender.send("d");
        assertThat(receiver.latest()).isEqualTo("d");
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(config.stats().sent()).isEqualTo(3);
        assertThat(config.stats().received()).isEqualTo(2);
    }

    @Test
    void changed_waits_andAllAreWoken() throws Exception {
        Scope.run(scope -> {
            var one = scope.forkCall(receiver.clone(), WatchReceiver::changed);
            var two = scope.forkCall(receiver.clone(), WatchReceiver::changed);
            awaitWaiting(2);
            assertThat(Scope.dump().toString()).contains("a newer value of watch 'config'");
            assertThat(config).hasToString("Watch[config, 1/1, senders=1, receivers=3 (2 waiting)]");
            scope.fork(sender.clone(), s -> s.send("b"));
            assertThat(one.join()).isEqualTo("b");
            assertThat(two.join()).isEqualTo("b");
        });
    }

    @Test
    void lastSender_gone_leavesTheLastChange_thenTheEnd() throws Exception {
        sender.send("b");
        sender.close();
        assertThat(receiver.changed()).isEqualTo("b");
        assertThatThrownBy(receiver::changed)
                .isInstanceOf(ClosedException.class)
                .hasMessage("watch 'config' has ended: all its senders are gone, and there is nothing left to receive");
        assertThat(receiver.tryChanged()).isEqualTo(new Received.Closed<>(Optional.empty()));
        assertThat(receiver.value()).isEqualTo("b");
        assertThat(config.value()).isEqualTo("b");
        assertThat(config.isClosed()).isTrue();
        assertThatThrownBy(config::receiver).isInstanceOf(ClosedException.class);
    }

    @Test
    void lastSender_gone_endsTheWait() throws Exception {
        Blocked.Runner waiting = Blocked.start("waiting", receiver::changed);
        awaitWaiting(1);
        sender.close();
        assertThat(waiting.thrown()).isInstanceOf(ClosedException.class);
    }

    @Test
    void close_withACause_reachesBothSides() {
        RuntimeException cause = new IllegalStateException("over");
        config.close(cause);
        assertThatThrownBy(receiver::changed)
                .isInstanceOf(ClosedException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> sender.send("b"))
                .isInstanceOf(SendException.class)
                .hasCause(cause);
        assertThatThrownBy(() -> sender.replace("b")).isInstanceOf(SendException.class);
        assertThatThrownBy(() -> sender.update(value -> {
                    throw new AssertionError("called with " + value);
                }))
                .isInstanceOf(ClosedException.class);
        assertThat(config.value()).isEqualTo("a");
    }

    @Test
    void send_withoutAReceiver_givesTheValueBack_andReplaceDoesNot() {
        receiver.close();
        assertThatThrownBy(() -> sender.send("b"))
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.element()).isEqualTo("b"));
        assertThat(sender.trySend("b")).isEqualTo(new TrySend.Closed<>("b", Optional.empty()));
        assertThat(sender.value()).isEqualTo("a");
        assertThat(sender.replace("c")).isEqualTo("a");
        try (WatchReceiver<String> late = config.receiver()) {
            assertThat(late.value()).isEqualTo("c");
            assertThat(late.hasChanged()).isFalse();
        }
    }

    @Test
    void update_changesTheValue_unlessItThrows() throws Exception {
        assertThat(sender.update(value -> value + "b")).isEqualTo("ab");
        assertThat(receiver.changed()).isEqualTo("ab");
        assertThatThrownBy(() -> sender.update(value -> {
                    throw new IllegalStateException("no");
                }))
                .hasMessage("no");
        assertThat(receiver.hasChanged()).isFalse();
        assertThat(receiver.value()).isEqualTo("ab");
    }

    @Test
    void close_byAnother_endsTheWaitOfTheOwner() throws Exception {
        Blocked.Runner owner = Blocked.start("owner", receiver::changed);
        awaitWaiting(1);
        WatchReceiver<String> moved = receiver.move();
        assertThat(owner.thrown()).isInstanceOf(HandleClosedException.class);
        sender.send("b");
        assertThat(moved.changed()).isEqualTo("b");
        assertThat(moved).hasToString("WatchReceiver[config, open, 1/1, senders=1, receivers=1]");
        moved.close();
    }

    @Test
    void changed_interrupted_leavesTheChangeUnseen() throws Exception {
        Blocked.Runner waiting = Blocked.start("waiting", receiver::changed);
        awaitWaiting(1);
        waiting.thread.interrupt();
        assertThat(waiting.thrown()).isInstanceOf(InterruptedException.class);
        sender.send("b");
        Blocked.Runner before = Blocked.start("before", () -> {
            Thread.currentThread().interrupt();
            receiver.tryChanged(Duration.ZERO);
        });
        assertThat(before.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(receiver.hasChanged()).isTrue();
    }

    @Test
    void changed_cancelled_leavesNothingBehind() throws Exception {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(receiver.clone(), WatchReceiver::changed);
                    awaitWaiting(1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(config.stats().receiversWaiting()).isZero();
        assertThat(config.stats().receivers()).isOne();
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void nullValues_areRefused() {
        assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> sender.update(value -> null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> Channel.watch("none", null)).isInstanceOf(NullPointerException.class);
        assertThat(config.value()).isEqualTo("a");
    }
}
