package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Selects against selects and against plain operations, that give up and are interrupted: each element arrives once. */
@Tag("carriers")
@Timeout(120)
class SelectStress {
    private static final int ELEMENTS = Boolean.getBoolean("selvage.thorough") ? 50_000 : 3_000;
    private static final int SENDERS = 3;
    private static final int RECEIVERS = 3;

    /** Who uses a select; the others use the channels. */
    enum Who {
        BOTH,
        SENDERS_ONLY,
        RECEIVERS_ONLY
    }

    static Stream<Arguments> shapes() {
        List<Arguments> shapes = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Who who : Who.values()) {
                for (boolean virtual : new boolean[] {true, false}) {
                    shapes.add(Arguments.of(kind, who, virtual, false));
                    shapes.add(Arguments.of(kind, who, virtual, true));
                }
            }
        }
        return shapes.stream();
    }

    private static ThreadFactory threads(boolean virtual) {
        return virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }

    /** What is sent is one element more if and only if the result says so. */
    private static final class Sending {
        private final Sender<Integer> first;
        private final Sender<Integer> second;
        private final Select<Boolean> select;
        private final int number;
        private int next;
        private int offered;

        Sending(Channel<Integer> a, Channel<Integer> b, int number) {
            this.first = a.sender();
            this.second = b.sender();
            this.number = number;
            this.select = Select.<Boolean>builder()
                    .send(first, this::another, () -> true)
                    .send(second, this::another, () -> true)
                    .build();
        }

        /** Each value that is asked for is another one; those that are not sent stay with the select. */
        private int another() {
            return number + SENDERS * offered++;
        }

        void run(boolean selects, boolean disturbed) {
            while (next < ELEMENTS) {
                try {
                    next += selects ? selectOnce(disturbed) : sendOnce(disturbed);
                } catch (InterruptedException e) {
                    assertThat(disturbed).isTrue();
                }
            }
            first.close();
            second.close();
        }

        private int selectOnce(boolean disturbed) throws InterruptedException {
            Optional<Boolean> sent =
                    switch (disturbed ? ThreadLocalRandom.current().nextInt(3) : 2) {
                        case 0 -> select.tryAwait();
                        case 1 ->
                            select.tryAwait(
                                    Duration.ofNanos(ThreadLocalRandom.current().nextInt(20_000)));
                        default -> Optional.of(select.await());
                    };
            return sent.isPresent() ? 1 : 0;
        }

        private int sendOnce(boolean disturbed) throws InterruptedException {
            Sender<Integer> sender = next % 2 == 0 ? first : second;
            int element = number + SENDERS * next;
            boolean sent = !disturbed || next % 3 == 0;
            if (sent) {
                sender.send(element);
            } else {
                sent = sender.trySend(element, Duration.ofNanos(20_000)).isSent();
            }
            offered += sent ? 1 : 0;
            return sent ? 1 : 0;
        }
    }

    private static void receive(
            Channel<Integer> a,
            Channel<Integer> b,
            CountDownLatch ready,
            boolean selects,
            boolean disturbed,
            List<Integer> got) {
        try (Receiver<Integer> first = a.receiver();
                Receiver<Integer> second = b.receiver()) {
            ready.countDown();
            Select<Integer> select = Select.<Integer>builder()
                    .receive(first, e -> e)
                    .receive(second, e -> e)
                    .skipClosed()
                    .build();
            boolean over = false;
            int turn = 0;
            while (!over) {
                try {
                    if (selects) {
                        Optional<Integer> element =
                                !disturbed || ThreadLocalRandom.current().nextBoolean()
                                        ? Optional.of(select.await())
                                        : select.tryAwait(Duration.ofNanos(20_000));
                        element.ifPresent(got::add);
                    } else {
                        Receiver<Integer> receiver = turn++ % 2 == 0 ? first : second;
                        receiver.tryReceive(Duration.ofNanos(50_000)).value().ifPresent(got::add);
                        over = isOver(first, got) && isOver(second, got);
                    }
                } catch (InterruptedException e) {
                    assertThat(disturbed).isTrue();
                } catch (ClosedException e) {
                    over = true;
                }
            }
        }
    }

    private static boolean isOver(Receiver<Integer> receiver, List<Integer> got) {
        Received<Integer> received = receiver.tryReceive();
        received.value().ifPresent(got::add);
        return received instanceof Received.Closed;
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void elements_arriveOnce(Kind kind, Who who, boolean virtual, boolean disturbed) throws Exception {
        ThreadFactory threads = threads(virtual);
        Channel<Integer> a = kind.channel("a");
        Channel<Integer> b = kind.channel("b");
        List<List<Integer>> got = new ArrayList<>();
        List<Worker> receivers = new ArrayList<>();
        CountDownLatch ready = new CountDownLatch(RECEIVERS);
        for (int r = 0; r < RECEIVERS; r++) {
            List<Integer> mine = new ArrayList<>();
            got.add(mine);
            receivers.add(new Worker(threads, () -> receive(a, b, ready, who != Who.SENDERS_ONLY, disturbed, mine)));
        }
        ready.await();
        List<Sending> sendings = new ArrayList<>();
        List<Worker> senders = new ArrayList<>();
        for (int s = 0; s < SENDERS; s++) {
            sendings.add(new Sending(a, b, s));
        }
        for (Sending sending : sendings) {
            senders.add(new Worker(threads, () -> sending.run(who != Who.RECEIVERS_ONLY, disturbed)));
        }
        Worker disturber = new Worker(threads(false), () -> {
            while (disturbed && senders.stream().anyMatch(worker -> worker.thread.isAlive())) {
                List<Worker> all = ThreadLocalRandom.current().nextBoolean() ? senders : receivers;
                all.get(ThreadLocalRandom.current().nextInt(all.size())).thread.interrupt();
                senders.getFirst().thread.join(Duration.ofMillis(1));
            }
        });
        Worker.finish(senders);
        disturber.finish();
        Worker.finish(receivers);
        List<Integer> all = new ArrayList<>();
        got.forEach(all::addAll);
        assertThat(all).doesNotHaveDuplicates().hasSize(SENDERS * ELEMENTS);
        for (Sending sending : sendings) {
            // the selects keep one value for each clause that lost last; nothing else is missing
            long mine = all.stream().filter(e -> e % SENDERS == sending.number).count();
            assertThat(mine).isEqualTo(ELEMENTS);
            assertThat(sending.offered - ELEMENTS).isBetween(0, 2);
        }
        for (Channel<Integer> channel : List.of(a, b)) {
            ChannelStats stats = channel.stats();
            assertThat(stats.sendersWaiting() + stats.receiversWaiting()).isZero();
            assertThat(stats.sent()).isEqualTo(stats.received());
            assertThat(stats.size()).isZero();
        }
    }

    /** Each side waits for either of two meetings with the other: whoever deadlocks or meets two at once is found out. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RENDEZVOUS"})
    void selectsInARing_allMeet(Kind kind) throws Exception {
        int ring = 5;
        int turns = ELEMENTS;
        List<Channel<Integer>> channels = new ArrayList<>();
        for (int i = 0; i < ring; i++) {
            channels.add(kind.channel("c" + i));
        }
        AtomicInteger sent = new AtomicInteger();
        AtomicInteger received = new AtomicInteger();
        AtomicInteger left = new AtomicInteger(turns);
        List<Worker> workers = new ArrayList<>();
        List<Sender<Integer>> senders = channels.stream().map(Channel::sender).toList();
        List<Receiver<Integer>> receivers =
                channels.stream().map(Channel::receiver).toList();
        for (int i = 0; i < ring; i++) {
            Sender<Integer> right = senders.get(i);
            Receiver<Integer> fromLeft = receivers.get((i + 1) % ring);
            workers.add(new Worker(threads(true), () -> {
                try (right;
                        fromLeft) {
                    Select<Integer> select = Select.<Integer>builder()
                            .send(right, () -> 1, sent::incrementAndGet)
                            .receive(fromLeft, e -> received.incrementAndGet())
                            .build();
                    while (left.decrementAndGet() > 0) {
                        select.await();
                    }
                } catch (ClosedException | SendException e) {
                    assertThat(left.get()).isNotPositive(); // a neighbour was the last
                }
            }));
        }
        Worker.finish(workers);
        assertThat(sent.get()).isEqualTo(received.get());
        assertThat(channels.stream()
                        .mapToLong(channel -> channel.stats().sent())
                        .sum())
                .isEqualTo(sent.get());
    }

    /**
     * Of two channels one always has an element, which moves between them: a select that does not wait must never say that
     * nothing is ready. There are two elements; the mover puts its own in before it takes another one out.
     */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RENDEZVOUS"},
            mode = EnumSource.Mode.EXCLUDE)
    void tryAwait_oneIsAlwaysReady_isNeverEmpty(Kind kind) throws Exception {
        Channel<Integer> a = kind.channel("a");
        Channel<Integer> b = kind.channel("b");
        CountDownLatch looking = new CountDownLatch(1);
        try (Sender<Integer> toA = a.sender();
                Sender<Integer> toB = b.sender();
                Receiver<Integer> fromA = a.receiver();
                Receiver<Integer> fromB = b.receiver();
                Receiver<Integer> looksA = a.receiver();
                Receiver<Integer> looksB = b.receiver()) {
            toA.send(1);
            Worker mover = new Worker(threads(false), () -> {
                int hand = 2;
                looking.await();
                for (int n = 0; n < 20 * ELEMENTS; n++) {
                    boolean even = n % 2 == 0;
                    put(hand, even ? toB : toA, even ? toA : toB);
                    hand = take(even ? fromA : fromB, even ? fromB : fromA);
                }
            });
            Worker looker = new Worker(threads(false), () -> {
                Select<Integer> select = Select.<Integer>builder()
                        .receive(looksA, e -> e)
                        .receive(looksB, e -> e)
                        .build();
                while (mover.thread.isAlive()) {
                    Optional<Integer> seen = select.tryAwait();
                    if (seen.isEmpty()) {
                        throw new AssertionError("nothing was ready, although there was always something");
                    }
                    looking.countDown();
                    put(seen.get(), toA, toB);
                }
            });
            looker.finish();
            mover.finish();
        }
    }

    private static void put(int element, Sender<Integer> here, Sender<Integer> orThere) {
        while (!here.trySend(element).isSent() && !orThere.trySend(element).isSent()) {
            Thread.onSpinWait();
        }
    }

    private static int take(Receiver<Integer> here, Receiver<Integer> orThere) {
        Optional<Integer> taken = Optional.empty();
        while (taken.isEmpty()) {
            taken = here.tryReceive().value().or(() -> orThere.tryReceive().value());
        }
        return taken.get();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void selectsThatGaveUp_leaveNothing(Kind kind) throws Exception {
        Channel<Object> in = kind.channel("in");
        Channel<Object> out = Channel.bounded("out", 1);
        List<WeakReference<Object>> elements = Collections.synchronizedList(new ArrayList<>());
        try (Receiver<Object> fromIn = in.receiver();
                Sender<Object> toOut = out.sender();
                Receiver<Object> fromOut = out.receiver()) {
            toOut.send("full");
            for (int i = 0; i < 10_000; i++) {
                Select<Object> select = Select.builder()
                        .receive(fromIn, e -> e)
                        .send(toOut, () -> watched(elements), () -> "sent")
                        .build();
                assertThat(select.tryAwait(Duration.ofNanos(i % 10 == 0 ? 1_000 : 1)))
                        .isEmpty();
            }
            assertThat(in.stats().receiversWaiting() + out.stats().sendersWaiting())
                    .isZero();
            assertThat(fromOut.receive()).isEqualTo("full");
        }
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return elements.stream().allMatch(element -> element.refersTo(null));
        });
    }

    private static Object watched(List<WeakReference<Object>> elements) {
        Object element = new Object();
        elements.add(new WeakReference<>(element));
        return element;
    }
}
