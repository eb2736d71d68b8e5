package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A handle to receive with from a {@link Broadcast}: it gets each value that is sent after it was made, unless it lags.
 *
 * <p>It has one owner, is copied by {@link #clone}, moves into a fork by {@code scope.fork(receiver, r -> ...)}, and counts as
 * a receiver until it is closed, or lost, which is reported. Two threads must not use one handle at the same time.
 * A {@link Select} can wait for it beside others.
 *
 * <p>Operations that may wait have this in common. They wait for a value, or for the end. An interrupt or the
 * cancellation of the surrounding scope ends them, also if they need not wait, and then nothing was taken. A timeout of zero
 * or less tries once. All receivers that wait are woken by each value. What the sender did before it sent happens before
 * what this thread does with the value. All operations throw {@code HandleClosedException} if the handle was closed or
 * moved, also by another thread while its owner waits.
 *
 * @param <E> the values
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class BroadcastReceiver<E> extends AbstractHandle<Subscription<E>>
        implements Handle<BroadcastReceiver<E>>, Cloneable {
    private static final String NOUN = "receiver of broadcast";
    private static final HandleKind<Subscription<?>> KIND = new HandleKind<>(NOUN, Subscription::end);

    private final BroadcastCore<E> core;
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
    BroadcastReceiver(BroadcastCore<E> core, Subscription<E> subscription) {
        super(subscription, kind());
        this.core = core;
    }

    private BroadcastReceiver(BroadcastCore<E> core, Subscription<E> subscription, @Nullable Object before) {
        super(subscription, kind(), before);
        this.core = core;
    }

    // ---- receiving

    /**
     * Takes the next value, once there is one.
     *
     * @throws LaggedException if values were overwritten; the next call gets the oldest that is kept
     * @throws ClosedException if the broadcast has ended: nothing is left for this receiver
     * @throws InterruptedException if the thread is interrupted; nothing was taken
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing was taken
     */
    public E receive() throws InterruptedException {
        return switch (next(false, 0)) {
            case BroadcastReceived.Value<E>(E value) -> value;
            case BroadcastReceived.Lagged<E>(long missed) -> throw lagged(missed);
            case BroadcastReceived.Closed<E> _ -> throw core.ended();
            case BroadcastReceived.Empty<E> _ ->
                throw new IllegalStateException("a wait without a timeout has timed out: " + this);
        };
    }

    LaggedException lagged(long missed) {
        return new LaggedException(
                "this receiver of broadcast " + core.label() + " has missed " + missed
                        + " values, because only the last " + core.capacity()
                        + " are kept: receive faster, or make the capacity greater",
                missed);
    }

    /** Takes the next value if there is one at this instant. Never waits, and never looks at the interrupt flag. */
    public BroadcastReceived<E> tryReceive() {
        BroadcastReceived<E> next = core.take(target());
        return next == null ? new BroadcastReceived.Empty<>() : next;
    }

    /** Takes the next value, but gives up after the timeout. Otherwise like {@link #receive}, but tells all by its result. */
    public BroadcastReceived<E> tryReceive(Duration timeout) throws InterruptedException {
        return next(true, Waiter.deadline(timeout));
    }

    private BroadcastReceived<E> next(boolean timed, long deadline) throws InterruptedException {
        Subscription<E> subscription = target();
        while (core.await(subscription, party, timed, deadline)) {
            BroadcastReceived<E> next = core.take(subscription);
            if (next != null) {
                return next;
            }
        }
        return new BroadcastReceived.Empty<>();
    }

    /** {@return how many values this receiver has yet to get, those that it has already missed included} */
    public long behind() {
        return core.behind(target());
    }

    // ---- the handle

    /** {@return another receiver, of the caller} It has seen what this one has. */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public BroadcastReceiver<E> clone() {
        Subscription<E> other = core.subscribe(target());
        if (other == null) {
            throw closed();
        }
        return new BroadcastReceiver<>(core, other);
    }

    @Override
    public BroadcastReceiver<E> move() {
        Object before = giveUpForMove();
        core.wake(party);
        return new BroadcastReceiver<>(core, targetAlways(), before);
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
    public BroadcastReceiver<E> detach() {
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
        return core.text("BroadcastReceiver", stateText());
    }
}
