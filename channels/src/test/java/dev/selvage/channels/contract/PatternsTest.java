package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Received;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import dev.selvage.channels.TrySend;
import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uses of channels that have found mistakes in the channels of others. docs/design/channel-suites.md says whose. */
@Tag("carriers")
@Timeout(60)
class PatternsTest {
    private interface Body {
        void run(int me, Sender<Integer> sender, Receiver<Integer> receiver) throws Exception;
    }

    /** Starts threads with a sender and a receiver each; all handles are made before one is closed. */
    private static List<Blocked.Runner> start(Channel<Integer> channel, int many, Body body) {
        List<Blocked.Runner> runners = new ArrayList<>();
        try (Sender<Integer> sender = channel.sender();
                Receiver<Integer> receiver = channel.receiver()) {
            for (int i = 0; i < many; i++) {
                int me = i;
                Sender<Integer> mySender = sender.clone();
                Receiver<Integer> myReceiver = receiver.clone();
                runners.add(Blocked.start("thread " + me, () -> {
                    try (mySender;
                            myReceiver) {
                        body.run(me, mySender, myReceiver);
                    }
                }));
            }
        }
        return runners;
    }

    private static void finish(List<Blocked.Runner> runners) throws InterruptedException {
        for (Blocked.Runner runner : runners) {
            runner.finish();
        }
    }

    /** A select that leaves the middle of a line must not tear it. */
    @Test
    void select_leavesTheLineOfAChannelThatItWaitsForTwice_othersStayInIt() throws Exception {
        Channel<String> twice = Channel.rendezvous("twice");
        Channel<String> other = Channel.rendezvous("other");
        try (Receiver<String> first = twice.receiver();
                Receiver<String> second = twice.receiver();
                Receiver<String> fromOther = other.receiver();
                Sender<String> toTwice = twice.sender();
                Sender<String> toOther = other.sender()) {
            Select<String> select = Select.<String>builder()
                    .receive(first, e -> e)
                    .receive(first, e -> e)
                    .receive(fromOther, e -> e)
                    .build();
            List<String> got = new ArrayList<>();
            Blocked.Runner selecting = Blocked.start("selecting", () -> got.add(select.await()));
            await().until(() -> twice.stats().receiversWaiting() == 2);
            Blocked.Runner receiving = Blocked.start("receiving", () -> got.add(second.receive()));
            await().until(() -> twice.stats().receiversWaiting() == 3);
            toOther.send("for the select");
            selecting.finish();
            await().until(() -> twice.stats().receiversWaiting() == 1);
            toTwice.send("for the other");
            receiving.finish();
            assertThat(got).containsExactly("for the select", "for the other");
        }
    }

    /** Two selects that both send and receive on one channel neither meet themselves nor miss each other. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10})
    void twoSelects_onBothSidesOfAChannel_neverHang(int capacity) throws Exception {
        Channel<Integer> channel = Channel.bounded("self", capacity);
        finish(start(channel, 2, (me, sender, receiver) -> {
            Select<Integer> select = Select.<Integer>builder()
                    .send(sender, () -> me, () -> -1)
                    .receive(receiver, e -> e)
                    .build();
            for (int n = 0; n < 1_000; n++) {
                int result = select.await();
                assertThat(capacity == 0 && result == me)
                        .as("received from itself")
                        .isFalse();
            }
        }));
    }

    /** Selects that could each be either side pair up, whoever they are; the odd one is met by a plain sender. */
    @ParameterizedTest
    @ValueSource(ints = {44, 55})
    void manySelects_onBothSidesOfARendezvous_allMeet(int many) throws Exception {
        Channel<Integer> channel = Channel.rendezvous("matching");
        try (Sender<Integer> odd = channel.sender()) {
            List<Blocked.Runner> runners = start(channel, many, (me, sender, receiver) -> {
                Select<Integer> select = Select.<Integer>builder()
                        .receive(receiver, e -> e)
                        .send(sender, () -> me, () -> -1)
                        .build();
                assertThat(select.await()).isNotEqualTo(me);
            });
            if (many % 2 == 1) {
                odd.send(many);
            }
            finish(runners);
        }
        assertThat(channel.stats().sent()).isEqualTo((many + 1) / 2);
    }

