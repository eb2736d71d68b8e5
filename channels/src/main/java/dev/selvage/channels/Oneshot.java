package dev.selvage.channels;

import java.util.Objects;
import java.util.function.Consumer;

/**
 * A channel for one value: an answer, a result, a signal. It has one {@link OneshotSender}, which is used up by sending, and
 * a {@link Receiver}. Both are there from the start, and of the caller: close them, or move them into forks. After tokio's
 * {@code oneshot}.
 *
 * {@snippet :
 * Oneshot<Answer> answer = Channel.oneshot("answer");
 * try (OneshotSender<Answer> sender = answer.sender(); Receiver<Answer> receiver = answer.receiver()) {
 *     requests.send(new Request(question, sender.move()));
 *     return receiver.receive(); // ClosedException if the sender is gone without a value
 * }
 * }
 *
 * <p>A sender that is gone without a value ends the channel: the receiver gets {@link ClosedException}. A receiver that is
 * gone first gives the value back to whoever sends it; a value that was sent and that no receiver will take goes to
 * {@link #onUndelivered}. What the sender did before it sent happens before what the receiver does with the value. The
 * receiver is an ordinary one, and can stand in whatever takes a receiver.
 *
 * @param <T> the value; never null
 */
public final class Oneshot<T> {
    private final Core<T> core;
    private final OneshotSender<T> sender;
    private final Receiver<T> receiver;

    Oneshot(String name) {
        core = new BoundedCore<>(name, 1);
        core.senders.tryAdd();
        core.senders.refuse();
        core.receivers.tryAdd();
        sender = new OneshotSender<>(core);
        receiver = new Receiver<>(core);
    }

    /**
     * Says what to do with a value that was sent and will not be received. To be called before the channel is used. The
     * consumer runs on the thread that closes the last receiver; what it throws is logged.
     *
     * @return this channel
     */
    public Oneshot<T> onUndelivered(Consumer<? super T> consumer) {
        core.onUndelivered(Objects.requireNonNull(consumer, "consumer"));
        return this;
    }

    /** {@return the sender} The same each time. */
    public OneshotSender<T> sender() {
        return sender;
    }

    /** {@return the receiver} The same each time. */
    public Receiver<T> receiver() {
        return receiver;
    }

    /** {@return the state} */
    public ChannelStats stats() {
        return core.stats();
    }

    /** {@return such as {@code Oneshot[answer, 0/1, senders=1, receivers=1 (1 waiting)]}} */
    @Override
    public String toString() {
        return core.text("Oneshot", null);
    }
}
