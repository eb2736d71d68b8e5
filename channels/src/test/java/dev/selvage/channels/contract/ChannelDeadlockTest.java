package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Broadcast;
import dev.selvage.channels.BroadcastReceiver;
import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Oneshot;
import dev.selvage.channels.Permit;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.SendException;
import dev.selvage.channels.Sender;
import dev.selvage.channels.TrySend;
import dev.selvage.channels.Watch;
import dev.selvage.channels.WatchReceiver;
import dev.selvage.channels.WeakSender;
import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Forks that wait for each other through channels. */
@Timeout(20)
@Tag("carriers")
class ChannelDeadlockTest {
    private final Duration delay = DeadlockDetection.delay();
    private final DeadlockDetection.Action action = DeadlockDetection.action();

    @BeforeEach
    void lookSoon() {
        DeadlockDetection.setDelay(Duration.ofMillis(10));
        DeadlockDetection.setAction(DeadlockDetection.Action.THROW);
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setDelay(delay);
        DeadlockDetection.setAction(action);
    }

    /** Something that a fork does in its scope. */
    private interface Body {
        void run(Scope scope) throws Exception;
    }

    /** {@return the one deadlock that ends the scope} */
    private static DeadlockException deadlockIn(Body body) {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        assertThatThrownBy(() -> Scope.run(c -> c.withName("shop"), body::run)).satisfies(thrown::set);
        Throwable cause = thrown.get();
        while (cause != null && !(cause instanceof DeadlockException)) {
            cause = cause.getCause();
        }
        assertThat(cause).isInstanceOf(DeadlockException.class);
        return (DeadlockException) cause;
    }

    @Test
    void twoForks_eachReceivesFromTheOther_areTold() {
        Channel<String> a = Channel.bounded("a", 4);
        Channel<String> b = Channel.bounded("b", 4);
        DeadlockException e = deadlockIn(scope -> {
            scope.fork("one", a.receiver(), b.sender(), (in, out) -> {
                in.receive();
                out.send("x");
            });
            scope.fork("two", b.receiver(), a.sender(), (in, out) -> {
                in.receive();
                out.send("x");
            });
        });
        assertThat(e)
                .hasMessageStartingWith("deadlock: ")
                .hasMessageContaining("fork 'shop/one#1', which holds sender of channel 'b' (made at ")
                .hasMessageContaining("waits for an element of channel 'a' at ")
                .hasMessageContaining("fork 'shop/two#2', which holds sender of channel 'a' (made at ")
                .hasMessageContaining("waits for an element of channel 'b' at ")
                .hasMessageContaining("ChannelDeadlockTest.java:")
                .hasMessageContaining(
                        "; none of them can go on: close a handle of a channel that you will not use before"
                                + " you wait for who needs its end, and send and receive in one order everywhere");
    }

    @Test
    void rendezvous_ofForksThatBothSend_isTold_andTheElementComesBack() {
        Channel<String> a = Channel.rendezvous("a");
        Channel<String> b = Channel.rendezvous("b");
        DeadlockException e = deadlockIn(scope -> {
            scope.fork("one", a.sender(), b.receiver(), (out, in) -> {
                out.send("x");
                in.receive();
            });
            scope.fork("two", b.sender(), a.receiver(), (out, in) -> {
                out.send("y");
                in.receive();
            });
        });
        assertThat(e)
                .hasMessageContaining("which holds receiver of channel 'a'")
                .hasMessageContaining("waits for a receiver of channel 'b'");
        assertThat(a.stats().sent() + b.stats().sent()).isZero();
    }

