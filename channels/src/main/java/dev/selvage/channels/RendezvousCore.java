package dev.selvage.channels;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel without a buffer: a sender and a receiver meet. */
final class RendezvousCore<E> extends Core<E> {
    /*
     * Overview. A dual queue. Whoever finds nobody of the other side waits: in the seat, if nobody else waits at all, else in
     * the line of its own side. Who comes takes out the one that sits, without a lock, or the first of the other line, under
     * the lock; then hands the element over, or takes it. The lines are for crowds and for selects. Whoever begins to use
     * them moves the one that sits to its line, and until they are empty again nobody meets in the seat.
     *
     * States. turns is even while both lines are empty and the channel is open, else odd. seat refers to the last meeting that
     * sat; whether it still does is in its state (see Meeting), and the next one replaces it. A meeting in a line is linked, or
     * taken out. Whoever has taken one out claims it, which succeeds unless its thread has left (interrupt, cancellation,
     * time). refused tells the thread that nobody came: the channel, or its handle, is over.
     *
     * Invariants. (1) One of the lines is empty, but for the clauses of selects, which may stand in both. (2) A meeting is in
     * the seat, in a line, or out of both, and leaves each by one step: the seat by the compare-and-set of its state, a line
     * under the lock. Only who has taken it out writes to it, before the claim. (3) A claim succeeds if and only if the
     * thread's wait ends as claimed or woken: then the element has changed hands, else it has not. (4) An element of a sender
     * is read before the claim: its thread takes it off after it, since the seat may refer to the meeting for long.
     *
     * No lost wake-ups. In the lines: the look at the other line, the look whether the channel is over, and the entry into
     * the own line are one step under the lock; so are the end of the channel and the emptying of the lines. Between seat and
     * lines: who sits down writes the seat, then reads turns and whether its handle is given up; who begins to use the lines
     * makes turns odd, then reads the seat. All are volatile, so one of the two sees the other: the one that sits gets up
     * again (moveToLine) and looks under the lock, or it is moved. A close gives the handle up, or is over, then takes the lock.
     * Who takes from the seat looks afterwards whether the channel is over, and refuses then.
     *
     * Order. The seat is entered only while the lines are empty, as its thread has seen since it came, so that it passes
     * nobody who was in line when it came; and when it is moved, the line is empty, so that nobody who comes later passes it.
     *
     * Nothing there. offer and poll fail only if turns was the same even number before and after they saw nobody in the seat:
     * at that instant the lines were empty, too. For selects, the moves count who sat down and who lined up: one that was there
     * and is not found any more has been counted.
     *
     * Cancellation. Who leaves ends its stay in the seat by its state, or takes its meeting out of the line. If it was taken
     * out before, the claim fails and the other goes on to the next.
     *
     * Memory ordering. The lock; the state of the meeting, then the waiter if there is one (see Waiter).
     *
     * Checked by: RendezvousTest, CoreStress, SelectStress, CloseStress, HandOverJcstress, ChannelCloseJcstress.
     */
    private static final VarHandle SEAT;
    private static final VarHandle UNMET;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            SEAT = lookup.findVarHandle(RendezvousCore.class, "seat", Meeting.class);
            UNMET = lookup.findVarHandle(RendezvousCore.class, "unmet", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TinyLock lock = new TinyLock();
    private final Awaited aReceiver = new Wanted.Room(this, "a receiver of");
    private final Awaited aSender = new Wanted.Element(this, "a sender");
    private final Spin spin = new Spin();

    /** Who sits, or sat last. Null until somebody has. */
    private volatile @Nullable Meeting<E> seat;

    /** Odd while the lines are in use. Written under the lock. */
    private volatile long turns;

    /** How many of those who sat or were taken out of a line have not met anybody there. */
    private volatile long unmet;

    // Guarded by the lock.
    private final WaitingList<Meeting<E>> senderLine = new WaitingList<>();
    private final WaitingList<Meeting<E>> receiverLine = new WaitingList<>();
    private volatile long over;
    private long lined;
    private volatile long takenFromLines; // the same, for looking

    RendezvousCore(String name) {
        super(name);
    }

    // ---- the seat and the lines

    /** Hands the element to the receiver that sits, if there is one. */
    private boolean offerSeated(E element) {
        Meeting<E> other = seat;
        int before = other == null || other.sends || isLined(turns) ? Meeting.NOT_TAKEN : other.take();
        if (other == null || before == Meeting.NOT_TAKEN) {
            return false;
        }
        other.element = element;
        return claimTaken(other, before);
    }

    /** Takes the element of the sender that sits, if there is one. */
    private @Nullable E pollSeated() {
        Meeting<E> other = seat;
        int before = other == null || !other.sends || isLined(turns) ? Meeting.NOT_TAKEN : other.take();
        if (other == null || before == Meeting.NOT_TAKEN) {
            return null;
        }
        E element = other.element; // before the claim: its thread takes it off
        return claimTaken(other, before) ? element : null;
    }

    private boolean claimTaken(Meeting<E> other, int before) {
        boolean late = over != 0;
        other.refused = late;
        if (other.claimTaken(before) && !late) {
            return true;
        }
        other.element = null; // nobody reads it, and the seat may keep the meeting for long
        UNMET.getAndAdd(this, 1L);
        return false;
    }

    /** {@return whether somebody of that side sits at this instant} */
    private boolean isSeated(boolean sender) {
        Meeting<E> other = seat;
        return other != null && other.sends == sender && other.isSeated();
    }

    /** Has it wait in the seat, if nobody else waits. Returns false if it has to look under the lock. */
    private boolean sit(Meeting<E> mine) {
        Meeting<E> last = seat;
        if (isLined(turns) || mine.isLined() || (last != null && last.isSeated())) {
            return false;
        }
        mine.follow(last);
        if (!SEAT.compareAndSet(this, last, mine)) {
            return false;
        }
        return (!isLined(turns) && !mine.party.isGone()) || !moveToLine(mine);
    }

    private boolean moveToLine(Meeting<E> seated) {
        boolean moved = seated.moveToLine();
        if (moved) {
            UNMET.getAndAdd(this, 1L);
        }
        return moved;
    }

    private static boolean isLined(long turns) {
        return (turns & 1) != 0;
    }

    /** Begins a use of the lines: who sits is moved to its line. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void lock() {
        lock.lock();
        if (!isLined(turns)) {
            turns = turns + 1;
            Meeting<E> seated = seat;
            if (seated != null && moveToLine(seated)) {
                lineOf(seated.sends).add(seated);
            }
        }
    }

    /** Ends it; the seat is free again if nobody waits in a line. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void unlock() {
        if (over == 0 && senderLine.size() == 0 && receiverLine.size() == 0) {
            turns = turns + 1;
        }
        lock.unlock();
    }

    private WaitingList<Meeting<E>> lineOf(boolean senders) {
        return senders ? senderLine : receiverLine;
    }

    /** Takes the first of a line out. */
    private @Nullable Meeting<E> takeLined(boolean sender) {
        lock();
        try {
            return takeFirst(sender);
        } finally {
            unlock();
        }
    }

    /** Called under the lock. */
    private @Nullable Meeting<E> takeFirst(boolean sender) {
        Meeting<E> first = over == 0 ? lineOf(sender).first() : null;
        if (first != null) {
            lineOf(sender).remove(first);
            takenFromLines = ++lined;
        }
        return first;
    }

    /** Takes the first of the other side's line out. If there is none, it has this one wait, or refuses it. */
    private @Nullable Meeting<E> takeLinedOrWait(Meeting<E> mine) {
        lock();
        try {
            Meeting<E> other = takeFirst(!mine.sends);
            if (other == null) {
                lineUp(mine);
            }
            return other;
        } finally {
            unlock();
        }
    }

    /** Adds it to its line, or refuses it. Called under the lock. */
    private void lineUp(Meeting<E> mine) {
        mine.moveToLine();
        if (over == 0 && !mine.party.isGone()) {
            lineOf(mine.sends).add(mine);
        } else {
            mine.refused = true;
            mine.claim();
        }
    }

    /** Has it wait in its line. */
    void line(Meeting<E> mine) {
        lock();
        try {
            lineUp(mine);
        } finally {
            unlock();
        }
    }

    private boolean hand(Meeting<E> receiver, E element) {
        receiver.element = element;
        return claim(receiver);
    }

    /** Claims one that was taken out of a line. */
    private boolean claim(Meeting<E> other) {
        boolean claimed = other.claim();
        if (!claimed) {
            UNMET.getAndAdd(this, 1L);
        }
        return claimed;
    }

    // ---- sending

    @Override
    boolean offer(E element) {
        while (true) {
            long before = turns;
            if (isLined(before)) {
                Meeting<E> receiver = takeLined(false);
                if (receiver == null || hand(receiver, element)) {
                    return receiver != null;
                }
            } else if (offerSeated(element)) {
                return true;
            } else if (!isSeated(false) && turns == before) {
                return false;
            }
        }
    }

    @Override
    int offerMany(List<? extends E> elements, int from) {
        int at = from;
        while (at < elements.size() && offer(elements.get(at))) {
            at++;
        }
        return at - from;
    }

    @Override
    boolean send(E element, Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.begin(aReceiver);
        party.check();
        if (offerSeated(element)) {
            return true; // without a meeting of its own
        }
        Meeting<E> mine = newMeeting(party, element);
        try {
            while (!sit(mine)) {
                if (offerSeated(element)) {
                    return true;
                }
                Meeting<E> receiver = takeLinedOrWait(mine);
                if (receiver == null) {
                    break;
                }
                if (hand(receiver, element)) {
                    return true;
                }
            }
            if (!await(mine, timed, deadline)) {
                return false;
            }
        } finally {
            mine.end();
        }
        if (mine.refused) {
            party.check();
            throw notSent(List.of(element), 0);
        }
        return true;
    }

    @Override
    int sendAll(List<? extends E> elements, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        int sent = 0;
        try {
            while (sent < elements.size() && send(elements.get(sent), party, timed, deadline)) {
                sent++;
            }
            return sent;
        } catch (SendException e) {
            throw notSent(elements.subList(sent, elements.size()), sent);
        } catch (OutsideInterruptException e) {
            throw partly(elements, sent, e);
        } catch (HandleClosedException | ScopeCancelledException | DeadlockException e) {
            throw partly(elements, sent, e);
        }
    }

    // ---- receiving

    @Override
    @Nullable
    E poll() {
        while (true) {
            long before = turns;
            if (isLined(before)) {
                Meeting<E> sender = takeLined(true);
                E element = sender == null ? null : sender.element; // before the claim: its thread takes it off
                if (sender == null || claim(sender)) {
                    return element;
                }
            } else {
                E element = pollSeated();
                if (element != null || (!isSeated(true) && turns == before)) {
                    return element;
                }
            }
        }
    }

    @Override
    int pollMany(Collection<? super E> into, int most) {
        int many = 0;
        while (many < most) {
            E element = poll();
            if (element == null) {
                return many;
            }
            into.add(element);
            many++;
        }
        return many;
    }

    @Override
    @Nullable
    E receive(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.begin(aSender);
        party.check();
        E element = pollSeated();
        if (element != null) {
            return element; // without a meeting of its own
        }
        Meeting<E> mine = newMeeting(party, null);
        try {
            while (!sit(mine)) {
                element = pollSeated();
                if (element != null) {
                    return element;
                }
                Meeting<E> sender = takeLinedOrWait(mine);
                if (sender == null) {
                    break;
                }
                element = sender.element; // before the claim, as above
                if (claim(sender)) {
                    return element;
                }
            }
            if (!await(mine, timed, deadline)) {
                return null;
            }
        } finally {
            mine.end();
        }
        if (mine.refused) {
            party.check();
            throw ended();
        }
        return mine.takeElement();
    }

    @Override
    int receiveMany(Collection<? super E> into, int most, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        E element = receive(party, timed, deadline);
        if (element == null) {
            return 0;
        }
        into.add(element);
        return 1 + pollMany(into, most - 1);
    }

    /** Makes a meeting that is asleep from the start unless a look is worth while. */
    private Meeting<E> newMeeting(Party party, @Nullable E element) {
        Meeting<E> mine = new Meeting<>(party, element);
        if (!spin.isDue()) {
            mine.startAsleep(mine.sends ? aReceiver : aSender);
        }
        return mine;
    }

    /** Waits for the other side. Returns false if the time was over. */
    private boolean await(Meeting<E> mine, boolean timed, long deadline) throws OutsideInterruptException {
        if (!mine.isAsleep()) {
            boolean first = lineOf(mine.sends).size() <= 1;
            if ((first && spin.until(mine)) || !mine.fallAsleep(mine.sends ? aReceiver : aSender)) {
                return true;
            }
        }
        Waiter waiter = mine.waiter();
        Wake wake = Wanted.await(waiter, timed, deadline);
        if (wake == Wake.WOKEN) {
            return true;
        }
        if (mine.leaveSeat()) {
            UNMET.getAndAdd(this, 1L);
        } else {
            leave(mine);
        }
        Waits.rethrow(wake, waiter);
        return false;
    }

    // ---- selects

    @Override
    boolean enterToSend(Place<E> place) {
        return enter(place);
    }

    @Override
    boolean enterToReceive(Place<E> place) {
        return enter(place);
    }

    private boolean enter(Place<E> mine) {
        WaitingList<Meeting<E>> others = lineOf(!mine.sends);
        lock();
        try {
            if (over != 0 || mine.party.isGone()) {
                return false;
            }
            Meeting<E> other = mine.firstStranger(others);
            while (other != null) {
                Round.Pairing pairing = mine.pairWith(other);
                if (pairing == Round.Pairing.TOO_LATE) {
                    return true;
                }
                others.remove(other); // met, or gone for good
                if (pairing == Round.Pairing.MET) {
                    takenFromLines = ++lined;
                    return true;
                }
                other = mine.firstStranger(others);
            }
            lineOf(mine.sends).add(mine);
            return true;
        } finally {
            unlock();
        }
    }

    @Override
    void leaveToSend(Place<E> place) {
        leave(place);
    }

    @Override
    void leaveToReceive(Place<E> place) {
        leave(place);
    }

    private void leave(Meeting<E> mine) {
        lock();
        try {
            if (mine.linked) {
                lineOf(mine.sends).remove(mine);
            }
        } finally {
            unlock();
        }
    }

    @Override
    boolean offer(E element, Place<E> place) {
        return offer(element);
    }

    @Override
    @Nullable
    E poll(Place<E> place) {
        return poll();
    }

    @Override
    boolean hasMet(Place<E> place) {
        return !place.refused;
    }

    @Override
    long movesForSenders() {
        return moves(receiverLine);
    }

    @Override
    long movesForReceivers() {
        return moves(senderLine);
    }

    private long moves(WaitingList<Meeting<E>> others) {
        lock();
        try {
            return others.added() + sits() + (over == 0 ? 0 : 1L << 62);
        } finally {
            unlock();
        }
    }

    // ---- permits

    @Override
    boolean tryReserve() {
        throw noRoom();
    }

    @Override
    boolean reserve(Party party, boolean timed, long deadline) {
        throw noRoom();
    }

    @Override
    boolean offerReserved(E element) {
        throw noRoom();
    }

    @Override
    void unreserve() {
        throw noRoom();
    }

    private UnsupportedOperationException noRoom() {
        return new UnsupportedOperationException(description()
                + " is a rendezvous: it has no room that could be reserved; use send, or a bounded channel");
    }

    // ---- the end

    @Override
    void stopSending() {
        lock();
        try {
            if (over == 0) {
                over = Words.SENDING_OVER;
            }
        } finally {
            unlock();
        }
    }

    @Override
    void stopReceiving() {
        lock();
        try {
            over = Words.OVER;
        } finally {
            unlock();
        }
    }

    @Override
    boolean isClosed() {
        return over != 0;
    }

    @Override
    boolean isReceivingOver() {
        return (over & Words.RECEIVING_OVER) != 0;
    }

    @Override
    void severalReceivers() {
        // makes no difference
    }

    @Override
    void wakeAll() {
        refuse(senderLine, null);
        refuse(receiverLine, null);
    }

    @Override
    void wake(Party party) {
        refuse(senderLine, party);
        refuse(receiverLine, party);
    }

    private void refuse(WaitingList<Meeting<E>> line, @Nullable Party party) {
        while (true) {
            Meeting<E> meeting;
            lock();
            try {
                meeting = party == null ? line.first() : line.firstOf(party);
                if (meeting == null) {
                    return;
                }
                line.remove(meeting);
                meeting.refused = true;
            } finally {
                unlock();
            }
            meeting.claim();
        }
    }

    // ---- looking

    @Override
    Awaited wantedByReceivers() {
        return aSender;
    }

    @Override
    Awaited wantedBySenders() {
        return aReceiver;
    }

    @Override
    boolean isReceiving(Party party) {
        Meeting<E> sitting = seat;
        if (sitting != null && !sitting.sends && sitting.party == party && sitting.isSeated()) {
            return true;
        }
        lock.lock();
        try {
            return receiverLine.firstOf(party) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    int sendersWaiting() {
        return waiting(true);
    }

    @Override
    int receiversWaiting() {
        return waiting(false);
    }

    private int waiting(boolean senders) {
        while (true) {
            long before = turns;
            int many = lineOf(senders).size() + (isSeated(senders) ? 1 : 0);
            if (turns == before) {
                return many;
            }
        }
    }

    @Override
    long size() {
        return 0;
    }

    @Override
    int capacity() {
        return 0;
    }

    /** {@return how often somebody has sat down} */
    private long sits() {
        Meeting<E> last = seat;
        return last == null ? 0 : last.number();
    }

    @Override
    long sent() {
        return meetings();
    }

    @Override
    long received() {
        return meetings();
    }

    private long meetings() {
        while (true) {
            long vain = unmet; // before the others, or the difference could be negative
            Meeting<E> last = seat;
            long known = takenFromLines + sits() - (last != null && last.isSeated() ? 1 : 0) - vain;
            if (seat == last) {
                return known;
            }
        }
    }
}
