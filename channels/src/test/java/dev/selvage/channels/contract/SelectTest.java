package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a select does with its clauses, and leaves undone. */
@Timeout(30)
class SelectTest {
    /** The kinds of channels. */
    enum Shape {
        BOUNDED,
        UNBOUNDED,
        RENDEZVOUS;

        <E> Channel<E> make(String name) {
            return switch (this) {
                case BOUNDED -> Channel.bounded(name, 1);
                case UNBOUNDED -> Channel.unbounded(name);
                case RENDEZVOUS -> Channel.rendezvous(name);
            };
        }
    }

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void closeHandles() throws Exception {
        for (AutoCloseable handle : open) {
            handle.close();
        }
    }

    private <E> Sender<E> sender(Channel<E> channel) {
        Sender<E> sender = channel.sender();
        open.add(sender);
        return sender;
    }

    private <E> Receiver<E> receiver(Channel<E> channel) {
        Receiver<E> receiver = channel.receiver();
        open.add(receiver);
        return receiver;
    }

    private static Blocked.Runner start(Blocked.Task task) {
        return Blocked.start("selecting", task);
    }

    // ---- choosing

    @Test
    void await_oneClauseReady_doesIt() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.bounded("b", 1);
        sender(b).send("x");
        Select<String> select = Select.<String>builder()
                .receive(receiver(a), e -> "a " + e)
                .receive(receiver(b), e -> "b " + e)
                .build();
        assertThat(select.await()).isEqualTo("b x");
        assertThat(b.size()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void await_nothingReady_waitsForTheFirstElement(Shape shape) throws Exception {
        Channel<String> a = shape.make("a");
        Channel<String> b = shape.make("b");
        Sender<String> toB = sender(b);
        Select<String> select = Select.<String>builder()
                .receive(receiver(a), e -> "a " + e)
                .receive(receiver(b), e -> "b " + e)
                .build();
        for (int i = 0; i < 3; i++) {
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner runner = start(() -> got.set(select.await()));
            Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
            Blocked.awaitWaiting(b, ChannelStats::receiversWaiting);
            toB.send("x");
            runner.finish();
            assertThat(got.get()).isEqualTo("b x");
            assertThat(a.stats().receiversWaiting() + b.stats().receiversWaiting())
                    .isZero();
        }
    }

    @Test
    void await_sendClause_waitsForRoom() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.rendezvous("b");
        Receiver<String> fromA = receiver(a);
        Receiver<String> fromB = receiver(b);
        Sender<String> toA = sender(a);
        toA.send("full");
        Select<String> select = Select.<String>builder()
                .send(toA, () -> "1", () -> "sent to a")
                .receive(fromB, e -> "b " + e)
                .build();
        AtomicReference<String> got = new AtomicReference<>();
        Blocked.Runner runner = start(() -> got.set(select.await()));
        Blocked.awaitWaiting(b, ChannelStats::receiversWaiting);
        assertThat(fromA.receive()).isEqualTo("full");
        runner.finish();
        assertThat(got.get()).isEqualTo("sent to a");
        assertThat(fromA.receive()).isEqualTo("1");
    }

    @Test
    void twoSelects_onARendezvous_meet() throws Exception {
        Channel<String> a = Channel.rendezvous("a");
        Channel<String> b = Channel.rendezvous("b");
        Receiver<String> fromA = receiver(a);
        Receiver<String> fromB = receiver(b);
        Select<String> sending = Select.<String>builder()
                .send(sender(a), () -> "x", () -> "sent to a")
                .receive(fromB, e -> "b")
                .build();
        Select<String> receiving =
                Select.<String>builder().receive(fromA, e -> "a " + e).build();
        AtomicReference<String> got = new AtomicReference<>();
        Blocked.Runner runner = start(() -> got.set(sending.await()));
        Blocked.awaitWaiting(a, ChannelStats::sendersWaiting);
        assertThat(receiving.await()).isEqualTo("a x");
        runner.finish();
        assertThat(got.get()).isEqualTo("sent to a");
        assertThat(a.stats().sent()).isEqualTo(1);
    }