    @Test
    void fullChannelsInARing_areTold_andNothingIsLost() {
        int forks = 5;
        List<Channel<Integer>> ring = new ArrayList<>();
        for (int i = 0; i < forks; i++) {
            ring.add(Channel.bounded("c" + i, 2));
        }
        AtomicReference<Integer> sentInPart = new AtomicReference<>();
        deadlockIn(scope -> {
            for (int i = 0; i < forks; i++) {
                scope.fork(
                        "member",
                        ring.get(i).receiver(),
                        ring.get((i + 1) % forks).sender(),
                        (in, out) -> {
                            try {
                                out.sendAll(List.of(1, 2, 3));
                            } catch (SendException e) {
                                sentInPart.compareAndSet(null, e.accepted());
                                throw (Exception) e.getCause();
                            }
                            in.receive();
                        });
            }
        });
        assertThat(sentInPart).hasValue(2);
    }

    @Test
    void ownSenderLeftOpen_whileTheBodyWaitsForTheConsumer_isTold() {
        Channel<String> jobs = Channel.bounded("jobs", 4);
        DeadlockException e = deadlockIn(scope -> {
            Sender<String> sender = jobs.sender();
            scope.fork("producer", sender.clone(), s -> s.send("a"));
            Fork<?> consumer = scope.fork("consumer", jobs.receiver(), r -> r.forEach(job -> {}));
            consumer.join(); // and the sender is still open
            sender.close();
        });
        assertThat(e)
                .hasMessageContaining("fork 'shop/consumer#2' waits for an element of channel 'jobs'")
                .hasMessageContaining("which holds sender of channel 'jobs'");
    }

    @Test
    void receiver_whoHoldsTheOnlySenderItself_isTold() {
        Channel<String> jobs = Channel.unbounded("jobs");
        DeadlockException e =
                deadlockIn(scope -> scope.fork("alone", jobs.receiver(), jobs.sender(), (in, out) -> in.receive()));
        assertThat(e)
                .hasMessageContaining("fork 'shop/alone#1', which holds sender of channel 'jobs'")
                .hasMessageContaining("waits for an element of channel 'jobs'");
    }

    @Test
    void select_withOneClauseThatMayBeServed_isNotTold() throws Exception {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.bounded("b", 1);
        Channel<String> way = Channel.bounded("way", 1);
        Scope.run(scope -> {
            Sender<String> saviour = way.sender();
            Receiver<String> wayOut = way.receiver();
            scope.fork("chooser", a.receiver(), b.sender(), (in, out) -> {
                Select<String> select = Select.<String>builder()
                        .receive(in, e -> e)
                        .receive(wayOut, e -> e)
                        .build();
                assertThat(select.await()).isEqualTo("saved");
            });
            scope.fork("other", b.receiver(), a.sender(), (in, out) -> {
                assertThatThrownBy(in::receive).isInstanceOf(ClosedException.class); // when the chooser has ended
            });
            awaitWatchedFor(way);
            saviour.send("saved");
        });
    }

    @Test
    void select_whoseClausesAreAllStuck_isTold() {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.rendezvous("b");
        Channel<String> c = Channel.bounded("c", 1);
        DeadlockException e = deadlockIn(scope -> {
            scope.fork("chooser", a.receiver(), b.sender(), (in, out) -> {
                Sender<String> mine = c.sender();
                mine.send("first");
                Select<String> select = Select.<String>builder()
                        .receive(in, x -> x)
                        .send(out, () -> "x", () -> "sent")
                        .build();
                select.await();
                mine.close();
            });
            Receiver<String> fromC = c.receiver();
            scope.fork("other", a.sender(), b.receiver(), (out, in) -> {
                fromC.receive();
                fromC.receive();
            });
        });
        assertThat(e)
                .hasMessageContaining("fork 'shop/chooser#1', which holds sender of channel 'c'")
                .hasMessageContaining("waits for an element of channel 'a', or a receiver of channel 'b'")
                .hasMessageContaining("fork 'shop/other#2', which holds sender of channel 'a'")
                .hasMessageContaining(" and receiver of channel 'b'");
    }

