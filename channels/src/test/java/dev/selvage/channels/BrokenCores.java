package dev.selvage.channels;

import org.jspecify.annotations.Nullable;

/** Channels with one wrong step each, which the checks must find. */
final class BrokenCores {
    private BrokenCores() {}

    /** Looks at the tail before the head, and takes what came and went meanwhile for nothing. */
    static final class LooksInTheWrongOrder<E> extends BoundedCore<E> {
        LooksInTheWrongOrder() {
            super("broken", 2);
        }

        @Override
        @Nullable
        E poll() {
            long t = words.tail;
            return Words.index(t) == Words.index(words.head) ? null : super.poll();
        }
    }

    /** The same, without a bound. */
    static final class LooksInTheWrongOrderUnbounded<E> extends UnboundedCore<E> {
        LooksInTheWrongOrderUnbounded() {
            super("broken");
        }

        @Override
        @Nullable
        E poll() {
            long t = words.tail;
            return Words.index(t) == Words.index(words.head) ? null : super.poll();
        }
    }

    /** Ends by a read and a write, and undoes the claims between the two. */
    static final class EndsInTwoSteps<E> extends BoundedCore<E> {
        EndsInTwoSteps() {
            super("broken", 2);
        }

        @Override
        void stop(long bits) {
            long t = words.tail;
            words.tail = t | bits;
        }
    }

    /** Gives the room of a permit back, and then sends into it, if it is still there. */
    static final class ReservesForNobody<E> extends BoundedCore<E> {
        ReservesForNobody() {
            super("broken", 1);
        }

        @Override
        boolean offerReserved(E element) {
            unreserve();
            return offer(element);
        }
    }
}