    @Test
    void select_bothSidesOfARendezvous_doesNotMeetItself() throws Exception {
        Channel<String> a = Channel.rendezvous("a");
        Sender<String> toA = sender(a);
        Receiver<String> fromA = receiver(a);
        Receiver<String> other = receiver(a);
        Select<String> select = Select.<String>builder()
                .send(toA, () -> "x", () -> "sent")
                .receive(fromA, e -> "received " + e)
                .build();
        assertThat(select.tryAwait(Duration.ofMillis(5))).isEmpty();
        AtomicReference<String> got = new AtomicReference<>();
        Blocked.Runner runner = start(() -> got.set(select.await()));
        Blocked.awaitWaiting(a, ChannelStats::sendersWaiting);
        Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
        assertThat(other.receive()).isEqualTo("x");
        runner.finish();
        assertThat(got.get()).isEqualTo("sent");
        assertThat(a.stats().receiversWaiting() + a.stats().sendersWaiting()).isZero();
    }

    @Test
    void select_sameChannelInSeveralClauses_takesOneElement() throws Exception {
        Channel<String> a = Channel.bounded("a", 4);
        Receiver<String> fromA = receiver(a);
        Select<String> select = Select.<String>builder()
                .receive(fromA, e -> "first " + e)
                .receive(fromA, e -> "second " + e)
                .build();
        AtomicReference<String> got = new AtomicReference<>();
        Blocked.Runner runner = start(() -> got.set(select.await()));
        Blocked.awaitWaiting(a, stats -> stats.receiversWaiting() - 1);
        Sender<String> toA = sender(a);
        toA.sendAll(List.of("1", "2"));
        runner.finish();
        assertThat(got.get()).endsWith(" 1");
        assertThat(a.size()).isEqualTo(1);
        assertThat(a.stats().receiversWaiting()).isZero();
    }

    @Test
    void fair_allReady_choosesEachAsOften() throws Exception {
        int[] chosen = new int[3];
        Select.Builder<Integer> builder = Select.builder();
        Channel<Integer> idle = Channel.bounded("idle", 1);
        builder.receive(receiver(idle), e -> e); // must not give its share to the next
        for (int i = 0; i < 3; i++) {
            int number = i;
            Channel<Integer> channel = Channel.unbounded();
            Sender<Integer> sender = sender(channel);
            for (int n = 0; n < 6_000; n++) {
                sender.send(n);
            }
            builder.receive(receiver(channel), e -> number);
        }
        Select<Integer> select = builder.build();
        for (int n = 0; n < 6_000; n++) {
            chosen[select.await()]++;
        }
        for (int many : chosen) {
            assertThat(many).isBetween(1_800, 2_200); // 2,000, and 5 standard deviations
        }
    }

    @Test
    void biased_allReady_choosesTheFirst() throws Exception {
        Channel<Integer> first = Channel.unbounded();
        Channel<Integer> second = Channel.unbounded();
        Sender<Integer> toFirst = sender(first);
        Sender<Integer> toSecond = sender(second);
        for (int n = 0; n < 100; n++) {
            toFirst.send(n);
            toSecond.send(n);
        }
        Select<String> select = Select.<String>builder()
                .receive(receiver(first), e -> "first")
                .receive(receiver(second), e -> "second")
                .biased()
                .build();
        for (int n = 0; n < 100; n++) {
            assertThat(select.await()).isEqualTo("first");
        }
        assertThat(select.await()).isEqualTo("second");
    }

