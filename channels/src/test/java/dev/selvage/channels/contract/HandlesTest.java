package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.channels.TrySend;
import dev.selvage.channels.WeakSender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Senders and receivers as handles: counted, closed once, moved, and what the last one does. */
@Timeout(20)
class HandlesTest {
    private final Channel<String> jobs = Channel.bounded("jobs", 2);

    @Test
    void forks_ownTheirHandles_andTheLastSenderEndsTheIteration() throws Exception {
        ConcurrentLinkedQueue<Integer> got = new ConcurrentLinkedQueue<>();
        Channel<Integer> channel = Channel.bounded("numbers", 8);
        try (Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver = channel.receiver()) {
            Scope.run(scope -> {
                for (int i = 0; i < 4; i++) {
                    int from = i * 100;
                    scope.fork(sender.clone(), s -> {
                        for (int n = from; n < from + 100; n++) {
                            s.send(n);
                        }
                    });
                }
                sender.close();
                scope.fork(receiver.move(), r -> {
                    for (Integer number : r) {
                        got.add(number);
                    }
                });
            });
        }
        assertThat(got).hasSize(400).doesNotHaveDuplicates();
        assertThat(channel.senderCount()).isZero();
        assertThat(channel.receiverCount()).isZero();
    }

    @Test
    void close_isCountedOnce() {
        Sender<String> one = jobs.sender();
        Sender<String> two = one.clone();
        one.close();
        one.close();
        assertThat(jobs.senderCount()).isOne();
        assertThat(jobs.isClosed()).isFalse();
        two.close();
        assertThat(jobs.isClosed()).isTrue();
        assertThatThrownBy(jobs::sender)
                .isInstanceOf(ClosedException.class)
                .hasMessage("channel 'jobs' gives no more senders: all its senders are gone; make a new channel");
    }

    @Test
    void move_leavesTheOldHandleUnusable_andTheCountAsItWas() throws Exception {
        Sender<String> old = jobs.sender();
        Sender<String> sender = old.move();
        old.close();
        assertThat(jobs.senderCount()).isOne();
        assertThatThrownBy(() -> old.send("a"))
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of sender of channel 'jobs' was moved");
        sender.send("a");
        Receiver<String> before = jobs.receiver();
        Receiver<String> receiver = before.move();
        assertThatThrownBy(before::receive).isInstanceOf(HandleClosedException.class);
        assertThatThrownBy(before::iterator).isInstanceOf(HandleClosedException.class);
        assertThat(receiver.receive()).isEqualTo("a");
        sender.close();
        receiver.close();
    }

    @Test
    void close_byAnother_endsTheWaitOfTheOwner() throws Exception {
        Receiver<String> receiver = jobs.receiver();
        Receiver<String> other = receiver.clone();
        Blocked.Runner owner = Blocked.start("owner", receiver::receive);
        Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
        receiver.close();
        assertThat(owner.thrown())
                .isInstanceOf(HandleClosedException.class)
                .hasMessageStartingWith("this handle of receiver of channel 'jobs' was closed");
        assertThat(jobs.isClosed()).isFalse();
        other.close();

        Channel<String> full = Channel.rendezvous("full");
        Sender<String> sender = full.sender();
        Sender<String> stays = full.sender();
        Blocked.Runner sending = Blocked.start("sending", () -> sender.send("a"));
        Blocked.awaitWaiting(full, ChannelStats::sendersWaiting);
        sender.close();
        assertThat(sending.thrown()).isInstanceOf(HandleClosedException.class);
        stays.close();
    }

