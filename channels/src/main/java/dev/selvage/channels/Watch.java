package dev.selvage.channels;

import java.util.Objects;

/**
 * A channel that holds one value, the latest, whose receivers are told that it has changed: a configuration, a state. A
 * receiver that is slow misses values, never the last one. After tokio's {@code watch}.
 *
 * <p>When the last {@link WatchSender} is gone, or after {@link #close()}, a receiver sees the last change, and then the end;
 * the value can still be read. A watch that never had a sender has not ended. What a thread did before it sent a value
 * happens before what a thread does that has read it.
 *
 * <p>Reading the value costs a volatile read; the other operations take a monitor for a few instructions; sending costs in
 * proportion to the receivers that wait.
 *
 * @param <E> the value; never null. Receivers share it.
 */
public final class Watch<E> {
    private final WatchCore<E> core;

    Watch(String name, E initial) {
        this.core = new WatchCore<>(name, initial);
    }

    /**
     * {@return a new handle to send with, of the caller}
     *
     * @throws ClosedException if the watch has ended
     */
    public WatchSender<E> sender() {
        if (!core.senders.tryAdd()) {
            throw core.refused("sender");
        }
        return new WatchSender<>(core);
    }

    /**
     * {@return a new handle to receive with, of the caller} It has seen the value of this instant.
     *
     * @throws ClosedException if the watch has ended
     */
    public WatchReceiver<E> receiver() {
        Subscription<E> subscription = core.subscribe(null);
        if (subscription == null) {
            throw core.refused("receiver");
        }
        return new WatchReceiver<>(core, subscription);
    }

    /** {@return the value of this instant} */
    public E value() {
        return core.value();
    }

    /** Ends the watch for senders; receivers see the last change. A second close does nothing. */
    public void close() {
        core.end(Ending.closed(null));
    }

    /** Like {@link #close()}, with a cause that all get. */
    public void close(Throwable cause) {
        core.end(Ending.closed(Objects.requireNonNull(cause, "cause")));
    }

    /** {@return whether it takes no more values} */
    public boolean isClosed() {
        return core.isOver();
    }

    /** {@return the name} */
    public String name() {
        return core.name();
    }

    /** {@return the state} What was received is counted for each receiver; the initial value was not sent. */
    public ChannelStats stats() {
        return core.stats();
    }

    /** {@return such as {@code Watch[config, 1/1, senders=1, receivers=2 (1 waiting)]}} */
    @Override
    public String toString() {
        return core.toString();
    }
}
