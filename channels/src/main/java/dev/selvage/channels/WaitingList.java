package dev.selvage.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Places in the order of their tickets. Guarded by its owner, but for the size. */
final class WaitingList<W extends Waiting> {
    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(WaitingList.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private @Nullable Waiting first;
    private @Nullable Waiting last;
    private long tickets;
    private long added;

    /** Written by the owner, with release: a fence would cost as much as the lock; read by anybody. */
    private int size;

    /** Adds the place: at the end, or, if it has been here before, where it belongs. */
    void add(W place) {
        Waiting next = null;
        if (place.ticket == 0) {
            place.ticket = ++tickets;
        } else {
            next = first;
            while (next != null && next.ticket < place.ticket) {
                next = next.after;
            }
        }
        insert(place, next == null ? last : next.before, next);
    }

    private void insert(Waiting place, @Nullable Waiting previous, @Nullable Waiting next) {
        place.before = previous;
        place.after = next;
        if (previous == null) {
            first = place;
        } else {
            previous.after = place;
        }
        if (next == null) {
            last = place;
        } else {
            next.before = place;
        }
        place.linked = true;
        added++;
        SIZE.setRelease(this, size + 1);
    }

    void remove(W place) {
        Waiting previous = place.before;
        Waiting next = place.after;
        if (previous == null) {
            first = next;
        } else {
            previous.after = next;
        }
        if (next == null) {
            last = previous;
        } else {
            next.before = previous;
        }
        place.before = null;
        place.after = null;
        place.linked = false;
        SIZE.setRelease(this, size - 1);
    }

    @SuppressWarnings("unchecked") // only such are added
    @Nullable
    W first() {
        return (W) first;
    }

    /** {@return how often a place was added} */
    long added() {
        return added;
    }

    /** {@return the first place that is taken on behalf of the party} */
    @SuppressWarnings("unchecked") // only such are added
    @Nullable
    W firstOf(Party party) {
        Waiting place = first;
        while (place != null && place.party != party) {
            place = place.after;
        }
        return (W) place;
    }

    /** {@return the first place that does not belong to the round} */
    @SuppressWarnings("unchecked") // only such are added
    @Nullable
    W firstOutside(Round round) {
        Waiting place = first;
        while (place != null && Place.roundOf(place) == round) {
            place = place.after;
        }
        return (W) place;
    }

    /** {@return how many places there are} Anybody may ask. */
    int size() {
        return (int) SIZE.getAcquire(this);
    }
}
