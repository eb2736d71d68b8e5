package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handle to read the value of a {@link Watch} with, and to wait until it changes. It remembers which value it has seen.
 *
 * <p>It has one owner, is copied by {@link #clone}, moves into a fork by {@code scope.fork(receiver, r -> ...)}, and counts as
 * a receiver until it is closed, or lost, which is reported. Two threads must not use one handle at the same time.
 * A {@link Select} can wait for it beside others.
 *
 * <p>Operations that may wait have this in common. They wait for a newer value, or for the end. An interrupt or the
 * cancellation of the surrounding scope ends them, also if they need not wait, and then nothing was taken. A timeout of zero
 * or less tries once. All receivers that wait are woken by each value. What the sender did before it sent happens before
 * what this thread does with the value. All operations throw {@code HandleClosedException} if the handle was closed or
 * moved, also by another thread while its owner waits.
 *
 * @param <E> the values
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class WatchReceiver<E> extends AbstractHandle<Subscription<E>>
        implements Handle<WatchReceiver<E>>, Cloneable {
    private static final String NOUN = "receiver of watch";
    private static final HandleKind<Subscription<?>> KIND = new HandleKind<>(NOUN, Subscription::end);

    private final WatchCore<E> core;
    private final Party party = new Me();

    @SuppressWarnings("unchecked") // the kind treats all alike
    private static <E> HandleKind<Subscription<E>> kind() {
        return (HandleKind<Subscription<E>>) (HandleKind<?>) KIND;
    }

    /** This handle, as those see it who wait on its behalf. */
    private final class Me implements Party {
        @Override
        public boolean isGone() {
            return isGivenUp();
        }

        @Override
        public void check() {
            if (isGivenUp()) {
                throw closed();
            }
        }
    }

    /** Makes the handle of a receiver that has been counted. */
    WatchReceiver(WatchCore<E> core, Subscription<E> subscription) {
        super(subscription, kind());
        this.core = core;
    }

    private WatchReceiver(WatchCore<E> core, Subscription<E> subscription, @Nullable Object before) {
        super(subscription, kind(), before);
        this.core = core;
    }

    // ---- reading

    /** {@return the value of this instant} That this receiver has seen it or not, stays as it was. */
    public E value() {
        target();
        return core.value();
    }

    /** {@return the value of this instant, which counts as seen from now on} */
    public E latest() {
        return core.take(target());
    }

    /** {@return whether there is a value that this receiver has not seen} */
    public boolean hasChanged() {
        return core.hasNew(target());
    }

    // ---- waiting for a change

    /**
     * Waits until there is a value that this receiver has not seen, and returns it; it counts as seen.
     *
     * @throws ClosedException if the watch has ended, and the last value was seen
     * @throws InterruptedException if the thread is interrupted; nothing counts as seen
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing counts as seen
     */
    public E changed() throws InterruptedException {
        return switch (next(false, 0)) {
            case Received.Value<E>(E value) -> value;
            case Received.Closed<E> _ -> throw core.ended();
            case Received.Empty<E> _ ->
                throw new IllegalStateException("a wait without a timeout has timed out: " + this);
        };
    }

    /** Takes the value if this receiver has not seen it. Never waits, and never looks at the interrupt flag. */
    public Received<E> tryChanged() {
        Subscription<E> subscription = target();
        boolean over = core.isOver(); // before the look: nothing comes after the end
        E value = core.takeNew(subscription);
        if (value != null) {
            return new Received.Value<>(value);
        }
        return over ? new Received.Closed<>(Optional.ofNullable(core.cause())) : new Received.Empty<>();
    }

    /** Waits for a change, but gives up after the timeout. Otherwise like {@link #changed}, but tells of the end by its result. */
    public Received<E> tryChanged(Duration timeout) throws InterruptedException {
        return next(true, Waiter.deadline(timeout));
    }

    private Received<E> next(boolean timed, long deadline) throws InterruptedException {
        Subscription<E> subscription = target();
        while (core.await(subscription, party, timed, deadline)) {
            Received<E> next = tryChanged();
            if (!(next instanceof Received.Empty)) {
                return next;
            }
        }
        return new Received.Empty<>();
    }

    // ---- the handle

    /** {@return another receiver, of the caller} It has seen what this one has. */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public WatchReceiver<E> clone() {
        Subscription<E> other = core.subscribe(target());
        if (other == null) {
            throw closed();
        }
        return new WatchReceiver<>(core, other);
    }

    @Override
    public WatchReceiver<E> move() {
        Object before = giveUpForMove();
        core.wake(party);
        return new WatchReceiver<>(core, targetAlways(), before);
    }

    /** Gives this handle up. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            core.wake(party);
            targetAlways().end();
        }
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it: for handles in fields.
     *
     * @return this handle
     */
    public WatchReceiver<E> detach() {
        target();
        outliveOwner();
        return this;
    }

    /** {@return how far it is, for a select} Throws if the handle was given up. */
    Subscription<E> subscription() {
        return target();
    }

    /** {@return the handle, as those see it who wait on its behalf} */
    Party party() {
        return party;
    }

    String label() {
        return core.label();
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return core.text("WatchReceiver", stateText());
    }
}
