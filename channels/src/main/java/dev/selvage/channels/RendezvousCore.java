package dev.selvage.channels;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel without a buffer: a sender and a receiver meet. */
final class RendezvousCore<E> extends Core<E> {
    /*
     * Overview. A dual queue: whoever finds nobody of the other side waits in the line of its own. Who comes takes the first
     * of the other line out, and hands the element over, or takes it.
     *
     * States. A meeting is linked, or taken out. Whoever has taken it out claims it, which succeeds unless its thread has
     * left (interrupt, cancellation, time). refused tells the thread that nobody came: the channel, or its handle, is over.
     *
     * Invariants. (1) One of the lines is empty, but for the clauses of selects, which may stand in both. (2) A meeting is
     * taken out once, and only who has taken it out writes to it, before the claim. (3) claim() succeeds if and only if the
     * thread's wait ends as woken: then the element has changed hands, else it has not.
     *
     * No lost wake-ups. The look at the other line, the look whether the channel is over, and the entry into the own line
     * are one step under the lock; so are the end of the channel and the emptying of the lines.
     *
     * Cancellation. Who leaves takes its meeting out. If it was taken out before, the claim fails and the other goes on to
     * the next.
     *
     * Memory ordering. The lock, and the claim before the unpark. See Waiter.
     *
     * Checked by: RendezvousTest, CoreStress, CloseStress, HandOverJcstress, ChannelCloseJcstress.
     */
    private final TinyLock lock = new TinyLock();
    private final Awaited aReceiver = new Wanted.Room(this, "a receiver of");
    private final Awaited aSender = new Wanted.Element(this, "a sender");
    private final Spin spin = new Spin();

    // Guarded by the lock.
    final WaitingList<Meeting<E>> senderLine = new WaitingList<>();
    final WaitingList<Meeting<E>> receiverLine = new WaitingList<>();
    private volatile long over;
    private long meetings;
    private volatile long met; // the same, for looking

    RendezvousCore(String name) {
        super(name);
    }

    // ---- sending

    @Override
    boolean offer(E element) {
        while (true) {
            Meeting<E> receiver;
            lock.lock();
            try {
                receiver = over == 0 ? receiverLine.first() : null;
                if (receiver == null) {
                    return false;
                }
                takeOut(receiverLine, receiver);
            } finally {
                lock.unlock();
            }
            if (hand(receiver, element)) {
                return true;
            }
        }
    }

    /** Takes a meeting out for a claim. Called under the lock. */
    private void takeOut(WaitingList<Meeting<E>> line, Meeting<E> meeting) {
        line.remove(meeting);
        met = ++meetings;
    }

    private boolean hand(Meeting<E> receiver, E element) {
        receiver.element = element;
        return receiver.claim() || notMet();
    }

