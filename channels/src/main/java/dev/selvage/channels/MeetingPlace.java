package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Where the senders and receivers of a {@link RendezvousCore} meet: a seat for the one that waits alone, and a line for each
 * side.
 */
abstract class MeetingPlace<E> extends Core<E> {
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
            SEAT = lookup.findVarHandle(MeetingPlace.class, "seat", Meeting.class);
            UNMET = lookup.findVarHandle(MeetingPlace.class, "unmet", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final TinyLock lock = new TinyLock();
    final Awaited aReceiver = new Wanted.Room(this, "a receiver of");
    final Awaited aSender = new Wanted.Element(this, "a sender");

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

    MeetingPlace(String name) {
        super(name);
    }

    // ---- the seat and the lines

    /** Hands the element to the receiver that sits, if there is one. */
    boolean offerSeated(E element) {
        Meeting<E> other = seat;
        int before = other == null || other.sends || isLined(turns) ? Meeting.NOT_TAKEN : other.take();
        if (other == null || before == Meeting.NOT_TAKEN) {
            return false;
        }
        other.element = element;
        return claimTaken(other, before);
    }

    /** Takes the element of the sender that sits, if there is one. */
    @Nullable
    E pollSeated() {
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
    boolean isSeated(boolean sender) {
        Meeting<E> other = seat;
        return other != null && other.sends == sender && other.isSeated();
    }

    /** Has it wait in the seat, if nobody else waits. Returns false if it has to look under the lock. */
    boolean sit(Meeting<E> mine) {
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

    static boolean isLined(long turns) {
        return (turns & 1) != 0;
    }

    final long turns() {
        return turns;
    }

    /** Begins a use of the lines: who sits is moved to its line. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    void lock() {
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
    void unlock() {
        if (over == 0 && senderLine.size() == 0 && receiverLine.size() == 0) {
            turns = turns + 1;
        }
        lock.unlock();
    }

    WaitingList<Meeting<E>> lineOf(boolean senders) {
        return senders ? senderLine : receiverLine;
    }

    /** Takes the first of a line out. */
    @Nullable
    Meeting<E> takeLined(boolean sender) {
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
    @Nullable
    Meeting<E> takeLinedOrWait(Meeting<E> mine) {
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

    boolean hand(Meeting<E> receiver, E element) {
        receiver.element = element;
        return claim(receiver);
    }

    /** Claims one that was taken out of a line. */
    boolean claim(Meeting<E> other) {
        boolean claimed = other.claim();
        if (!claimed) {
            UNMET.getAndAdd(this, 1L);
        }
        return claimed;
    }

    /** Ends a wait, in the seat or in a line, in which nobody has come. */
    void giveUp(Meeting<E> mine) {
        if (mine.leaveSeat()) {
            UNMET.getAndAdd(this, 1L);
        } else {
            leave(mine);
        }
    }

    /** Has the clause of a select meet somebody of the other line, or wait in its own; false if the channel is over. */
    boolean enter(Place<E> mine) {
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

    /** Takes it out of its line, if it still is there. */
    void leave(Meeting<E> mine) {
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
    long movesForSenders() {
        return moves(receiverLine);
    }

    @Override
    long movesForReceivers() {
        return moves(senderLine);
    }

    /** {@return a number that has grown if somebody came who waits on the other side, or the channel has ended} */
    private long moves(WaitingList<Meeting<E>> others) {
        lock();
        try {
            return others.added() + sits() + (over == 0 ? 0 : 1L << 62);
        } finally {
            unlock();
        }
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
