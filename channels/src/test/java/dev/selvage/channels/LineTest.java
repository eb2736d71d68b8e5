package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How those who wait are woken: who has lost twice is served before newcomers, and unused wakes travel on. */
@Timeout(20)
class LineTest {
    private static final Party NOBODY = Nobody.NOBODY;

    private final BoundedCore<Object> core = new BoundedCore<>("line", 1);

    /** A place in a line with the thread of the test, which a waker may claim. */
    private Waiting place(Line line, int lost) {
        Waiting node = new Waiting(NOBODY, line);
        node.lost = lost;
        node.begin(line);
        return node;
    }

    private Waiting inLine(Line line, int lost) {
        Waiting node = place(line, lost);
        assertThat(line.settle(node)).isTrue();
        return node;
    }

    private static boolean isWoken(Waiting node) {
        return !node.waiter().isWaiting();
    }

    @Test
    void senderThatLostTwice_isPromisedTheNextRoom_beforeABarger() {
        core.offer("full");
        Line line = core.roomLine;
        Waiting node = inLine(line, 2);
        assertThat(core.poll()).isEqualTo("full");
        assertThat(core.offer("barger")).as("the room is promised").isFalse();
        assertThat(isWoken(node)).isTrue();
        assertThat(node.granted).isTrue();
        line.leave(node);
        assertThat(core.words.tail & Words.SENDERS_RULED)
                .as("the lock does not rule any more")
                .isZero();
        assertThat(core.offer("newcomer")).as("the promise was given back").isTrue();
    }

    @Test
    void newcomer_servesThoseFirstWhoLostTwice() {
        assertThat(core.tryReserve()).isTrue();
        Line line = core.roomLine;
        Waiting node = inLine(line, 2);
        synchronized (line) {
            line.redeem(); // there is room, and whoever made it has not signalled yet
        }
        assertThat(core.offer("newcomer")).isFalse();
        assertThat(isWoken(node)).isTrue();
        assertThat(node.granted).isTrue();
        line.leave(node);
    }

    @Test
    void promiseToOneWhoHasLeft_isTakenBack_forTheNewcomer() {
        assertThat(core.tryReserve()).isTrue();
        Line line = core.roomLine;
        Waiting node = inLine(line, 2);
        assertThat(node.waiter().tryWake()).isTrue(); // its wait is over; it has not left the line yet
        synchronized (line) {
            line.redeem(); // there is room, and whoever made it has not signalled yet
        }
        assertThat(core.offer("newcomer")).isTrue();
        line.leave(node);
    }

    @Test
    void roomGivenBack_isAMoveForSelects() {
        assertThat(core.tryReserve()).isTrue();
        long before = core.movesForSenders();
        core.unreserve();
        assertThat(core.movesForSenders()).isNotEqualTo(before);
    }

    @Test
    void senderThatLostOnce_competesWithBargers() {
        core.offer("full");
        Line line = core.roomLine;
        Waiting node = inLine(line, 1);
        core.poll();
        assertThat(isWoken(node)).isTrue();
        assertThat(core.offer("barger")).isTrue();
        line.leave(node);
    }

