package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** The receiving side of a channel with a buffer, bounded or not. */
abstract class BufferedCore<E> extends Core<E> {
    final Words words = new Words();
    final ElementLine elementLine;
    private final Spin spin = Spin.doubtful();

    @SuppressWarnings("this-escape") // the line asks the core only when somebody waits
    BufferedCore(String name) {
        super(name);
        this.elementLine = new ElementLine(this);
    }

    /** {@return the index up to which elements were, or are being, put in, as the tail says} */
    abstract long claimed(long tail);

    /** Takes an element under the lock of the line, which is served first unless the element was promised. */
    abstract @Nullable E pollRuled(boolean promised);

    @Override
    final @Nullable E receive(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(elementLine);
        E element = poll();
        if (element == null && hasLooked(timed, deadline)) {
            party.check(); // the handle may have been given up meanwhile
            element = poll();
        }
        return element != null ? element : receiveLate(party, timed, deadline);
    }

    /** Looks for an element for a while, if that is worth while and nobody is in line. Returns whether to try again. */
    private boolean hasLooked(boolean timed, long deadline) {
        return spin.isDue(received())
                && elementLine.size() == 0
                && (!timed || deadline - System.nanoTime() > 0)
                && spin.until(() -> size() > 0 || isClosed());
    }

    private @Nullable E receiveLate(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waiting node = new Waiting(party, elementLine);
        try {
            do {
                party.check();
                E element = node.takePromise() ? pollRuled(true) : poll();
                if (element == null && isClosed()) {
                    element = poll(); // once more: nothing comes any more
                    if (element == null) {
                        throw ended();
                    }
                }
                if (element != null) {
                    return element;
                }
            } while (elementLine.await(node, timed, deadline));
            return null;
        } finally {
            elementLine.leave(node);
            if (isReceivingOver()) {
                dropRest(cause()); // what was promised to this node
            }
        }
    }

    @Override
    final int receiveMany(Collection<? super E> into, int most, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        Waits.check(elementLine);
        int many = pollMany(into, most);
        if (many > 0) {
            return many;
        }
        E element = receiveLate(party, timed, deadline);
        if (element == null) {
            return 0;
        }
        into.add(element);
        return 1 + pollMany(into, most - 1);
    }

    // ---- selects

    @Override
    final boolean enterToReceive(Place<E> place) {
        return elementLine.settle(place);
    }

    @Override
    final void leaveToReceive(Place<E> place) {
        elementLine.leave(place);
        if (isReceivingOver()) {
            dropRest(cause()); // what was promised to this place
        }
    }

    @Override
    final @Nullable E poll(Place<E> place) {
        return place.takePromise() ? pollRuled(true) : poll();
    }

    @Override
    final boolean hasMet(Place<E> place) {
        return false; // it was told that there may be something
    }

    @Override
    final long movesForReceivers() {
        return (words.tail & ~(Words.RECEIVER_WAITS | Words.SENDERS_RULED)) + elementLine.returned();
    }

    // ---- the end

    /** Puts bits on the tail that say what is over. */
    abstract void stop(long bits);

    @Override
    final void stopSending() {
        stop(Words.SENDING_OVER);
    }

    @Override
    final void stopReceiving() {
        severalReceivers(); // whoever takes the rest out is one more
        stop(Words.RECEIVING_OVER);
    }

    @Override
    final Awaited wantedByReceivers() {
        return elementLine;
    }

    @Override
    final boolean isReceiving(Party party) {
        return elementLine.has(party);
    }

    @Override
    final int receiversWaiting() {
        return elementLine.size();
    }

    @Override
    final boolean isClosed() {
        return (words.tail & Words.OVER) != 0;
    }

    @Override
    final boolean isReceivingOver() {
        return (words.tail & Words.RECEIVING_OVER) != 0;
    }

    @Override
    final void severalReceivers() {
        if ((words.head & Words.SEVERAL_RECEIVERS) == 0) {
            words.setHeadBits(Words.SEVERAL_RECEIVERS);
        }
    }

    @Override
    final long size() {
        long h = words.head; // before the tail, or the difference could be negative
        return claimed(words.tail) - Words.index(h);
    }

    @Override
    final long sent() {
        return claimed(words.tail);
    }

    @Override
    final long received() {
        return Words.index(words.head);
    }
}
