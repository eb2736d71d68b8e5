package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.handle.HandleInUseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One receiver in the hands of two threads. */
@Timeout(20)
class ReceiverUsersTest {
    static Stream<Channel<String>> channels() {
        return Stream.of(
                Channel.bounded("jobs", 1),
                Channel.bounded("jobs", 8),
                Channel.unbounded("jobs"),
                Channel.rendezvous("jobs"));
    }

    @ParameterizedTest
    @MethodSource("channels")
    void receive_whileAnotherThreadWaitsWithTheHandle_isRefusedAndTakesNothing(Channel<String> jobs) throws Exception {
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner first = Blocked.start("first", () -> got.set(receiver.receive()));
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            Blocked.Runner second = Blocked.start("second", receiver::receive);
            assertThat(second.thrown())
                    .isInstanceOf(HandleInUseException.class)
                    .hasMessage("this handle of receiver of channel 'jobs' is used by two threads at the same time,"
                            + " thread 'first' and thread 'second': it has one owner; give each thread a clone() of"
                            + " its own");
            assertThat(jobs.stats().receiversWaiting()).isOne();
            sender.send("a");
            first.finish();
            assertThat(got).hasValue("a");
        }
    }

    @Test
    void everyOperation_whileAnotherThreadWaitsWithTheHandle_isRefused() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 8);
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            Blocked.Runner first = Blocked.start("first", () -> receiver.receiveMany(3));
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            Select<String> select =
                    Select.<String>builder().receive(receiver, job -> job).build();
            List<Blocked.Task> uses = List.of(
                    receiver::tryReceive,
                    () -> receiver.tryReceive(Duration.ZERO),
                    () -> receiver.receiveMany(2),
                    () -> receiver.tryReceiveMany(2, Duration.ZERO),
                    () -> receiver.drainTo(new ArrayList<>(), 2),
                    () -> receiver.forEach(job -> {}),
                    () -> receiver.stream().forEach(job -> {}),
                    select::await,
                    select::tryAwait);
            for (Blocked.Task use : uses) {
                assertThatThrownBy(use::run).isInstanceOf(HandleInUseException.class);
            }
            sender.send("a");
            first.finish();
            assertThat(receiver.tryReceive()).isInstanceOf(Received.Empty.class); // now it is this thread's turn
        }
    }

    @Test
    void receive_whileASelectWaitsWithTheHandle_isRefused() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 8);
        Channel<String> other = Channel.rendezvous("other");
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver();
                Receiver<String> control = other.receiver()) {
            Select<String> select = Select.<String>builder()
                    .receive(receiver, job -> "job " + job)
                    .receive(control, command -> command)
                    .build();
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner first = Blocked.start("first", () -> got.set(select.await()));
            Blocked.awaitWaiting(other, ChannelStats::receiversWaiting);
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            assertThatThrownBy(receiver::receive).isInstanceOf(HandleInUseException.class);
            assertThatThrownBy(control::receive).isInstanceOf(HandleInUseException.class);
            sender.send("a");
            first.finish();
            assertThat(got).hasValue("job a");
        }
    }

    @Test
    void receive_inTurnByThreadsThatWaitForEachOther_isAllowed() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 8);
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            for (int i = 0; i < 10; i++) {
                sender.send("job " + i);
                AtomicReference<String> got = new AtomicReference<>();
                Blocked.start("taker " + i, () -> got.set(receiver.receive())).finish();
                assertThat(got).hasValue("job " + i);
            }
        }
    }

    @Test
    void move_byAThreadThatIsNotTheUser_isAllowed_andTheUserIsRefused() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            Blocked.Runner first = Blocked.start("first", receiver::receive);
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
            try (Receiver<String> moved = receiver.move()) {
                assertThat(first.thrown()).isInstanceOf(HandleClosedException.class);
                sender.send("a");
                assertThat(moved.receive()).isEqualTo("a");
            }
        }
    }

    @Test
    void message_inForks_namesThem() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        CountDownLatch told = new CountDownLatch(1);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        try (Sender<String> sender = jobs.sender();
                Receiver<String> receiver = jobs.receiver()) {
            Scope.run(c -> c.withName("shop"), scope -> {
                scope.fork("first", () -> receiver.receive());
                scope.fork("second", () -> {
                    Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting);
                    try {
                        receiver.receive();
                    } catch (HandleInUseException e) {
                        thrown.set(e);
                    }
                    told.countDown();
                });
                told.await();
                sender.send("a");
            });
        }
        assertThat(thrown.get())
                .hasMessageContaining("fork 'shop/first#1'")
                .hasMessageContaining("fork 'shop/second#2'");
    }

    @Test
    void sender_usedByTwoThreads_losesNothing() throws Exception {
        Channel<Integer> jobs = Channel.bounded("jobs", 2);
        Sender<Integer> sender = jobs.sender();
        try (Receiver<Integer> receiver = jobs.receiver()) {
            List<Blocked.Runner> senders = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int from = 1_000 * i;
                senders.add(Blocked.start("sender " + i, () -> {
                    for (int n = 0; n < 100; n++) {
                        sender.send(from + n);
                    }
                }));
            }
            List<Integer> got = new ArrayList<>();
            while (got.size() < 400) {
                got.add(receiver.receive());
            }
            for (Blocked.Runner runner : senders) {
                runner.finish();
            }
            sender.close();
            assertThat(got).doesNotHaveDuplicates();
            assertThatThrownBy(receiver::receive).isInstanceOf(ClosedException.class);
        }
    }
}
