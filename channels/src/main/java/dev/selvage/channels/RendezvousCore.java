package dev.selvage.channels;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A channel without a buffer: a sender and a receiver meet. How they do it is written at {@link MeetingPlace}. */
final class RendezvousCore<E> extends MeetingPlace<E> {
    private final Spin spin = Spin.hopeful();

    RendezvousCore(String name) {
        super(name);
    }

    // ---- sending

    @Override
    boolean offer(E element) {
        while (true) {
            long before = turns();
            if (isLined(before)) {
                Meeting<E> receiver = takeLined(false);
                if (receiver == null || hand(receiver, element)) {
                    return receiver != null;
                }
            } else if (offerSeated(element)) {
                return true;
            } else if (!isSeated(false) && turns() == before) {
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
        Waits.check(aReceiver);
        party.check();
        if (offerSeated(element)) {
            return true; // without a meeting of its own
        }
        Meeting<E> mine = newMeeting(party, element);
        try {
            if (!sit(mine) && sendElsewhere(mine, element)) {
                return true;
            }
            if (!await(mine, timed, deadline)) {
                return false;
            }
        } finally {
            mine.end();
        }
        if (mine.refused) {
            throw refusedToSend(party, element);
        }
        return true;
    }

    /** Looks in the seat and in the lines by turns. Returns whether the element was sent; if not, it waits. */
    private boolean sendElsewhere(Meeting<E> mine, E element) {
        do {
            if (offerSeated(element)) {
                return true;
            }
            Meeting<E> receiver = takeLinedOrWait(mine);
            if (receiver == null) {
                return false;
            }
            if (hand(receiver, element)) {
                return true;
            }
        } while (!sit(mine));
        return false;
    }

    private SendException refusedToSend(Party party, E element) {
        party.check();
        return notSent(List.of(element), 0);
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
            long before = turns();
            if (isLined(before)) {
                Meeting<E> sender = takeLined(true);
                E element = sender == null ? null : sender.element; // before the claim: its thread takes it off
                if (sender == null || claim(sender)) {
                    return element;
                }
            } else {
                E element = pollSeated();
                if (element != null || (!isSeated(true) && turns() == before)) {
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
        Waits.check(aSender);
        party.check();
        E element = pollSeated();
        if (element != null) {
            return element; // without a meeting of its own
        }
        Meeting<E> mine = newMeeting(party, null);
        try {
            if (!sit(mine)) {
                element = receiveElsewhere(mine);
                if (element != null) {
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
            throw refusedToReceive(party);
        }
        return mine.takeElement();
    }

    /** Looks in the seat and in the lines by turns. Returns null if there is no element; then it waits. */
    private @Nullable E receiveElsewhere(Meeting<E> mine) {
        do {
            E element = pollSeated();
            if (element != null) {
                return element;
            }
            Meeting<E> sender = takeLinedOrWait(mine);
            if (sender == null) {
                return null;
            }
            element = sender.element; // before the claim, as above
            if (claim(sender)) {
                return element;
            }
        } while (!sit(mine));
        return null;
    }

    private ClosedException refusedToReceive(Party party) {
        party.check();
        return ended();
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
        if (!mine.isAsleep() && (looked(mine) || !mine.fallAsleep(mine.sends ? aReceiver : aSender))) {
            return true;
        }
        Waiter waiter = mine.waiter();
        Wake wake = Wanted.await(waiter, timed, deadline);
        return wake == Wake.WOKEN || left(mine, waiter, wake);
    }

    /** Looks for the other side for a while, if it is the first in line. Returns whether it has come. */
    private boolean looked(Meeting<E> mine) {
        return lineOf(mine.sends).size() <= 1 && spin.until(mine::isClaimed);
    }

    /** Ends a wait in which nobody has come. */
    private boolean left(Meeting<E> mine, Waiter waiter, Wake wake) throws OutsideInterruptException {
        giveUp(mine);
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

    @Override
    void leaveToSend(Place<E> place) {
        leave(place);
    }

    @Override
    void leaveToReceive(Place<E> place) {
        leave(place);
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
}
