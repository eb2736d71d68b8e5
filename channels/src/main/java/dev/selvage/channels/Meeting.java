package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/** The place of a sender or a receiver that waits for the other side of a rendezvous. */
class Meeting<E> extends Waiting {
    /** What the sender offers, or what the receiver was handed. Written before the claim by whoever took it out. */
    @Nullable
    E element;

    /** It was woken, but not to meet anybody. Written before the claim by whoever took it out. */
    boolean refused;

    Meeting(Party party, Awaited what, @Nullable E element) {
        super(party, what);
        this.element = element;
    }

    Meeting(Party party, Waiter waiter, @Nullable E element) {
        super(party, waiter);
        this.element = element;
    }
}
