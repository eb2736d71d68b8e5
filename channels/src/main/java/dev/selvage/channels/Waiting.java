package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A place in a {@link Line}: that of a thread which waits, or of one clause of a select. */
class Waiting {
    Party party;

    // Guarded by the line.
    @Nullable
    Waiting before;

    @Nullable
    Waiting after;

    boolean linked;

    /** When it came; it keeps its ticket when it waits again. 0 before it first came. */
    long ticket;

    /** It has lost so often that others must not pass it any more. */
    boolean urgent;

    /** A place is promised to it. Written before the wake, or by its own thread. */
    boolean granted;

    // Its own thread only.
    /** How often it was woken and found that others had been faster. */
    int lost;

    /** It was woken, and has not waited or got anything since; so it is not linked. */
    boolean woken;

    /** It was woken once or more: there may be a wake to pass on. */
    boolean wokenOnce;

    /** The wait; a new one each time. Written before the place is linked. */
    private @Nullable Waiter waiter;

    /** The wait has begun. */
    private boolean begun;

    /** Makes one without a wait, until that begins. */
    Waiting(Party party) {
        this.party = party;
        this.waiter = null;
    }

    Waiting(Party party, Awaited what) {
        this(party, new Waiter(what));
    }

    /** Makes one of several places of a thread that waits once for all of them. */
    Waiting(Party party, Waiter waiter) {
        this.party = party;
        this.waiter = waiter;
    }

    /** Begins a wait: the one that was made with this place, or another. */
    final Waiter begin(Awaited what) {
        Waiter mine = waiter;
        if (mine == null || begun) {
            mine = new Waiter(what);
            waiter = mine;
        }
        begun = true;
        return mine;
    }

    final boolean hasBegun() {
        return begun;
    }

    /** Somebody took it out of the line, and woke it. */
    final void wasWoken() {
        woken = true;
        wokenOnce = true;
    }

    /** It got something. */
    final void served() {
        woken = false;
        lost = 0;
    }

    /** {@return whether a place is promised to it, which the caller redeems now} Called by its own thread, not linked. */
    final boolean takePromise() {
        boolean mine = granted;
        granted = false;
        return mine;
    }

    /** Lets go of all that it refers to: somebody may refer to it for long. Called by its own thread, at the end. */
    final void forget() {
        party = Nobody.NOBODY;
        waiter = null;
    }

    final Waiter waiter() {
        return Objects.requireNonNull(waiter, "its wait has begun");
    }

    /**
     * Wakes the thread, after the place has been taken out of the line. Returns false if it has left, and was not woken by
     * this call. A clause of a select competes with the others for the state of the select first.
     */
    boolean claim() {
        Waiter mine = waiter;
        return mine != null && mine.tryWake();
    }
}
