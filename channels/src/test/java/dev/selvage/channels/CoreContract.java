package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What holds for the core of each kind of channel. */
@Timeout(20)
abstract class CoreContract {
    static final Party NOBODY = Nobody.NOBODY;
    static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();

    final Core<Object> core = make("jobs");

    abstract <E> Core<E> make(String name);

    /** Takes an element, waiting for it. */
    static Object receive(Core<Object> from) throws OutsideInterruptException {
        Object element = from.receive(NOBODY, false, 0);
        if (element == null) {
            throw new AssertionError("a wait without a time timed out");
        }
        return element;
    }

    static void send(Core<Object> to, Object element) throws OutsideInterruptException {
        assertThat(to.send(element, NOBODY, false, 0)).isTrue();
    }

    Worker receiving(List<Object> into, int many) {
        return new Worker(VIRTUAL, () -> {
            for (int i = 0; i < many; i++) {
                into.add(receive(core));
            }
        });
    }

    void awaitReceivers(int many) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> core.receiversWaiting() == many);
    }

    void awaitSenders(int many) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> core.sendersWaiting() == many);
    }

    @Test
    void receive_ofAnEmptyChannel_waitsForTheElement() throws Exception {
        List<Object> got = new CopyOnWriteArrayList<>();
        Worker receiver = receiving(got, 1);
        awaitReceivers(1);
        assertThat(core.offer("a")).isTrue();
        receiver.finish();
        assertThat(got).containsExactly("a");
        assertThat(core.receiversWaiting()).isZero();
    }

    @Test
    void receivers_thatWait_areServedInOrder() throws Exception {
        core.severalReceivers();
        List<List<Object>> got = new ArrayList<>();
        List<Worker> workers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            List<Object> mine = new CopyOnWriteArrayList<>();
            got.add(mine);
            workers.add(receiving(mine, 1));
            awaitReceivers(i + 1);
        }
        for (int i = 0; i < 3; i++) {
            assertThat(core.offer(i)).isTrue();
            workers.get(i).finish();
            assertThat(got.get(i)).containsExactly(i);
        }
    }

    @Test
    void poll_ofAnEmptyChannel_returnsAtOnce() {
        assertThat(core.poll()).isNull();
        assertThat(core.pollMany(new ArrayList<>(), 3)).isZero();
    }

    @Test
    void receive_timed_givesUp_andTakesNothing() throws Exception {
        assertThat(core.receive(NOBODY, true, System.nanoTime() + 5_000_000)).isNull();
        assertThat(core.receive(NOBODY, true, System.nanoTime() - 1)).isNull();
        assertThat(core.receiversWaiting()).isZero();
    }

    @Test
    void receive_interrupted_takesNothing() throws Exception {
        List<Object> got = new CopyOnWriteArrayList<>();
        Worker receiver = receiving(got, 1);
        awaitReceivers(1);
        receiver.thread.interrupt();
        assertThatThrownBy(receiver::finish).hasRootCauseInstanceOf(OutsideInterruptException.class);
        assertThat(core.receiversWaiting()).isZero();
        assertThat(got).isEmpty();
    }

    @Test
    void operations_ofAnInterruptedThread_haveNoEffect() throws Exception {
        Worker worker = new Worker(VIRTUAL, () -> {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> send(core, "a"))
                    .isInstanceOf(OutsideInterruptException.class)
                    .hasMessageContaining("channel 'jobs'");
            assertThat(Thread.currentThread().isInterrupted()).isFalse();
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> receive(core))
                    .isInstanceOf(OutsideInterruptException.class)
                    .hasMessageContaining("channel 'jobs'");
            Thread.currentThread().interrupt();
            assertThat(core.poll()).as("never looks at the flag").isNull();
            assertThat(Thread.interrupted()).isTrue();
        });
        worker.finish();
        assertThat(core.sent()).isZero();
    }

    @Test
    void receive_inACancelledScope_throwsItsReason() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> receive(core));
                    awaitReceivers(1);
                    scope.cancel("enough");
                    receive(core);
                }))
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageContaining("enough");
        assertThat(core.receiversWaiting()).isZero();
    }

    @Test
    void end_wakesReceivers_withTheCause() throws Exception {
        List<Object> got = new CopyOnWriteArrayList<>();
        Worker receiver = receiving(got, 1);
        awaitReceivers(1);
        Exception cause = new IllegalStateException("disk full");
        core.end(Ending.closed(cause), false);
        assertThatThrownBy(receiver::finish)
                .cause()
                .isInstanceOf(ClosedException.class)
                .hasMessage("channel 'jobs' has ended: it was closed: java.lang.IllegalStateException: disk full,"
                        + " and there is nothing left to receive")
                .hasCause(cause);
    }

    @Test
    void end_firstCauseWins() {
        core.end(Ending.closed(new IllegalStateException("first")), false);
        core.end(Ending.closed(new IllegalStateException("second")), true);
        assertThatThrownBy(() -> receive(core)).hasRootCauseMessage("first");
    }

    @Test
    void send_afterTheEnd_givesTheElementBack() {
        core.receivers.tryAdd();
        core.removeReceiver();
        assertThat(core.offer("a")).isFalse();
        assertThat(core.isClosed()).isTrue();
        assertThatThrownBy(() -> send(core, "a"))
                .isInstanceOfSatisfying(SendException.class, e -> {
                    assertThat(e.element()).isEqualTo("a");
                    assertThat(e.accepted()).isZero();
                })
                .hasMessage("channel 'jobs' takes no more elements: all its receivers are gone; what was not sent is"
                        + " in elements()");
    }

    @Test
    void handles_areCounted_andRefusedOnceASideIsGone() {
        assertThat(core.senders.tryAdd()).isTrue();
        assertThat(core.senders.tryAdd()).isTrue();
        core.removeSender();
        assertThat(core.isClosed()).isFalse();
        assertThat(core.senders.count()).isOne();
        core.removeSender();
        assertThat(core.isClosed()).isTrue();
        assertThat(core.senders.tryAdd()).isFalse();
        assertThat(core.senders.tryAddBesideOthers()).isFalse();
        assertThat(core.receivers.tryAdd()).as("to drain it").isTrue();
    }

    @Test
    void awaitClosed_waitsForTheEnd() throws Exception {
        assertThat(core.awaitClosed(true, System.nanoTime() + 1_000_000)).isFalse();
        Worker worker =
                new Worker(VIRTUAL, () -> assertThat(core.awaitClosed(false, 0)).isTrue());
        await().until(() -> core.endLine.size() == 1);
        core.end(Ending.closed(null), false);
        worker.finish();
        assertThat(core.awaitClosed(true, System.nanoTime())).isTrue();
    }

    @Test
    void handleGivenUpByAnother_endsTheWait() throws Exception {
        AtomicBoolean gone = new AtomicBoolean();
        Party handle = new Party() {
            @Override
            public boolean isGone() {
                return gone.get();
            }

            @Override
            public void check() {
                if (gone.get()) {
                    throw new HandleClosedException("the handle was closed");
                }
            }
        };
        Worker other = receiving(new ArrayList<>(), 1);
        awaitReceivers(1);
        Worker receiver = new Worker(VIRTUAL, () -> core.receive(handle, false, 0));
        awaitReceivers(2);
        gone.set(true);
        core.wake(handle);
        assertThatThrownBy(receiver::finish).hasRootCauseMessage("the handle was closed");
        assertThat(core.receiversWaiting()).isOne();
        core.offer("for the other");
        other.finish();
        assertThatThrownBy(() -> core.receive(handle, false, 0)).hasMessage("the handle was closed");
    }

    @Test
    void handleGivenUpAfterTheCheck_doesNotWait() {
        assertThatThrownBy(() -> core.receive(new GivenUpAfterOneCheck(), true, tenSecondsFromNow()))
                .isInstanceOf(HandleClosedException.class);
        while (core.capacity() < Integer.MAX_VALUE && core.size() < core.capacity()) {
            core.offer("filler");
        }
        if (core.capacity() < Integer.MAX_VALUE) {
            assertThatThrownBy(() -> core.send("a", new GivenUpAfterOneCheck(), true, tenSecondsFromNow()))
                    .isInstanceOf(HandleClosedException.class);
        }
        assertThat(core.sendersWaiting() + core.receiversWaiting()).isZero();
    }

    private static long tenSecondsFromNow() {
        return System.nanoTime() + 10_000_000_000L;
    }

    /** A handle that another thread closes between the look at it and the entry into the line. */
    private static final class GivenUpAfterOneCheck implements Party {
        private int checks;

        @Override
        public boolean isGone() {
            return checks > 0;
        }

        @Override
        public void check() {
            if (checks++ > 0) {
                throw new HandleClosedException("the handle was closed");
            }
        }
    }

    @Test
    void undelivered_thatThrows_stopsNothing() throws Exception {
        List<Object> undelivered = new ArrayList<>();
        core.onUndelivered(element -> {
            undelivered.add(element);
            throw new IllegalArgumentException("no " + element);
        });
        Core<Object> filled = core;
        int buffered = filled.offer(1) && filled.offer(2) ? 2 : 0;
        IllegalStateException cause = new IllegalStateException("over");
        core.end(Ending.closed(cause), true);
        assertThat(undelivered).hasSize(buffered);
        assertThat(cause.getSuppressed()).hasSize(buffered);
        assertThat(core.size()).isZero();
        assertThat(core.poll()).isNull();
    }

    @Test
    void tenThousandWaitsThatGaveUp_leaveNobodyInLine() throws Exception {
        for (int i = 0; i < 10_000; i++) {
            assertThat(core.receive(NOBODY, true, System.nanoTime())).isNull();
        }
        assertThat(core.receiversWaiting()).isZero();
    }
}
