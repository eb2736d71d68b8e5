package dev.selvage.channels;

import org.jspecify.annotations.Nullable;

/** Places in the order of their tickets. Guarded by its owner, but for the size. */
final class WaitingList<W extends Waiting> {
    private @Nullable Waiting first;
    private @Nullable Waiting last;
    private long tickets;
    private long added;

    /** Written by the owner; read by anybody. */
    private volatile int size;

    private int count;

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
        size = ++count;
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
        size = --count;
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
        return size;
    }
}