    private boolean notMet() {
        lock.lock();
        try {
            met = --meetings;
        } finally {
            lock.unlock();
        }
        return false;
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
        if (receiverLine.size() > 0 && !party.isGone() && offer(element)) {
            return true; // without a meeting of its own
        }
        Meeting<E> mine = new Meeting<>(party, aReceiver, element);
        while (true) {
            party.check();
            Meeting<E> receiver;
            boolean closed;
            lock.lock();
            try {
                closed = over != 0;
                receiver = closed ? null : receiverLine.first();
                if (receiver != null) {
                    takeOut(receiverLine, receiver);
                } else if (!closed && !party.isGone()) {
                    senderLine.add(mine);
                    break;
                }
            } finally {
                lock.unlock();
            }
            if (closed) {
                throw notSent(List.of(element), 0);
            }
            if (receiver != null && hand(receiver, element)) {
                return true;
            }
        }
        if (!await(mine, senderLine, timed, deadline)) {
            return false;
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
            Meeting<E> sender;
            lock.lock();
            try {
                sender = over == 0 ? senderLine.first() : null;
                if (sender == null) {
                    return null;
                }
                takeOut(senderLine, sender);
            } finally {
                lock.unlock();
            }
            if (sender.claim()) {
                return sender.element;
            }
            notMet();
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
        if (senderLine.size() > 0 && !party.isGone()) {
            E element = poll();
            if (element != null) {
                return element; // without a meeting of its own
            }
        }
        Meeting<E> mine = new Meeting<>(party, aSender, null);
        while (true) {
            party.check();
            Meeting<E> sender;
            boolean closed;
            lock.lock();
            try {
                closed = over != 0;
                sender = closed ? null : senderLine.first();
                if (sender != null) {
                    takeOut(senderLine, sender);
                } else if (!closed && !party.isGone()) {
                    receiverLine.add(mine);
                    break;
                }
            } finally {
                lock.unlock();
            }
            if (closed) {
                throw ended();
            }
            if (sender != null) {
                if (sender.claim()) {
                    return sender.element;
                }
                notMet();
            }
        }
        if (!await(mine, receiverLine, timed, deadline)) {
            return null;
        }
        if (mine.refused) {
            party.check();
            throw ended();
        }
        return mine.element;
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

    /** Waits for the other side. Returns false if the time was over. */
    private boolean await(Meeting<E> mine, WaitingList<Meeting<E>> line, boolean timed, long deadline)
            throws OutsideInterruptException {
        Waiter waiter = mine.waiter();
        if (spin.until(waiter, line.size())) {
            return true;
        }
        Wake wake = Wanted.await(waiter, timed, deadline);
        if (wake == Wake.WOKEN) {
            return true;
        }
        leave(mine, line);
        Waits.rethrow(wake, waiter);
        return false;
    }

    // ---- selects

    @Override
    boolean enterToSend(Place<E> place) {
        return enter(place, senderLine, receiverLine, true);
    }

    @Override
    boolean enterToReceive(Place<E> place) {
        return enter(place, receiverLine, senderLine, false);
    }

    private boolean enter(Place<E> mine, WaitingList<Meeting<E>> line, WaitingList<Meeting<E>> others, boolean sends) {
        lock.lock();
        try {
            if (over != 0 || mine.party.isGone()) {
                return false;
            }
            Meeting<E> other = mine.firstStranger(others);
            while (other != null) {
                Round.Pairing pairing = mine.pairWith(other, sends);
                if (pairing == Round.Pairing.TOO_LATE) {
                    return true;
                }
                others.remove(other); // met, or gone for good
                if (pairing == Round.Pairing.MET) {
                    met = ++meetings;
                    return true;
                }
                other = mine.firstStranger(others);
            }
            line.add(mine);
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    void leaveToSend(Place<E> place) {
        leave(place, senderLine);
    }

    @Override
    void leaveToReceive(Place<E> place) {
        leave(place, receiverLine);
    }

    private void leave(Meeting<E> mine, WaitingList<Meeting<E>> line) {
        lock.lock();
        try {
            if (mine.linked) {
                line.remove(mine);
            }
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            return others.added() + (over == 0 ? 0 : 1L << 62);
        } finally {
            lock.unlock();
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
        lock.lock();
        try {
            if (over == 0) {
                over = Words.SENDING_OVER;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    void stopReceiving() {
        lock.lock();
        try {
            over = Words.OVER;
        } finally {
            lock.unlock();
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
            lock.lock();
            try {
                meeting = party == null ? line.first() : line.firstOf(party);
                if (meeting == null) {
                    return;
                }
                line.remove(meeting);
                meeting.refused = true;
            } finally {
                lock.unlock();
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
        lock.lock();
        try {
            return receiverLine.firstOf(party) != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    int sendersWaiting() {
        return senderLine.size();
    }

    @Override
    int receiversWaiting() {
        return receiverLine.size();
    }

    @Override
    long size() {
        return 0;
    }

    @Override
    int capacity() {
        return 0;
    }

    @Override
    long sent() {
        return met;
    }

    @Override
    long received() {
        return met;
    }
}
