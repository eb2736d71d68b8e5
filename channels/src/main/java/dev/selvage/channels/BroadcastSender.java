package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handle to send with to all receivers of a {@link Broadcast}. It has one owner, is copied by {@link #clone}, moves into a fork
 * by {@code scope.fork(sender, s -> ...)}, and counts as a sender until it is closed, or lost, which is reported. No operation
 * waits, or looks at the interrupt flag. All throw {@code HandleClosedException} if the handle was closed or moved.
 *
 * @param <E> the values
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class BroadcastSender<E> extends AbstractHandle<BroadcastCore<E>>
        implements Handle<BroadcastSender<E>>, Cloneable {
    static final String NOUN = "sender of broadcast";
    private static final HandleKind<BroadcastCore<?>> KIND = new HandleKind<>(NOUN, BroadcastCore::removeSender);

    @SuppressWarnings("unchecked") // the kind treats all alike
    private static <E> HandleKind<BroadcastCore<E>> kind() {
        return (HandleKind<BroadcastCore<E>>) (HandleKind<?>) KIND;
    }

    /** Makes the handle of a sender that has been counted. */
    BroadcastSender(BroadcastCore<E> core) {
        super(core, kind());
    }

    private BroadcastSender(BroadcastCore<E> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    /**
     * Sends a value to all receivers that there are at this instant.
     *
     * @throws SendException with the value, if there is no receiver at this instant, or it has ended
     */
    public void send(E value) {
        BroadcastCore<E> core = target();
        if (!core.publish(Objects.requireNonNull(value, "value"), true)) {
            throw core.notSent(value);
        }
    }

    /** Sends a value, and tells by the result if there is no receiver, or it has ended. Otherwise like {@link #send}. */
    public TrySend<E> trySend(E value) {
        BroadcastCore<E> core = target();
        return core.publish(Objects.requireNonNull(value, "value"), true)
                ? new TrySend.Sent<>()
                : new TrySend.Closed<>(value, Optional.ofNullable(core.cause()));
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
    public BroadcastSender<E> clone() {
        BroadcastCore<E> core = target();
        if (!core.senders.tryAddBesideOthers()) {
            throw core.refused("sender");
        }
        return new BroadcastSender<>(core);
    }

    @Override
    public BroadcastSender<E> move() {
        Object before = giveUpForMove();
        return new BroadcastSender<>(targetAlways(), before);
    }

    /** Gives this handle up; the last one ends the broadcast. A second close, or one after a move, does nothing. */
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
    public BroadcastSender<E> detach() {
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
        return targetAlways().text("BroadcastSender", stateText());
    }
}
