package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The core of a bounded channel. */
class BoundedTest extends BufferedContract {
    private static final int CAPACITY = 3;

    @Override
    <E> Core<E> make(String name) {
        return new BoundedCore<>(name, CAPACITY);
    }

    private void fill() {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(core.offer(i)).isTrue();
        }
        assertThat(core.offer("too much")).isFalse();
    }

    private Worker sending(Object element) {
        return new Worker(VIRTUAL, () -> send(core, element));
    }

    @Test
    void send_toAFullChannel_waitsForRoom() throws Exception {
        fill();
        Worker sender = sending("late");
        awaitSenders(1);
        assertThat(core.poll()).isEqualTo(0);
        sender.finish();
        assertThat(core.size()).isEqualTo(CAPACITY);
    }

    @Test
    void senders_thatWait_areServedInOrder() throws Exception {
        fill();
        List<Worker> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            senders.add(sending(CAPACITY + i));
            awaitSenders(i + 1);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(core.poll()).isEqualTo(i);
            senders.get(i).finish();
        }
        for (int i = 4; i < 4 + CAPACITY; i++) {
            assertThat(core.poll()).isEqualTo(i);
        }
    }

    @Test
    void oneWake_travelsOn_toAllForWhomThereIsRoom() throws Exception {
        fill();
        List<Worker> senders = new ArrayList<>();
        for (int i = 0; i < CAPACITY; i++) {
            senders.add(sending("late"));
            awaitSenders(i + 1);
        }
        List<Object> got = new ArrayList<>();
        assertThat(core.pollMany(got, CAPACITY)).as("one claim, one wake").isEqualTo(CAPACITY);
        for (Worker sender : senders) {
            sender.finish();
        }
        assertThat(core.size()).isEqualTo(CAPACITY);
    }

    @Test
    void send_interrupted_hasSentNothing() throws Exception {
        fill();
        Worker sender = sending("late");
        awaitSenders(1);
        sender.thread.interrupt();
        assertThatThrownBy(sender::finish)
                .hasRootCauseInstanceOf(OutsideInterruptException.class)
                .hasRootCauseMessage("interrupted while waiting for room in channel 'jobs'");
        assertThat(core.sendersWaiting()).isZero();
        List<Object> got = new ArrayList<>();
        core.pollMany(got, 10);
        assertThat(got).isEqualTo(numbers(0, CAPACITY));
    }

    @Test
    void send_timed_givesUp() throws Exception {
        fill();
        assertThat(core.send("late", NOBODY, true, System.nanoTime() + 2_000_000))
                .isFalse();
        assertThat(core.send("late", NOBODY, true, System.nanoTime() - 1)).isFalse();
        core.poll();
        assertThat(core.send("late", NOBODY, true, System.nanoTime() - 1))
                .as("tries once")
                .isTrue();
    }

    @Test
    void send_thatWaits_whenTheReceiversGo_getsTheElementBack() throws Exception {
        core.receivers.tryAdd();
        List<Object> undelivered = new CopyOnWriteArrayList<>();
        core.onUndelivered(undelivered::add);
        fill();
        Worker sender = sending("late");
        awaitSenders(1);
        core.removeReceiver();
        assertThatThrownBy(sender::finish)
                .cause()
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.element()).isEqualTo("late"));
        assertThat(undelivered).containsExactly(0, 1, 2);
    }

    @Test
    void sendAll_waitsForTheRest_andTellsHowManyWentIn() throws Exception {
        Worker sender = new Worker(VIRTUAL, () -> core.sendAll(numbers(0, 10), NOBODY, false, 0));
        awaitSenders(1);
        assertThat(core.size()).isEqualTo(CAPACITY);
        List<Object> got = new ArrayList<>();
        core.receiveMany(got, 2, NOBODY, false, 0);
        awaitSenders(1);
        core.end(Ending.closed(null), false);
        assertThatThrownBy(sender::finish).cause().isInstanceOfSatisfying(SendException.class, e -> {
            assertThat(e.accepted()).isEqualTo(CAPACITY + 2);
            assertThat(e.elements()).isEqualTo(numbers(CAPACITY + 2, 10));
        });
        core.pollMany(got, 10);
        assertThat(got).isEqualTo(numbers(0, CAPACITY + 2));
    }

    @Test
    void sendAll_interruptedMidway_tellsHowManyWentIn_andKeepsTheFlag() throws Exception {
        Worker sender = new Worker(VIRTUAL, () -> {
            assertThatThrownBy(() -> core.sendAll(numbers(0, 10), NOBODY, false, 0))
                    .isInstanceOfSatisfying(
                            SendException.class, e -> assertThat(e.accepted()).isEqualTo(CAPACITY))
                    .hasCauseInstanceOf(OutsideInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
        });
        awaitSenders(1);
        sender.thread.interrupt();
        sender.finish();
        assertThat(core.size()).isEqualTo(CAPACITY);
    }

    @Test
    void sendAll_timed_tellsHowManyWentIn() throws Exception {
        assertThat(core.sendAll(numbers(0, 10), NOBODY, true, System.nanoTime()))
                .isEqualTo(CAPACITY);
    }

    /** What was claimed is taken out, and whoever waits for the room is woken, before foreign code runs. */
    @Test
    void pollMany_intoACollectionThatThrows_leavesTheChannelInOrder() throws Exception {
        fill();
        Worker sender = sending("late");
        awaitSenders(1);
        List<Object> refusing = new AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new IndexOutOfBoundsException(index);
            }

            @Override
            public int size() {
                return 0;
            }
        };
        assertThatThrownBy(() -> core.pollMany(refusing, 2)).isInstanceOf(UnsupportedOperationException.class);
        sender.finish();
        assertThat(core.offer("b")).isTrue();
        List<Object> rest = new ArrayList<>();
        assertThat(core.pollMany(rest, 9)).isEqualTo(CAPACITY);
        assertThat(rest).containsExactly(2, "late", "b");
    }

    @Test
    void pollMany_stopsAtAnElementThatIsAboutToBePutIn() {
        BoundedCore<Object> four = new BoundedCore<>("four", 4);
        assertThat(four.offerMany(List.of("a", "b"), 0)).isEqualTo(2);
        long tail = four.words.tail;
        assertThat(four.words.casTail(tail, tail + Words.ONE)).isTrue(); // claimed
        List<Object> got = new ArrayList<>();
        assertThat(four.pollMany(got, 9)).isEqualTo(2);
        assertThat(got).containsExactly("a", "b");
        Cells.put(four.cells, 2, "c");
        assertThat(four.pollMany(got, 9)).isEqualTo(1);
        assertThat(got).containsExactly("a", "b", "c");
    }

    @Test
    void offerMany_severalReceivers_stopsAtACellThatIsAboutToBeEmptied() {
        BoundedCore<Object> four = new BoundedCore<>("four", 4);
        four.severalReceivers();
        assertThat(four.offerMany(List.of("a", "b", "c", "d"), 0)).isEqualTo(4);
        assertThat(four.poll()).isEqualTo("a");
        long head = four.words.head;
        assertThat(four.words.casHead(head, head + Words.ONE)).isTrue(); // b is claimed
        assertThat(four.poll()).isEqualTo("c");
        assertThat(four.offerMany(List.of("e", "f", "g"), 0)).isEqualTo(1);
        assertThat(Cells.look(four.cells, 1)).isEqualTo("b");
    }

    @Test
    void reservedRoom_countsAsTaken() throws Exception {
        for (int i = 0; i < CAPACITY; i++) {
            assertThat(core.tryReserve()).isTrue();
        }
        assertThat(core.tryReserve()).isFalse();
        assertThat(core.offer("a")).isFalse();
        Worker sender = sending("late");
        awaitSenders(1);
        core.unreserve();
        sender.finish();
        assertThat(core.offer("b")).isFalse();
        assertThat(core.offerReserved("c")).isTrue();
        assertThat(core.offerReserved("d")).isTrue();
        assertThat(core.poll()).isEqualTo("late");
        assertThat(core.poll()).isEqualTo("c");
        assertThat(core.offer("e")).as("the lock does not rule any more").isTrue();
    }

    @Test
    void reserve_ofAFullChannel_waitsForRoom() throws Exception {
        fill();
        Worker reserver = new Worker(
                VIRTUAL, () -> assertThat(core.reserve(NOBODY, false, 0)).isTrue());
        awaitSenders(1);
        core.poll();
        reserver.finish();
        assertThat(core.offer("b")).isFalse();
        assertThat(core.offerReserved("c")).isTrue();
    }

    @Test
    void reserve_interrupted_reservesNothing() throws Exception {
        fill();
        Worker reserver = new Worker(VIRTUAL, () -> core.reserve(NOBODY, false, 0));
        awaitSenders(1);
        reserver.thread.interrupt();
        assertThatThrownBy(reserver::finish).hasRootCauseInstanceOf(OutsideInterruptException.class);
        core.poll();
        assertThat(core.offer("b")).isTrue();
    }

    @Test
    void tryReserve_channelClosedSinceThePermitWasCounted_tellsTheEnd() {
        Core<Object> closing = new BoundedCore<>("closing", 1) {
            @Override
            boolean tryReserve() {
                end(Ending.closed(null), false);
                return super.tryReserve();
            }
        };
        closing.senders.tryAdd();
        try (Sender<Object> sender = new Sender<>(closing)) {
            assertThatThrownBy(sender::tryReserve)
                    .isInstanceOf(ClosedException.class)
                    .hasMessageStartingWith("channel 'closing' gives no more permits");
            assertThat(closing.senders.count()).isOne();
        }
    }

    /** A channel in which something happens while a receiver looks before it parks. */
    private static final class LookedAt extends BoundedCore<Object> {
        private @Nullable Runnable whileLooked;

        LookedAt() {
            super("looked at", CAPACITY);
        }

        @Override
        long claimed(long tail) {
            Runnable now = whileLooked;
            whileLooked = null;
            if (now != null) {
                now.run();
            }
            return super.claimed(tail);
        }

        /** Has the next receiver look, and this happen meanwhile. */
        void whileLooked(Runnable what) throws OutsideInterruptException {
            for (int i = 1; i < Spin.FIRST_PROBE; i++) {
                assertThat(receive(NOBODY, true, System.nanoTime() + 1)).isNull();
            }
            whileLooked = what;
        }
    }

    private static final class GivenUp implements Party {
        private volatile boolean gone;

        @Override
        public boolean isGone() {
            return gone;
        }

        @Override
        public void check() {
            if (gone) {
                throw new HandleClosedException("given up");
            }
        }
    }

    @Test
    void receive_elementComesWhileItLooks_isTakenWithoutAWait() throws Exception {
        assumeFalse(Spin.ALONE);
        LookedAt looked = new LookedAt();
        looked.whileLooked(() -> looked.offer("a"));
        assertThat(looked.receive(NOBODY, true, Waiter.deadline(Duration.ofSeconds(20))))
                .isEqualTo("a");
        assertThat(looked.whileLooked).as("it has looked").isNull();
    }

    @Test
    void receive_inAStream_doesNotLook() throws Exception {
        assumeFalse(Spin.ALONE);
        LookedAt looked = new LookedAt();
        looked.whileLooked(() -> assertThat(Thread.holdsLock(looked.elementLine))
                .as("it has not looked before it enters the line")
                .isTrue());
        for (int i = 0; i <= Spin.FEW; i++) {
            looked.offer(i);
            looked.poll();
        }
        assertThat(looked.receive(NOBODY, true, Waiter.deadline(Duration.ofMillis(1))))
                .isNull();
    }

    @Test
    void receive_handleGivenUpWhileItLooks_takesNothing() throws Exception {
        assumeFalse(Spin.ALONE);
        LookedAt looked = new LookedAt();
        GivenUp party = new GivenUp();
        looked.whileLooked(() -> {
            party.gone = true;
            looked.offer("of others");
        });
        assertThatThrownBy(() -> looked.receive(party, true, Waiter.deadline(Duration.ofSeconds(20))))
                .isInstanceOf(HandleClosedException.class);
        assertThat(looked.poll()).isEqualTo("of others");
    }

    @Test
    void receive_channelEndsWhileItLooks_tellsTheEnd() throws Exception {
        assumeFalse(Spin.ALONE);
        LookedAt looked = new LookedAt();
        looked.whileLooked(() -> looked.end(Ending.closed(null), false));
        assertThatThrownBy(() -> looked.receive(NOBODY, true, Waiter.deadline(Duration.ofSeconds(20))))
                .isInstanceOf(ClosedException.class);
    }
}
