package dev.selvage.channels;

import java.util.Optional;

/**
 * How an attempt to receive ended.
 *
 * @param <E> the elements of the channel
 */
public sealed interface Received<E> {
    /**
     * An element.
     *
     * @param element the element
     * @param <E> the elements of the channel
     */
    record Value<E>(E element) implements Received<E> {}

    /**
     * There was none before the time was over, but one may come.
     *
     * @param <E> the elements of the channel
     */
    record Empty<E>() implements Received<E> {}

    /**
     * The channel has ended: it is drained, and nothing will come.
     *
     * @param cause the cause with which the channel was closed, if it was
     * @param <E> the elements of the channel
     */
    record Closed<E>(Optional<Throwable> cause) implements Received<E> {}

    /** {@return the element, or empty if there was none} */
    default Optional<E> value() {
        return this instanceof Value<E>(E element) ? Optional.of(element) : Optional.empty();
    }
}
