package dev.selvage.channels;

import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The value of a watch: the latest one, and no other. */
final class WatchCore<E> extends NewsCore<E> {
    /*
     * Invariants. value is that with the number published; the initial one has the number 0. Values change under the
     * monitor of the core, so that the value and the number that a receiver takes belong together; borrow() alone reads it
     * without.
     *
     * Checked by: WatchTest, NewsStress.
     */
    private volatile E value;

    WatchCore(String name, E initial) {
        super("watch", name);
        this.value = initial;
    }

    @Override
    void keep(E next) {
        value = next;
    }

    E value() {
        return value;
    }

    /** Replaces the value. Returns the one before, or null if the news has ended. */
    synchronized @Nullable E replace(E next) {
        E before = value;
        return publish(next, false) ? before : null;
    }

    /** Replaces the value by what the function makes of it, under the monitor. Returns it, or null if the news has ended. */
    synchronized @Nullable E update(UnaryOperator<E> function) {
        if (isOver()) {
            return null;
        }
        E next = Objects.requireNonNull(function.apply(value), "the new value");
        return publish(next, false) ? next : null;
    }

    /** {@return the value if the receiver has not seen it, which it has from now on; else null} */
    synchronized @Nullable E takeNew(Subscription<E> receiver) {
        if (receiver.seen == published()) {
            return null;
        }
        return take(receiver);
    }

    /** {@return the value, which the receiver has seen from now on} */
    synchronized E take(Subscription<E> receiver) {
        if (receiver.seen != published()) {
            countReceived();
        }
        receiver.seen = published();
        return value;
    }

    synchronized boolean hasNew(Subscription<E> receiver) {
        return receiver.seen != published();
    }

    @Override
    String senderNoun() {
        return WatchSender.NOUN;
    }

    @Override
    String news() {
        return "a newer value";
    }

    @Override
    int capacity() {
        return 1;
    }

    @Override
    int size() {
        return 1;
    }

    @Override
    public String toString() {
        return text("Watch", null);
    }
}