    @Test
    void receiverThatLostTwice_isPromisedTheNextElement_beforeABarger() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting node = inLine(line, 2);
        core.offer("a");
        assertThat(core.poll()).as("the element is promised").isNull();
        assertThat(isWoken(node)).isTrue();
        node.wasWoken();
        assertThat(node.takePromise()).isTrue();
        assertThat(core.pollRuled(true)).isEqualTo("a");
        line.leave(node);
        assertThat(core.words.head & Words.RECEIVERS_RULED)
                .as("the lock does not rule any more")
                .isZero();
        core.offer("b");
        assertThat(core.poll()).isEqualTo("b");
    }

    @Test
    void promiseToOneWhoLeaves_goesToTheNext() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting first = inLine(line, 2);
        Waiting second = inLine(line, 2);
        core.offer("a");
        assertThat(first.granted).isTrue();
        assertThat(isWoken(second)).isFalse();
        line.leave(first); // as one whose handle was closed
        assertThat(isWoken(second)).isTrue();
        assertThat(second.granted).isTrue();
        line.leave(second);
        assertThat(core.poll()).isEqualTo("a");
    }

    @Test
    void promiseToOneWhoHasLostNothing_andLeaves_goesToTheNext() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting first = inLine(line, 0);
        Waiting urgent = inLine(line, 2);
        core.offer("a");
        assertThat(first.granted).isTrue();
        first.wasWoken();
        line.leave(first); // as one whose handle was closed
        assertThat(isWoken(urgent)).isTrue();
        assertThat(urgent.granted).isTrue();
        line.leave(urgent);
        assertThat(core.poll()).isEqualTo("a");
    }

    @Test
    void wakeOfOneWhoHasLeft_goesToTheNext() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting gone = inLine(line, 0);
        Waiting next = inLine(line, 0);
        assertThat(gone.waiter().tryWake()).isTrue(); // its wait is over; it has not left the line yet
        core.offer("a");
        assertThat(isWoken(next)).isTrue();
        line.leave(gone);
        line.leave(next);
    }

    @Test
    void wakeThatIsNotUsed_goesToTheNext() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting woken = inLine(line, 0);
        Waiting next = inLine(line, 0);
        core.offer("a");
        assertThat(isWoken(woken)).isTrue();
        assertThat(isWoken(next)).isFalse();
        woken.wokenOnce = true; // as a select that has fired elsewhere
        line.leave(woken);
        assertThat(isWoken(next)).isTrue();
        line.leave(next);
    }

    @Test
    void thoseWhoWaitAgain_keepTheirPlace() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting first = inLine(line, 0);
        Waiting second = inLine(line, 0);
        core.offer("a");
        assertThat(isWoken(first)).isTrue();
        core.poll();
        first.begin(line);
        assertThat(line.settle(first)).isTrue();
        core.offer("b");
        assertThat(isWoken(first)).isTrue();
        assertThat(isWoken(second)).isFalse();
        line.leave(first);
        line.leave(second);
    }

    /** Two elements that come at once wake one receiver. */
    @Test
    void leave_ofOneThatWasWoken_wakesTheNextInLine() {
        BoundedCore<Object> two = new BoundedCore<>("two", 2);
        two.severalReceivers();
        Line line = two.elementLine;
        Waiting first = inLine(line, 0);
        Waiting second = inLine(line, 0);
        assertThat(two.offerMany(List.of("a", "b"), 0)).isEqualTo(2);
        assertThat(isWoken(first)).isTrue();
        assertThat(isWoken(second)).isFalse();
        first.wasWoken();
        assertThat(two.poll()).isEqualTo("a");
        line.leave(first);
        assertThat(isWoken(second)).isTrue();
        line.leave(second);
    }

    @Test
    void leave_ofOneThatWasWoken_withNobodyInLine_leavesItToTheNewcomer() {
        core.severalReceivers();
        Line line = core.elementLine;
        Waiting first = inLine(line, 0);
        core.offer("a");
        first.wasWoken();
        assertThat(core.poll()).isEqualTo("a");
        line.leave(first);
        Waiting late = inLine(line, 0);
        core.offer("b");
        assertThat(isWoken(late)).isTrue();
        line.leave(late);
    }

    /** Four elements that come at once wake one receiver; it wakes the next after its success, and so on. */
    @Test
    void wakeOfManyElements_travelsAlongThoseWhoWait() throws Exception {
        BoundedCore<Object> four = new BoundedCore<>("four", 4);
        four.severalReceivers();
        long deadline = Waiter.deadline(Duration.ofSeconds(5));
        List<CompletableFuture<Object>> got = new ArrayList<>();
        List<Worker> receivers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            CompletableFuture<Object> mine = new CompletableFuture<>();
            got.add(mine);
            receivers.add(new Worker(
                    Thread.ofPlatform().factory(), () -> mine.complete(four.receive(NOBODY, true, deadline))));
        }
        Awaitility.await().until(() -> four.receiversWaiting() == 4);
        assertThat(four.offerMany(List.of(1, 2, 3, 4), 0)).isEqualTo(4);
        Worker.finish(receivers);
        assertThat(got).extracting(CompletableFuture::get).containsExactlyInAnyOrder(1, 2, 3, 4);
    }

    /** The same for room. */
    @Test
    void wakeOfMuchRoom_travelsAlongThoseWhoWait() throws Exception {
        BoundedCore<Object> four = new BoundedCore<>("four", 4);
        assertThat(four.offerMany(List.of(1, 2, 3, 4), 0)).isEqualTo(4);
        long deadline = Waiter.deadline(Duration.ofSeconds(5));
        List<CompletableFuture<Boolean>> sent = new ArrayList<>();
        List<Worker> senders = new ArrayList<>();
        for (int i = 5; i <= 8; i++) {
            int element = i;
            CompletableFuture<Boolean> mine = new CompletableFuture<>();
            sent.add(mine);
            senders.add(new Worker(
                    Thread.ofPlatform().factory(), () -> mine.complete(four.send(element, NOBODY, true, deadline))));
        }
        Awaitility.await().until(() -> four.sendersWaiting() == 4);
        List<Object> taken = new ArrayList<>();
        assertThat(four.pollMany(taken, 4)).isEqualTo(4);
        Worker.finish(senders);
        assertThat(sent).extracting(CompletableFuture::get).containsOnly(true);
        assertThat(four.pollMany(taken, 4)).isEqualTo(4);
        assertThat(taken).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6, 7, 8);
    }

    /** Else it could wait under the lock for an element that another has taken, while nobody can make room. */
    @Test
    void claimUnderTheLock_ofAReceiver_afterTheRuleHasEnded_isAlone() throws Exception {
        long tail = core.words.tail;
        assertThat(core.words.casTail(tail, tail + Words.ONE)).isTrue(); // a sender has claimed, and not yet stored
        List<Object> got = new ArrayList<>();
        Worker receiver = new Worker(Thread.ofPlatform().daemon().factory(), () -> got.add(core.pollRuled(false)));
        Awaitility.await().until(() -> (core.words.head & Words.RECEIVERS_RULED) != 0);
        Cells.put(core.cells, 0, "late");
        receiver.finish();
        assertThat(got).containsExactly("late");
        assertThat(core.words.head & Words.RECEIVERS_RULED).isZero();
    }

    @Test
    void claimUnderTheLock_ofASender_afterTheRuleHasEnded_isAlone() throws Exception {
        core.offer("first");
        long head = core.words.head;
        assertThat(core.words.casHead(head, head + Words.ONE)).isTrue(); // a receiver has claimed, and not yet emptied
        Worker sender = new Worker(
                Thread.ofPlatform().daemon().factory(),
                () -> assertThat(core.offerRuled("second", false)).isTrue());
        Awaitility.await().until(() -> (core.words.tail & Words.SENDERS_RULED) != 0);
        Cells.clear(core.cells, 0);
        sender.finish();
        assertThat(core.words.tail & Words.SENDERS_RULED).isZero();
        assertThat(core.poll()).isEqualTo("second");
    }

    /** A sender that waits for real is served although another thread takes all the room that it can get. */
    @Test
    void sender_isNotStarvedByABarger() throws Exception {
        core.offer("full");
        CompletableFuture<Boolean> sent = new CompletableFuture<>();
        List<Object> got = new ArrayList<>();
        Worker waiting = new Worker(
                Thread.ofPlatform().factory(),
                () -> sent.complete(core.send("patient", NOBODY, true, Waiter.deadline(Duration.ofSeconds(10)))));
        Awaitility.await().until(() -> core.sendersWaiting() == 1);
        while (!sent.isDone()) {
            Object element = core.poll();
            if (element != null) {
                got.add(element);
                core.offer("barger");
            }
        }
        waiting.finish();
        assertThat(sent.get()).isTrue();
        got.add(core.poll());
        got.add(core.poll());
        assertThat(got).contains("patient");
    }
}