    @Test
    void lastReceiver_gone_givesWaitingElementsBack_andBufferedOnesAway() throws Exception {
        List<String> undelivered = new CopyOnWriteArrayList<>();
        jobs.onUndelivered(undelivered::add);
        try (Sender<String> sender = jobs.sender()) {
            Receiver<String> receiver = jobs.receiver();
            sender.sendAll(List.of("a", "b"));
            Blocked.Runner sending = Blocked.start("sending", () -> sender.send("c"));
            Blocked.awaitWaiting(jobs, ChannelStats::sendersWaiting);
            receiver.close();
            assertThat(sending.thrown())
                    .isInstanceOfSatisfying(
                            SendException.class, e -> assertThat(e.element()).isEqualTo("c"));
            assertThat(undelivered).containsExactly("a", "b");
            assertThat(sender.isClosed()).isTrue();
            assertThatThrownBy(jobs::receiver).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void channelThatNeverHadASender_isNotEnded() throws Exception {
        try (Receiver<String> receiver = jobs.receiver()) {
            assertThat(receiver.tryReceive()).isInstanceOf(Received.Empty.class);
            assertThat(receiver.tryReceive(Duration.ofMillis(1))).isInstanceOf(Received.Empty.class);
            assertThat(receiver.tryReceiveMany(3, Duration.ofMillis(1))).isEmpty();
        }
    }

    @Test
    void weakSender_keepsNothingOpen() {
        Sender<String> sender = jobs.sender();
        WeakSender<String> weak = sender.downgrade();
        Sender<String> again = weak.upgrade().orElseThrow();
        sender.close();
        assertThat(jobs.senderCount()).isOne();
        again.close();
        assertThat(weak.upgrade()).isEmpty();
        assertThat(jobs.isClosed()).isTrue();
        assertThat(weak).hasToString("WeakSender[jobs, 0/2, senders=0, receivers=0, closed]");
    }

    @Test
    void tryOperations_tellWhatHappened() throws Exception {
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            assertThat(sender.trySend("a").isSent()).isTrue();
            assertThat(sender.trySend("b", Duration.ZERO)).isEqualTo(new TrySend.Sent<>());
            assertThat(sender.trySend("c")).isEqualTo(new TrySend.Full<>("c"));
            assertThat(sender.trySend("c", Duration.ofMillis(1))).isEqualTo(new TrySend.Full<>("c"));
            assertThat(sender.trySendAll(List.of("c"), Duration.ZERO)).isZero();
            assertThat(receiver.tryReceive()).isEqualTo(new Received.Value<>("a"));
            assertThat(receiver.tryReceive(Duration.ZERO).value()).contains("b");
            RuntimeException cause = new IllegalStateException("over");
            jobs.close(cause);
            assertThat(sender.trySend("d")).isEqualTo(new TrySend.Closed<>("d", Optional.of(cause)));
            assertThat(sender.trySend("d", Duration.ZERO)).isEqualTo(new TrySend.Closed<>("d", Optional.of(cause)));
            assertThat(receiver.tryReceive()).isEqualTo(new Received.Closed<>(Optional.of(cause)));
            assertThat(receiver.tryReceive(Duration.ZERO)).isEqualTo(new Received.Closed<>(Optional.of(cause)));
            assertThat(receiver.drainTo(new ArrayList<>(), 1)).isZero();
            assertThatThrownBy(() -> receiver.receiveMany(3)).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> receiver.iterator().hasNext())
                    .isInstanceOf(ClosedException.class)
                    .hasCause(cause);
        }
    }

    @Test
    void arguments_areChecked() {
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            assertThatThrownBy(() -> receiver.receiveMany(0))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("channel 'jobs' was asked for at most 0 elements: ask for 1 or more");
            assertThatThrownBy(() -> Channel.bounded("big", (1 << 26) + 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage(
                            "channel 'big' cannot have a capacity of 67108865: 67108864 is the most; use unbounded()");
            assertThatThrownBy(() -> Channel.bounded("less", -1))
                    .hasMessage("channel 'less' cannot have a capacity of -1: 0 is a rendezvous");
            assertThat(Channel.bounded("none", 0).toString())
                    .isEqualTo("Channel[none, rendezvous, senders=0, receivers=0]");
            assertThat(sender.toString()).isEqualTo("Sender[jobs, open, 0/2, senders=1, receivers=1]");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // that is what is tested
    void nullElements_areRefused() {
        try (Sender<String> sender = jobs.sender()) {
            assertThatThrownBy(() -> sender.send(null)).isInstanceOf(NullPointerException.class);
            assertThatThrownBy(() -> sender.trySend(null)).isInstanceOf(NullPointerException.class);
        }
        assertThat(jobs.size()).isZero();
    }

    @Test
    void sendAll_ofNothing_sendsNothing() throws Exception {
        try (Sender<String> sender = jobs.sender()) {
            sender.sendAll(List.of());
            assertThat(sender.trySendAll(List.of(), Duration.ZERO)).isZero();
        }
    }

    @Test
    void closeNow_givesBufferedElementsAway_andAwaitClosedReturns() throws Exception {
        List<String> undelivered = new ArrayList<>();
        jobs.onUndelivered(undelivered::add);
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            sender.send("a");
            assertThat(jobs.awaitClosed(Duration.ofMillis(1))).isFalse();
            Blocked.Runner waiting = Blocked.start("waiting", jobs::awaitClosed);
            jobs.closeNow();
            waiting.finish();
            assertThat(undelivered).containsExactly("a");
            assertThatThrownBy(receiver::receive).isInstanceOf(ClosedException.class);
            assertThatThrownBy(() -> sender.send("b")).isInstanceOf(SendException.class);
            assertThatThrownBy(sender::clone).isInstanceOf(ClosedException.class);
        }
    }

    @Test
    void iteration_interrupted_throwsWithTheFlagSet() throws Exception {
        try (Receiver<String> receiver = jobs.receiver()) {
            Blocked.Runner iterating = Blocked.start("iterating", () -> {
                try {
                    assertThat(receiver.iterator().hasNext()).isFalse();
                } finally {
                    assertThat(Thread.currentThread().isInterrupted()).isTrue();
                }
            });
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            iterating.thread.interrupt();
            assertThat(iterating.thrown())
                    .hasMessage("interrupted in an iteration over channel 'jobs'; nothing was taken")
                    .hasCauseInstanceOf(InterruptedException.class);
        }
    }

    @Test
    void dump_showsWhoWaitsOnWhichChannel() throws Exception {
        try (Receiver<String> receiver = jobs.receiver()) {
            Scope.run(scope -> {
                scope.fork(receiver.clone(), Receiver::receive);
                Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
                assertThat(Scope.dump().toString()).contains("an element of channel 'jobs'");
                try (Sender<String> sender = jobs.sender()) {
                    sender.send("a");
                }
            });
        }
    }
}
