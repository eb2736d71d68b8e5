package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Room for one element, claimed by {@link Sender#reserve}: sending it does not wait. Until it is used or closed it counts
 * as taken room and as a sender. It is a handle: it has one owner, can be moved, and is given back and reported if it is
 * lost. After tokio's {@code Permit}.
 *
 * @param <E> the elements
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Permit<E> extends AbstractHandle<Core<E>> implements Handle<Permit<E>> {
    static final String NOUN = "permit of channel";
    private static final HandleKind<Core<?>> KIND = new HandleKind<>(NOUN, Core::removePermit);

    @SuppressWarnings("unchecked") // the kind treats all channels alike
    private static <E> HandleKind<Core<E>> kind() {
        return (HandleKind<Core<E>>) (HandleKind<?>) KIND;
    }

    /** Makes the handle of room that has been claimed, and of a sender that has been counted. */
    Permit(Core<E> core) {
        super(core, kind());
    }

    private Permit(Core<E> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    /**
     * Sends an element into the room, and uses the permit up. Never waits for room.
     *
     * @throws SendException with the element, if the channel takes no more elements
     * @throws HandleClosedException if the permit was used, closed or moved
     */
    public void send(E element) {
        Objects.requireNonNull(element, "element");
        if (!giveUp(Fate.SPENT)) {
            throw closed();
        }
        Core<E> core = targetAlways();
        try {
            if (!core.offerReserved(element)) {
                throw core.notSent(List.of(element), 0);
            }
        } finally {
            core.removeSender();
        }
    }

    @Override
    public Permit<E> move() {
        Object before = giveUpForMove();
        return new Permit<>(targetAlways(), before);
    }

    /** Gives the room back, unless it was used. A second close does nothing. */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            targetAlways().removePermit();
        }
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return "Permit[" + targetAlways().name() + ", " + stateText() + "]";
    }
}
