package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import org.jspecify.annotations.Nullable;

/** One wait of a select, for which its clauses compete: one of them is chosen, or none. */
final class Round {
    /*
     * Overview. A round has one waiter and a place in the line of each clause. Whoever takes a place out of a line has to
     * choose it, which succeeds once in a round. It is then as if the thread had waited there only.
     *
     * States. open -> decided, by choose(), by pair(), or by giveUp(); or ended by the waiter, on which choose() depends:
     * WOKEN if and only if a place was chosen by somebody else.
     *
     * Invariants. (1) A place belongs to one round, and is linked once: whoever has taken it out and comes late finds that
     * the round is over, never the next one. (2) The thread of a round decides it in favour of a partner only together with
     * the partner's: pair() takes both under the two monitors. So a round that is decided elsewhere has taken nobody out.
     *
     * Two selects that meet. The monitors are taken in the order of the threads' numbers. Two rounds of one thread never
     * meet: a thread waits in one at a time, and its places pass over each other. They are taken under the lock of a line,
     * and no lock of a line is taken under them.
     *
     * No lost wake-ups. A waker that cannot choose goes on to the next in the line. One that has chosen a place has had the
     * thread try that clause and leave(), which signals whether it got something or not. See Line.
     *
     * Cancellation. Interrupt, cancellation and clock end the waiter by the compare-and-set that choose() needs, too.
     *
     * Memory ordering. The monitor; the waiter. Whether it is decided is looked at without the monitor: who finds it open
     * waits, and the wait ends at once if it is decided by then. The chosen place is written once, under the monitor, after
     * the wake: who finds it, has it; who does not, reads it under the monitor.
     *
     * Checked by: RoundTest, SelectTest, SelectStress, SelectJcstress.
     */

    /** How an attempt to pair ended. */
    enum Pairing {
        /** Both are chosen. */
        MET,
        /** This round has been decided elsewhere; the other is untouched. */
        TOO_LATE,
        /** The other has left. */
        GONE
    }

    private final long number = Thread.currentThread().threadId();
    private final Waiter waiter;

    // Written under the monitor.
    private volatile boolean decided;
    private @Nullable Place<?> chosen;

    Round(Awaited what) {
        this.waiter = new Waiter(what);
    }

    Waiter waiter() {
        return waiter;
    }

    /** Decides the round in favour of the place. Returns false if it is over. Called by whoever has taken the place out. */
    synchronized boolean choose(Place<?> place) {
        if (decided || !waiter.tryWake()) {
            return false;
        }
        decided = true;
        chosen = place;
        return true;
    }

    /** Decides two rounds at once, or this one and a plain wait. Called by the thread of the first, before it waits. */
    static <E> Pairing pair(Place<E> mine, Meeting<E> other, @Nullable E offered) {
        Round round = mine.round;
        Round others = Place.roundOf(other);
        if (others == null) {
            synchronized (round) {
                return round.pairLocked(mine, other, offered);
            }
        }
        boolean before = round.number < others.number;
        synchronized (before ? round : others) {
            synchronized (before ? others : round) {
                return round.pairLocked(mine, other, offered);
            }
        }
    }

    private <E> Pairing pairLocked(Place<E> mine, Meeting<E> other, @Nullable E offered) {
        if (decided) {
            return Pairing.TOO_LATE;
        }
        if (offered != null) {
            other.element = offered;
        }
        if (!other.claim()) {
            return Pairing.GONE;
        }
        decided = true;
        chosen = mine;
        return Pairing.MET;
    }

    /** Decides the round in favour of nobody: its thread tries again. Returns false if it was decided before. */
    synchronized boolean giveUp() {
        boolean mine = !decided;
        decided = true;
        return mine;
    }

    boolean isDecided() {
        return decided;
    }

    /** Waits, unless it is decided. Returns the place that was chosen, or null if the time was over. */
    @Nullable
    Place<?> await(boolean timed, long deadline) throws OutsideInterruptException {
        if (!isDecided()) {
            Wake wake = Wanted.await(waiter, timed, deadline);
            if (wake != Wake.WOKEN) {
                Waits.rethrow(wake, waiter);
                return null;
            }
        }
        return chosen();
    }

    private @Nullable Place<?> chosen() {
        Place<?> place = chosen;
        if (place != null) {
            return place;
        }
        synchronized (this) {
            return chosen;
        }
    }
}
