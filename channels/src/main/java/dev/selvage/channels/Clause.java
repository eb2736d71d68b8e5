package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One way for a select to go on. Its own thread only.
 *
 * @param <E> the elements of the channel
 * @param <R> the result of the select
 */
abstract class Clause<E, R> {
    /** How an attempt ended. */
    enum Attempt {
        DONE,
        ENDED,
        NOTHING
    }

    private final int number;
    final Party party;

    /** The place in the current round. */
    private @Nullable Place<E> place;

    /** What it carries from round to round. */
    private long ticket;

    private int lost;

    /** Its channel has ended, as the last look has shown. */
    private boolean ended;

    /** The moves of the channel before the last attempt that failed. */
    private long moves;

    Clause(int number, Party party) {
        this.number = number;
        this.party = party;
    }

    /** Throws if the handle was given up. */
    abstract void checkHandle();

    /** Gets ready before the first attempt of a select. */
    abstract void prepare(boolean skipClosed);

    /** Sends or takes if that is possible at this instant; what was promised to the place, if there is one, is used. */
    abstract Attempt attempt(@Nullable Place<E> place);

    /** {@return whether the element of a chosen place has changed hands, which is noted} */
    abstract boolean hasMet(Place<E> place);

    abstract Place<E> newPlace(Round round);

    abstract boolean enter(Place<E> place);

    abstract void leave(Place<E> place);

    abstract long movesNow();

    /** {@return what gives the result, after an attempt that was done} */
    abstract Supplier<R> result();

    /** {@return what gives the result, or throws, after an attempt that found the end} */
    abstract Supplier<R> end();

    /** {@return whether nothing can come of it any more} Asked by other threads, too. */
    abstract boolean isOver();

    /** {@return the cause with which its channel was closed, or null} */
    abstract @Nullable Throwable cause();

    /** {@return such as "receive from channel 'jobs'"} */
    abstract String what();

    /** {@return what it waits for} */
    abstract String wanted();

    /** {@return the same, with who can end the wait} Asked by other threads, too. */
    abstract Awaited awaited();

    /** Gives up what it keeps. */
    void close() {
        // most keep nothing
    }

    final String description() {
        return "clause " + number + " (" + what() + ")";
    }

    // ---- a select

    final void begin(boolean skipClosed) {
        ticket = 0;
        lost = 0;
        prepare(skipClosed);
    }

    final Attempt look() {
        moves = movesNow();
        Attempt attempt = attempt(null);
        ended = attempt == Attempt.ENDED;
        return attempt;
    }

    final boolean hasEnded() {
        return ended;
    }

    /** {@return whether it cannot have become ready since the last attempt} */
    final boolean isUnmoved() {
        return moves == movesNow();
    }

    // ---- a round

    /** Enters the line. Returns false if it is better to try. */
    final boolean enter(Round round) {
        Place<E> mine = newPlace(round);
        mine.ticket = ticket;
        mine.lost = lost;
        place = mine;
        return enter(mine);
    }

    final boolean has(Place<?> chosen) {
        return place == chosen;
    }

    /** Tries what the round has been decided for, by others. */
    final Attempt attemptChosen() {
        Place<E> mine = place;
        if (mine == null) {
            throw new IllegalStateException(description() + " was chosen without a place");
        }
        mine.wasWoken();
        if (hasMet(mine)) {
            return Attempt.DONE;
        }
        party.check();
        lost++;
        return attempt(mine);
    }

    /** Tries after it was not worth while to wait. */
    final Attempt attemptInstead() {
        party.check();
        return attempt(place);
    }

    final void leave() {
        Place<E> mine = place;
        if (mine != null) {
            ticket = mine.ticket;
            place = null;
            leave(mine);
        }
    }
}