    @Test
    void selectsOfTwoForks_thatWaitForEachOther_areTold() {
        Channel<String> a = Channel.bounded("a", 1);
        Channel<String> b = Channel.bounded("b", 1);
        deadlockIn(scope -> {
            scope.fork(
                    a.receiver(),
                    b.sender(),
                    (in, out) ->
                            Select.<String>builder().receive(in, x -> x).build().await());
            scope.fork(
                    b.receiver(),
                    a.sender(),
                    (in, out) ->
                            Select.<String>builder().receive(in, x -> x).build().await());
        });
        assertThat(a.stats().receiversWaiting() + b.stats().receiversWaiting()).isZero();
    }

    /** Waits until the detection has had the time to look at a wait for the channel several times. */
    private static void awaitWatchedFor(Channel<?> channel) throws InterruptedException {
        Blocked.awaitWaiting(channel, ChannelStats::receiversWaiting);
        for (int i = 0; i < 3; i++) {
            awaitALook();
        }
    }

    /** Waits until the detection has found a cycle that began after all other waits. */
    private static void awaitALook() {
        deadlockIn(scope -> {
            Channel<String> own = Channel.bounded("own", 1);
            scope.fork(own.receiver(), own.sender(), (in, out) -> in.receive());
        });
    }

    // ---- what is no deadlock

    private static void staysUntold(Channel<?> channel, Body body) throws Exception {
        Scope.run(body::run);
        assertThat(channel.stats().receiversWaiting()).isZero();
    }

