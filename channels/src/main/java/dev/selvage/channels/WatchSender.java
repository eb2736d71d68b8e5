package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A handle to send with to all receivers of a {@link Watch}. It has one owner, is copied by {@link #clone}, moves into a fork
 * by {@code scope.fork(sender, s -> ...)}, and counts as a sender until it is closed, or lost, which is reported. No operation
 * waits, or looks at the interrupt flag. All throw {@code HandleClosedException} if the handle was closed or moved.
 *
 * @param <E> the values
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class WatchSender<E> extends AbstractHandle<WatchCore<E>> implements Handle<WatchSender<E>>, Cloneable {
    static final String NOUN = "sender of watch";
    private static final HandleKind<WatchCore<?>> KIND = new HandleKind<>(NOUN, WatchCore::removeSender);

    @SuppressWarnings("unchecked") // the kind treats all alike
    private static <E> HandleKind<WatchCore<E>> kind() {
        return (HandleKind<WatchCore<E>>) (HandleKind<?>) KIND;
    }

    /** Makes the handle of a sender that has been counted. */
    WatchSender(WatchCore<E> core) {
        super(core, kind());
    }

    private WatchSender(WatchCore<E> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    /**
     * Sends a value to all receivers that there are at this instant.
     *
     * @throws SendException with the value, if there is no receiver at this instant, or it has ended
     */
    public void send(E value) {
        WatchCore<E> core = target();
        if (!core.publish(Objects.requireNonNull(value, "value"), true)) {
            throw core.notSent(value);
        }
    }

    /** Sends a value, and tells by the result if there is no receiver, or it has ended. Otherwise like {@link #send}. */
    public TrySend<E> trySend(E value) {
        WatchCore<E> core = target();
        return core.publish(Objects.requireNonNull(value, "value"), true)
                ? new TrySend.Sent<>()
                : new TrySend.Closed<>(value, Optional.ofNullable(core.cause()));
    }

    /**
     * Sends a value, also if there is no receiver.
     *
     * @return the value before
     * @throws SendException with the value, if the watch was closed
     */
    public E replace(E value) {
        WatchCore<E> core = target();
        E before = core.replace(Objects.requireNonNull(value, "value"));
        if (before == null) {
            throw core.notSent(value);
        }
        return before;
    }

    /**
     * Replaces the value by what the function makes of it, also if there is no receiver. The function runs while nobody else
     * can change the value: it should be short, and must not wait. What it throws changes nothing, and reaches the caller.
     *
     * @return the new value
     * @throws ClosedException if the watch was closed; the function was not called
     */
    public E update(UnaryOperator<E> function) {
        WatchCore<E> core = target();
        E now = core.update(Objects.requireNonNull(function, "function"));
        if (now == null) {
            throw core.ended();
        }
        return now;
    }

    /** {@return the value of this instant} */
    public E value() {
        return target().value();
    }

    /** {@return how many receivers there are at this instant} */
    public int receiverCount() {
        return target().receiverCount();
    }

    /**
     * {@return another sender, of the caller}
     *
     * @throws ClosedException if it has ended
     */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public WatchSender<E> clone() {
        WatchCore<E> core = target();
        if (!core.senders.tryAddBesideOthers()) {
            throw core.refused("sender");
        }
        return new WatchSender<>(core);
    }

    @Override
    public WatchSender<E> move() {
        Object before = giveUpForMove();
        return new WatchSender<>(targetAlways(), before);
    }

    /** Gives this handle up; the last one ends the watch. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            targetAlways().removeSender();
        }
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it: for handles in fields.
     *
     * @return this handle
     */
    public WatchSender<E> detach() {
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
        return targetAlways().text("WatchSender", stateText());
    }
}