    /** Nobody takes more than he has put in: so there is always something. */
    @ParameterizedTest
    @ValueSource(ints = {4, Integer.MAX_VALUE})
    void tryReceive_afterASendOfTheSameThread_findsAnElement(int capacity) throws Exception {
        Channel<Integer> channel = capacity == 4 ? Channel.bounded("shared", 4) : Channel.unbounded("shared");
        finish(start(channel, 4, (me, sender, receiver) -> {
            for (int n = 0; n < 2_000; n++) {
                sender.send(n);
                assertThat(receiver.tryReceive()).isInstanceOf(Received.Value.class);
            }
        }));
    }

    @Test
    void receivers_travelThroughChannels() throws Exception {
        Channel<Receiver<Integer>> outer = Channel.bounded("outer", 1);
        try (Sender<Receiver<Integer>> toOuter = outer.sender();
                Receiver<Receiver<Integer>> fromOuter = outer.receiver()) {
            Channel<Integer> inner = Channel.rendezvous("inner");
            Receiver<Integer> travelling = inner.receiver();
            toOuter.send(travelling.move());
            Blocked.Runner sending = Blocked.start("sending", () -> {
                try (Sender<Integer> sender = inner.sender()) {
                    sender.send(42);
                }
            });
            try (Receiver<Integer> arrived = fromOuter.receive()) {
                assertThat(arrived.receive()).isEqualTo(42);
                sending.finish();
                assertThat(arrived.tryReceive()).isInstanceOf(Received.Closed.class);
            }
        }
    }

    /** The sieve of Go's tests: a chain that grows by a fork for each prime, and is torn down from its end. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16})
    void sieve_findsThePrimes_andEndsWithItsLastReceiver(int capacity) throws Exception {
        List<Integer> primes = new ArrayList<>();
        Scope.run(scope -> {
            Channel<Integer> numbers = Channel.bounded("numbers", capacity);
            Receiver<Integer> last = numbers.receiver();
            scope.fork(numbers.sender(), sender -> {
                int n = 2;
                while (sender.trySend(n, Duration.ofDays(1)).isSent()) {
                    n++;
                }
            });
            while (primes.size() < 50) {
                int prime = last.receive();
                primes.add(prime);
                Channel<Integer> filtered = Channel.bounded("without multiples of " + prime, capacity);
                scope.fork(last, filtered.sender(), (from, to) -> {
                    for (int n : from) {
                        if (n % prime != 0 && !to.trySend(n, Duration.ofDays(1)).isSent()) {
                            return;
                        }
                    }
                });
                last = filtered.receiver();
            }
            last.close();
        });
        assertThat(primes).startsWith(2, 3, 5, 7, 11).endsWith(229).hasSize(50);
    }

    @Test
    void closes_atTheSameTime_haveOneCause_forBothSides() throws Exception {
        for (int round = 0; round < 200; round++) {
            Channel<Integer> channel = Channel.bounded("contended", 1);
            CyclicBarrier together = new CyclicBarrier(2);
            try (Sender<Integer> sender = channel.sender();
                    Receiver<Integer> receiver = channel.receiver()) {
                List<Blocked.Runner> closers = new ArrayList<>();
                for (String cause : List.of("one", "two")) {
                    closers.add(Blocked.start(cause, () -> {
                        together.await();
                        channel.close(new IllegalStateException(cause));
                    }));
                }
                for (Blocked.Runner closer : closers) {
                    closer.finish();
                }
                Throwable sending =
                        sender.trySend(1) instanceof TrySend.Closed<Integer>(var _, var why) ? why.orElseThrow() : null;
                try {
                    receiver.receive();
                } catch (ClosedException e) {
                    assertThat(e.getCause()).isNotNull().isSameAs(sending);
                }
            }
        }
    }

    @Test
    void receive_withTheLongestTimeout_waitsForTheElement() throws Exception {
        for (int capacity : new int[] {0, 1}) {
            Channel<Integer> channel = Channel.bounded("patient", capacity);
            try (Sender<Integer> sender = channel.sender();
                    Receiver<Integer> receiver = channel.receiver()) {
                Blocked.Runner receiving = Blocked.start(
                        "patient",
                        () -> assertThat(receiver.tryReceive(Duration.ofSeconds(Long.MAX_VALUE)))
                                .isEqualTo(new Received.Value<>(7)));
                await().until(() -> channel.stats().receiversWaiting() == 1);
                sender.send(7);
                receiving.finish();
            }
        }
    }
}
