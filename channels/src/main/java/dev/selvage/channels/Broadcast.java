package dev.selvage.channels;

import java.util.Objects;

/**
 * A channel whose values reach all receivers. A receiver gets each value that is sent after it was made. Senders never wait:
 * the last {@code capacity} values are kept until all have got them, and a receiver that lags further behind learns how many
 * it has missed ({@link LaggedException}), and goes on with the oldest that is kept. After tokio's {@code broadcast}.
 *
 * <p>When the last {@link BroadcastSender} is gone, or after {@link #close()}, receivers get what is left for them, and then
 * the end. A broadcast that never had a sender has not ended. All receivers get the values in one order. What a thread did
 * before it sent a value happens before what a thread does that has received it.
 *
 * <p>Each operation takes a monitor for a few instructions; sending costs in proportion to the receivers that wait.
 *
 * @param <E> the values; never null. Receivers share them.
 */
public final class Broadcast<E> {
    private final BroadcastCore<E> core;

    Broadcast(String name, int capacity) {
        this.core = new BroadcastCore<>(name, capacity);
    }

    /**
     * {@return a new handle to send with, of the caller}
     *
     * @throws ClosedException if the broadcast has ended
     */
    public BroadcastSender<E> sender() {
        if (!core.senders.tryAdd()) {
            throw core.refused("sender");
        }
        return new BroadcastSender<>(core);
    }

    /**
     * {@return a new handle to receive with, of the caller} It gets what is sent from now on.
     *
     * @throws ClosedException if the broadcast has ended
     */
    public BroadcastReceiver<E> receiver() {
        Subscription<E> subscription = core.subscribe(null);
        if (subscription == null) {
            throw core.refused("receiver");
        }
        return new BroadcastReceiver<>(core, subscription);
    }

    /** Ends the broadcast for senders; receivers get what is left for them. A second close does nothing. */
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

    /** {@return the state} What was received is counted for each receiver. */
    public ChannelStats stats() {
        return core.stats();
    }

    /** {@return such as {@code Broadcast[prices, 3/16, senders=1, receivers=2 (1 waiting)]}} */
    @Override
    public String toString() {
        return core.toString();
    }
}