    @Test
    void build_withoutClauses_isRefused() {
        assertThatThrownBy(() -> Select.<String>builder().build())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "a select without clauses would wait for ever: add a clause with receive(...) or send(...)");
    }

    // ---- trying

    @ParameterizedTest
    @EnumSource(Shape.class)
    void tryAwait_nothingReady_isEmpty(Shape shape) throws Exception {
        Channel<String> a = shape.make("a");
        Select<String> select =
                Select.<String>builder().receive(receiver(a), e -> e).build();
        Thread.currentThread().interrupt(); // is not looked at
        assertThat(select.tryAwait()).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(select.tryAwait(Duration.ZERO)).isEmpty();
        assertThat(select.tryAwait(Duration.ofSeconds(-1))).isEmpty();
        assertThat(select.tryAwait(Duration.ofMillis(2))).isEmpty();
        assertThat(a.stats().receiversWaiting()).isZero();
        Sender<String> sender = sender(a);
        if (shape != Shape.RENDEZVOUS) {
            sender.send("x");
            assertThat(select.tryAwait(Duration.ofSeconds(-1))).contains("x");
            sender.send("y");
            assertThat(select.tryAwait()).contains("y");
        }
    }

    @Test
    void tryAwait_senderWaitsAtARendezvous_meetsIt() throws Exception {
        Channel<String> a = Channel.rendezvous("a");
        Sender<String> sender = sender(a);
        Select<String> select =
                Select.<String>builder().receive(receiver(a), e -> e).build();
        Blocked.Runner runner = start(() -> sender.send("x"));
        Blocked.awaitWaiting(a, ChannelStats::sendersWaiting);
        assertThat(select.tryAwait()).contains("x");
        runner.finish();
    }

    // ---- what is sent

    @Test
    void send_otherClauseChosen_valueIsKeptForTheNext() throws Exception {
        Channel<Integer> out = Channel.bounded("out", 1);
        Channel<String> in = Channel.bounded("in", 4);
        Receiver<Integer> fromOut = receiver(out);
        Sender<Integer> toOut = sender(out);
        Sender<String> toIn = sender(in);
        toOut.send(-1);
        AtomicInteger asked = new AtomicInteger();
        Select<String> select = Select.<String>builder()
                .send(toOut, asked::incrementAndGet, () -> "sent")
                .receive(receiver(in), e -> e)
                .build();
        toIn.send("a");
        assertThat(select.await()).isEqualTo("a");
        assertThat(select.tryAwait()).isEmpty();
        assertThat(select.tryAwait(Duration.ofMillis(1))).isEmpty();
        assertThat(fromOut.receive()).isEqualTo(-1);
        assertThat(select.await()).isEqualTo("sent");
        assertThat(asked.get()).isEqualTo(1);
        assertThat(fromOut.receive()).isEqualTo(1);
        assertThat(select.await()).isEqualTo("sent");
        assertThat(fromOut.receive()).isEqualTo(2);
    }

    @Test
    void supplier_throws_nothingIsTakenOrSent() throws Exception {
        Channel<Integer> out = Channel.bounded("out", 1);
        Channel<String> in = Channel.bounded("in", 4);
        sender(in).send("a");
        Receiver<String> fromIn = receiver(in);
        Select<String> select = Select.<String>builder()
                .receive(fromIn, e -> e)
                .send(sender(out), () -> failing(), () -> "sent")
                .build();
        assertThatThrownBy(select::await)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("of the test");
        assertThat(in.size()).isEqualTo(1);
        assertThat(out.size()).isZero();
    }

    private static int failing() {
        throw new IllegalStateException("of the test");
    }

    @Test
    void supplier_givesNull_isRefusedByName() {
        Channel<Integer> out = Channel.bounded("out", 1);
        Select<String> select = Select.<String>builder()
                .send(sender(out), SelectTest::nothing, () -> "sent")
                .build();
        assertThatThrownBy(select::await)
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the supplier of clause 1 (send to channel 'out') gave null: elements are never null");
    }

    @SuppressWarnings("NullAway") // what is tested
    private static Integer nothing() {
        return null;
    }

    @Test
    void handler_throws_passesAndTheElementStaysTaken() throws Exception {
        Channel<String> in = Channel.bounded("in", 4);
        sender(in).sendAll(List.of("a", "b"));
        Select<String> select = Select.<String>builder()
                .receive(receiver(in), e -> {
                    if (e.equals("a")) {
                        throw new IllegalStateException("cannot handle " + e);
                    }
                    return e;
                })
                .build();
        assertThatThrownBy(select::await).hasMessage("cannot handle a");
        assertThat(select.await()).isEqualTo("b");
    }

    @Test
    void handler_usesTheSelectAgain_isServed() throws Exception {
        Channel<String> in = Channel.bounded("in", 4);
        sender(in).sendAll(List.of("a", "b"));
        AtomicReference<Select<String>> self = new AtomicReference<>();
        Select<String> select = Select.<String>builder()
                .receive(
                        receiver(in),
                        e -> e.equals("a") ? e + self.get().tryAwait().orElseThrow() : e)
                .build();
        self.set(select);
        assertThat(select.await()).isEqualTo("ab");
    }

    @Test
    void select_usedByTwoThreads_isRefused() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Select<String> select =
                Select.<String>builder().receive(receiver(a), e -> e).build();
        Blocked.Runner runner = start(select::await);
        Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
        assertThatThrownBy(select::tryAwait)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "Select[receive from channel 'a'] is in use, by another thread or by one that calls it from its"
                                + " own supplier: build one for each");
        sender(a).send("x");
        runner.finish();
    }

    // ---- giving up

    @ParameterizedTest
    @EnumSource(Shape.class)
    void await_interrupted_hasTakenAndSentNothing(Shape shape) throws Exception {
        Channel<String> in = shape.make("in");
        Channel<String> out = Channel.bounded("out", 1);
        Receiver<String> fromIn = receiver(in);
        Sender<String> toOut = sender(out);
        toOut.send("full");
        Select<String> select = Select.<String>builder()
                .receive(fromIn, e -> e)
                .send(toOut, () -> "x", () -> "sent")
                .build();
        Blocked.Runner runner = start(select::await);
        Blocked.awaitWaiting(out, ChannelStats::sendersWaiting);
        runner.thread.interrupt();
        assertThat(runner.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted while waiting for an element of channel 'in', or room in channel 'out'");
        assertThat(in.stats().receiversWaiting() + out.stats().sendersWaiting()).isZero();
        assertThat(out.stats().sent()).isEqualTo(1);
        assertThat(fromIn.tryReceive()).isInstanceOf(Received.Empty.class);
    }

    @Test
    void await_interruptedBefore_takesNothingAlthoughReady() throws Exception {
        Channel<String> in = Channel.bounded("in", 1);
        sender(in).send("a");
        Select<String> select =
                Select.<String>builder().receive(receiver(in), e -> e).build();
        Thread.currentThread().interrupt();
        assertThatThrownBy(select::await).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> select.tryAwait(Duration.ZERO)).isInstanceOf(InterruptedException.class);
        assertThat(in.size()).isEqualTo(1);
    }

    @Test
    void await_scopeCancelled_throwsItsReason() throws Exception {
        Channel<String> in = Channel.rendezvous("in");
        Receiver<String> fromIn = receiver(in);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> {
                        Select<String> select =
                                Select.<String>builder().receive(fromIn, e -> e).build();
                        try {
                            return select.await();
                        } catch (ScopeCancelledException e) {
                            thrown.set(e);
                            throw e;
                        }
                    });
                    Blocked.awaitWaiting(in, ChannelStats::receiversWaiting);
                    throw new IllegalArgumentException("of the test");
                }))
                .hasStackTraceContaining("of the test");
        assertThat(thrown.get()).isInstanceOf(ScopeCancelledException.class);
        assertThat(in.stats().receiversWaiting()).isZero();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void await_handleClosedMeanwhile_throws(Shape shape) throws Exception {
        Channel<String> a = shape.make("a");
        Channel<String> b = shape.make("b");
        Receiver<String> keepsOpen = receiver(a);
        Receiver<String> mine = receiver(a);
        Select<String> select = Select.<String>builder()
                .receive(receiver(b), e -> e)
                .receive(mine, e -> e)
                .build();
        Blocked.Runner runner = start(select::await);
        Blocked.awaitWaiting(a, ChannelStats::receiversWaiting);
        mine.close();
        assertThat(runner.thrown()).isInstanceOf(HandleClosedException.class);
        assertThat(b.stats().receiversWaiting()).isZero();
        assertThatThrownBy(select::tryAwait).isInstanceOf(HandleClosedException.class);
        assertThat(keepsOpen.tryReceive()).isInstanceOf(Received.Empty.class);
    }
}