    @Test
    void senderOfAThreadThatMayAct_isNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        staysUntold(jobs, scope -> {
            Sender<String> sender = jobs.sender();
            Fork<?> consumer =
                    scope.fork(jobs.receiver(), r -> assertThat(r.receive()).isEqualTo("a"));
            awaitWatchedFor(jobs);
            sender.send("a");
            consumer.join();
        });
    }

    @Test
    void senderOfABareThread_thatItHasUsedAndGivenToAnother_isNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            sender.send("first");
            Thread other = Thread.ofVirtual().start(() -> {
                try {
                    awaitWatchedFor(jobs);
                    sender.send("second");
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            assertThat(receiver.receive()).isEqualTo("first");
            assertThat(receiver.receive()).isEqualTo("second");
            other.join();
        }
    }

    @Test
    void senderThatWasMadeByItsOwnerAndNotUsed_mayBeOnItsWay_andIsNoDeadlock() throws Exception {
        record Request(Sender<String> answer) {}
        Channel<Request> requests = Channel.bounded("requests", 1);
        Channel<String> answers = Channel.bounded("answers", 1);
        staysUntold(answers, scope -> {
            Receiver<Request> in = requests.receiver();
            scope.fork("client", requests.sender(), answers.receiver(), (out, answer) -> {
                out.send(new Request(answers.sender()));
                assertThat(answer.receive()).isEqualTo("yes");
            });
            Request request = in.receive();
            awaitWatchedFor(answers);
            request.answer().send("yes");
            request.answer().close();
        });
    }

    @Test
    void senderThatAForkHasCaptured_isNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        CountDownLatch go = new CountDownLatch(1);
        Thread release = Thread.ofVirtual().unstarted(() -> {
            try {
                awaitWatchedFor(jobs);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            } finally {
                go.countDown();
            }
        });
        staysUntold(jobs, scope -> {
            Sender<String> sender = jobs.sender();
            assertThat(sender.trySend("first")).isInstanceOf(TrySend.Sent.class);
            Fork<?> consumer = scope.fork(jobs.receiver(), r -> {
                assertThat(r.receive()).isEqualTo("first");
                assertThat(r.receive()).isEqualTo("second");
            });
            scope.fork("captures", () -> {
                go.await();
                sender.send("second");
            });
            release.start();
            consumer.join(); // the owner of the sender waits for the consumer
            sender.close();
        });
        release.join();
    }

    @Test
    void weakSender_mayBecomeASender_soThatIsNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        AtomicReference<WeakSender<String>> weak = new AtomicReference<WeakSender<String>>();
        Thread saviour = Thread.ofVirtual().unstarted(() -> {
            try (Sender<String> sender = weakNow(jobs, weak)) {
                sender.send("a");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        staysUntold(
                jobs,
                scope -> scope.fork(jobs.receiver(), jobs.sender(), (in, out) -> {
                    weak.set(out.downgrade());
                    saviour.start();
                    assertThat(in.receive()).isEqualTo("a");
                }));
        saviour.join();
    }

    private static Sender<String> weakNow(Channel<String> jobs, AtomicReference<WeakSender<String>> weak)
            throws InterruptedException {
        awaitWatchedFor(jobs);
        return weak.get().upgrade().orElseThrow();
    }

    @Test
    void senderThatAnotherThreadHasUsed_isNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        AtomicReference<Sender<String>> shared = new AtomicReference<>();
        CountDownLatch sent = new CountDownLatch(1);
        Blocked.Runner other = new Blocked.Runner("other", () -> {
            sent.await();
            assertThat(shared.get().trySend("first")).isInstanceOf(TrySend.Sent.class);
            awaitWatchedFor(jobs);
            shared.get().send("second");
        });
        staysUntold(
                jobs,
                scope -> scope.fork(jobs.receiver(), jobs.sender(), (in, out) -> {
                    shared.set(out);
                    sent.countDown();
                    assertThat(in.receive()).isEqualTo("first");
                    assertThat(in.receive()).isEqualTo("second");
                }));
        other.finish();
    }

    @Test
    void broadcastAndWatch_whoseSendersWait_areTold() {
        Broadcast<String> news = Channel.broadcast("news", 4);
        Watch<String> config = Channel.watch("config", "old");
        DeadlockException e = deadlockIn(scope -> {
            BroadcastReceiver<String> in = news.receiver();
            scope.fork("reader", config.sender(), out -> in.receive());
            WatchReceiver<String> latest = config.receiver();
            scope.fork(
                    "watcher",
                    news.sender(),
                    out -> Select.<String>builder()
                            .changed(latest, c -> c)
                            .build()
                            .await());
        });
        assertThat(e)
                .hasMessageContaining("fork 'shop/reader#1', which holds sender of watch 'config'")
                .hasMessageContaining("waits for a value of broadcast 'news'")
                .hasMessageContaining("fork 'shop/watcher#2', which holds sender of broadcast 'news'")
                .hasMessageContaining("waits for a newer value of watch 'config'");
    }

    @Test
    void permitOfAnother_mayBeGivenBack_soThatIsNoDeadlock() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        Scope.run(scope -> {
            Sender<String> sender = jobs.sender();
            Permit<String> permit = sender.reserve();
            Fork<?> producer =
                    scope.fork("producer", sender.clone(), jobs.receiver(), (out, in) -> { // full: by the permit
                        out.send("a");
                        in.receive();
                    });
            Blocked.awaitWaiting(jobs, ChannelStats::sendersWaiting);
            awaitALook();
            awaitALook();
            permit.close();
            producer.join();
            sender.close();
        });
    }

    @Test
    void oneshotThatWasGivenAway_isNoDeadlock() throws Exception {
        Oneshot<String> answer = Channel.oneshot("answer");
        Channel<Oneshot<String>> requests = Channel.bounded("requests", 1);
        Scope.run(scope -> {
            Receiver<Oneshot<String>> in = requests.receiver();
            Fork<?> client = scope.fork("client", requests.sender(), answer.receiver(), (out, r) -> {
                out.send(answer);
                assertThat(r.receive()).isEqualTo("yes");
            });
            Oneshot<String> got = in.receive();
            awaitALook();
            awaitALook();
            got.sender().send("yes");
            client.join();
        });
    }

    @Test
    void timedReceive_inACycle_endsByItsTimeout() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        Scope.run(scope -> scope.fork(jobs.receiver(), jobs.sender(), (in, out) -> {
            assertThat(in.tryReceive(Duration.ofMillis(100)).value()).isEmpty();
            out.close();
            assertThatThrownBy(in::receive).isInstanceOf(ClosedException.class);
        }));
    }
}
