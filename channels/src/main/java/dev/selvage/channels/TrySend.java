package dev.selvage.channels;

import java.util.Optional;

/**
 * How an attempt to send ended. An element that was not sent comes back.
 *
 * @param <E> the elements of the channel
 */
public sealed interface TrySend<E> {
    /**
     * It was sent.
     *
     * @param <E> the elements of the channel
     */
    record Sent<E>() implements TrySend<E> {}

    /**
     * There was no room, or nobody to meet, before the time was over.
     *
     * @param element what was not sent
     * @param <E> the elements of the channel
     */
    record Full<E>(E element) implements TrySend<E> {}

    /**
     * The channel takes no more elements.
     *
     * @param element what was not sent
     * @param cause the cause with which the channel was closed, if it was
     * @param <E> the elements of the channel
     */
    record Closed<E>(E element, Optional<Throwable> cause) implements TrySend<E> {}

    /** {@return whether it was sent} */
    default boolean isSent() {
        return this instanceof Sent;
    }
}
