package dev.selvage.channels;

import java.util.Optional;

/**
 * How an attempt to receive from a {@link Broadcast} ended.
 *
 * @param <E> the values of the broadcast
 */
public sealed interface BroadcastReceived<E> {
    /**
     * A value.
     *
     * @param element the value
     * @param <E> the values of the broadcast
     */
    record Value<E>(E element) implements BroadcastReceived<E> {}

    /**
     * Values were overwritten before the receiver got them. It goes on with the oldest that is kept.
     *
     * @param missed how many; positive
     * @param <E> the values of the broadcast
     */
    record Lagged<E>(long missed) implements BroadcastReceived<E> {}

    /**
     * There was none before the time was over, but one may come.
     *
     * @param <E> the values of the broadcast
     */
    record Empty<E>() implements BroadcastReceived<E> {}

    /**
     * The broadcast has ended: the receiver has got what it could get, and nothing will come.
     *
     * @param cause the cause with which the broadcast was closed, if it was
     * @param <E> the values of the broadcast
     */
    record Closed<E>(Optional<Throwable> cause) implements BroadcastReceived<E> {}

    /** {@return the value, or empty if there was none} */
    default Optional<E> value() {
        return this instanceof Value<E>(E element) ? Optional.of(element) : Optional.empty();
    }
}
