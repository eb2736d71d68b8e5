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
    private final Spin spin = new Spin();

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
