package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The core of a rendezvous. */
class RendezvousTest extends CoreContract {
    @Override
    <E> Core<E> make(String name) {
        return new RendezvousCore<>(name);
    }

    /** Else its thread could go on by the state, and whoever meets it would then find no waiter to wake: nobody met. */
    @Test
    void meetingThatSleepsFromTheStart_isLeftToItsWaiter_alsoWhenItHasBeenClaimed() {
        Meeting<Object> receiver = new Meeting<>(NOBODY, null);
        receiver.startAsleep(() -> "a test");
        int before = receiver.take();
        assertThat(receiver.isAsleep()).isTrue();
        assertThat(receiver.claimTaken(before)).isTrue();
        assertThat(receiver.isAsleep()).isTrue();
        assertThat(receiver.waiter().isWaiting()).isFalse();
    }

    @Test
    void offer_withoutAReceiver_isRefused() {
        assertThat(core.offer("a")).isFalse();
        assertThat(core.size()).isZero();
        assertThat(core.capacity()).isZero();
    }

    @Test
    void send_returnsAfterTheElementWasTaken() throws Exception {
        List<Object> sent = new CopyOnWriteArrayList<>();
        Worker sender = new Worker(VIRTUAL, () -> {
            send(core, "a");
            sent.add("a");
        });
        awaitSenders(1);
        assertThat(sent).isEmpty();
        assertThat(core.poll()).isEqualTo("a");
        sender.finish();
        assertThat(core.sent()).isOne();
    }

    @Test
    void senders_thatWait_areServedInOrder() throws Exception {
        List<Worker> senders = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            Object element = i;
            senders.add(new Worker(VIRTUAL, () -> send(core, element)));
            awaitSenders(i + 1);
        }
        assertThat(receive(core)).isEqualTo(0);
        List<Object> got = new ArrayList<>();
        assertThat(core.receiveMany(got, 10, NOBODY, false, 0)).isEqualTo(3);
        assertThat(got).containsExactly(1, 2, 3);
        Worker.finish(senders);
    }

    @Test
    void send_interrupted_hasSentNothing() throws Exception {
        Worker sender = new Worker(VIRTUAL, () -> send(core, "a"));
        awaitSenders(1);
        sender.thread.interrupt();
        assertThatThrownBy(sender::finish)
                .hasRootCauseInstanceOf(OutsideInterruptException.class)
                .hasRootCauseMessage("interrupted while waiting for a receiver of channel 'jobs'");
        assertThat(core.poll()).isNull();
        assertThat(core.sent()).isZero();
    }

    @Test
    void end_givesTheElementBackToASenderThatWaits() throws Exception {
        Worker sender = new Worker(VIRTUAL, () -> send(core, "a"));
        awaitSenders(1);
        core.end(Ending.closed(null), false);
        assertThatThrownBy(sender::finish)
                .cause()
                .isInstanceOfSatisfying(
                        SendException.class, e -> assertThat(e.element()).isEqualTo("a"));
    }

    @Test
    void sendAll_tellsHowManyWereTaken() throws Exception {
        Worker sender = new Worker(VIRTUAL, () -> core.sendAll(List.of(1, 2, 3), NOBODY, false, 0));
        assertThat(receive(core)).isEqualTo(1);
        awaitSenders(1);
        core.end(Ending.closed(null), false);
        assertThatThrownBy(sender::finish).cause().isInstanceOfSatisfying(SendException.class, e -> {
            assertThat(e.accepted()).isOne();
            assertThat(e.elements()).isEqualTo(List.of(2, 3));
        });
    }

    @Test
    void reserve_isRefused() {
        assertThatThrownBy(() -> core.reserve(NOBODY, false, 0))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessage("channel 'jobs' is a rendezvous: it has no room that could be reserved; use send, or a"
                        + " bounded channel");
    }

    /** A party of its own. */
    private static Party party() {
        return new Party() {
            @Override
            public boolean isGone() {
                return false;
            }

            @Override
            public void check() {}
        };
    }

    @Test
    void waits_thatAreOver_keepNothingAlive() throws Exception {
        List<WeakReference<Object>> gone = new ArrayList<>();
        for (boolean sends : new boolean[] {false, true}) {
            Object element = new Object();
            Party party = party();
            gone.add(new WeakReference<>(element));
            gone.add(new WeakReference<>(party));
            Worker waiting = new Worker(VIRTUAL, () -> {
                if (sends) {
                    core.send(element, party, false, 0);
                } else {
                    core.receive(party, false, 0);
                }
            });
            gone.add(new WeakReference<>(waiting.thread));
            Awaitility.await().until(() -> core.sendersWaiting() + core.receiversWaiting() == 1);
            assertThat(sends ? core.poll() == element : core.offer(element)).isTrue();
            waiting.finish();
        }
        Awaitility.await().until(() -> {
            System.gc();
            return gone.stream().allMatch(reference -> reference.refersTo(null));
        });
        assertThat(core.sent()).isEqualTo(2);
    }

    /** A place in a line whose time is over, but which has not been taken out yet. */
    private static Meeting<Object> gone(@Nullable Object element) {
        Meeting<Object> meeting = new Meeting<>(NOBODY, element);
        assertThat(meeting.fallAsleep(Awaited.named("nothing"))).isTrue();
        assertThat(meeting.waiter().tryWake()).isTrue();
        return meeting;
    }

    @Test
    void offer_toAReceiverThatHasLeft_goesToTheNext() throws Exception {
        RendezvousCore<Object> meetings = (RendezvousCore<Object>) core;
        meetings.line(gone(null));
        assertThat(core.offer("a")).isFalse();
        meetings.line(gone(null));
        List<Object> got = new CopyOnWriteArrayList<>();
        Worker receiver = receiving(got, 1);
        awaitReceivers(2);
        assertThat(core.offer("b")).isTrue();
        receiver.finish();
        assertThat(got).containsExactly("b");
        assertThat(core.sent()).isOne();
    }

    @Test
    void poll_ofASenderThatHasLeft_goesToTheNext() throws Exception {
        RendezvousCore<Object> meetings = (RendezvousCore<Object>) core;
        meetings.line(gone("lost"));
        assertThat(core.poll()).isNull();
        meetings.line(gone("lost"));
        Worker sender = new Worker(VIRTUAL, () -> send(core, "b"));
        awaitSenders(2);
        assertThat(receive(core)).isEqualTo("b");
        sender.finish();
        assertThat(core.received()).isOne();
    }
}
