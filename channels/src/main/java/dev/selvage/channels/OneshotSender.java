package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The handle that sends the value of a {@link Oneshot}, and is used up by it. It has one owner, moves into a fork by
 * {@code scope.fork(sender, s -> ...)}, and cannot be copied. Closed or lost without having sent, it ends the channel.
 *
 * @param <T> the value
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class OneshotSender<T> extends AbstractHandle<Core<T>> implements Handle<OneshotSender<T>> {
    /*
     * Overview. The channel is a bounded one with room for one element, no more senders, and this handle for its sender.
     * Sending gives the handle up first: so there is one element at most, and room for it.
     *
     * Invariants. (1) Whoever gives the handle up, and nobody else, removes the sender, once the value is in: the receiver
     * sees the value first and then the end. (2) offer() fails only if the channel is closed.
     *
     * No lost wake-ups, Memory ordering. Those of BoundedCore.
     *
     * Checked by: OneshotTest, OneshotStress, OneshotJcstress.
     */
    static final String NOUN = "sender of oneshot";
    private static final HandleKind<Core<?>> KIND = new HandleKind<>(NOUN, Core::removeSender);

    @SuppressWarnings("unchecked") // the kind treats all channels alike
    private static <T> HandleKind<Core<T>> kind() {
        return (HandleKind<Core<T>>) (HandleKind<?>) KIND;
    }

    /** Makes the handle of a sender that has been counted. */
    OneshotSender(Core<T> core) {
        super(core, kind());
    }

    private OneshotSender(Core<T> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    /**
     * Sends the value, and uses the handle up. Never waits, and never looks at the interrupt flag.
     *
     * @throws SendException with the value, if the receiver is gone; the handle is used up, too
     * @throws HandleClosedException if the handle was used, closed or moved
     */
    public void send(T value) {
        if (!offer(value)) {
            throw targetAlways().notSent(List.of(value), 0);
        }
    }

    /** Sends the value, and uses the handle up. Otherwise like {@link #send}, but tells by its result that the receiver is gone. */
    public TrySend<T> trySend(T value) {
        return offer(value)
                ? new TrySend.Sent<>()
                : new TrySend.Closed<>(value, Optional.ofNullable(targetAlways().cause()));
    }

    private boolean offer(T value) {
        Objects.requireNonNull(value, "value");
        if (!giveUp(Fate.SPENT)) {
            throw closed();
        }
        Core<T> core = targetAlways();
        try {
            return core.offer(value);
        } finally {
            core.removeSender();
        }
    }

    /**
     * Says that there will be no value, and why, and gives the handle up: the receiver gets {@link ClosedException} with the
     * cause.
     *
     * @throws HandleClosedException if the handle was used, closed or moved
     */
    public void fail(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        if (!giveUp(Fate.SPENT)) {
            throw closed();
        }
        Core<T> core = targetAlways();
        core.end(Ending.closed(cause), false);
        core.removeSender();
    }

    /** {@return whether the receiver is gone: nobody will take a value} */
    public boolean isClosed() {
        return target().isClosed();
    }

    /**
     * Waits until the receiver is gone, so that work on a value that nobody wants can stop.
     *
     * @throws InterruptedException if the thread is interrupted before
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before
     */
    public void awaitClosed() throws InterruptedException {
        target().awaitClosed(false, 0);
    }

    /** Like {@link #awaitClosed()}, but gives up after the timeout and returns false. */
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return target().awaitClosed(true, Waiter.deadline(timeout));
    }

    @Override
    public OneshotSender<T> move() {
        Object before = giveUpForMove();
        return new OneshotSender<>(targetAlways(), before);
    }

    /** Gives the handle up, and ends the channel if nothing was sent. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            targetAlways().removeSender();
        }
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it.
     *
     * @return this handle
     */
    public OneshotSender<T> detach() {
        target();
        outliveOwner();
        return this;
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return targetAlways().text("OneshotSender", stateText());
    }
}
