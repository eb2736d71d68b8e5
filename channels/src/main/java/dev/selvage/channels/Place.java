package dev.selvage.channels;

import org.jspecify.annotations.Nullable;

/** The place of a clause in the line of its channel, for one round of its select. */
final class Place<E> extends Meeting<E> {
    final Round round;

    /** @param element what the clause offers, or null if it receives */
    Place(Party party, Round round, @Nullable E element) {
        super(party, round.waiter(), element);
        this.round = round;
    }

    @Override
    boolean claim() {
        return round.choose(this);
    }

    /** Pairs this place, which is not in a line, with one that waits at the other side. Called under the lock of both lines. */
    Round.Pairing pairWith(Meeting<E> other) {
        E offered = other.element; // before the claim: its thread takes it off
        Round.Pairing pairing = Round.pair(this, other, sends ? element : null);
        if (pairing == Round.Pairing.MET && !sends) {
            element = offered;
        }
        return pairing;
    }

    /** {@return the first place in the line that is not of the same round} */
    @Nullable
    Meeting<E> firstStranger(WaitingList<Meeting<E>> line) {
        return line.firstOutside(round);
    }

    static @Nullable Round roundOf(Waiting place) {
        return place instanceof Place<?> clause ? clause.round : null;
    }
}
