package dev.selvage.channels;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handle to send with. The counterpart of Rust's {@code Sender}. It has one owner, is copied by {@link #clone}, moves into
 * a fork by {@code scope.fork(sender, s -> ...)}, and counts as a sender until it is closed, or lost, which is reported.
 * Several threads may send with one handle at the same time, as in Rust, where a sender is {@code Sync}: each thread's
 * elements stay in their order, and closing the handle ends the waits of all. A clone for each says better who still sends.
 *
 * <p>Operations that may wait have this in common. They wait for room in a bounded channel, or for a receiver of a
 * rendezvous; on an unbounded channel they never wait. An interrupt or the cancellation of the surrounding scope ends
 * them, also if they need not wait, and then nothing was sent. A timeout of zero or less tries once. Waiting senders are
 * served in order; see {@link Channel}. What a thread did before it sent happens before what the receiver does with the
 * element. Without a wait, sending costs a compare-and-set and no allocation. All operations throw
 * {@link HandleClosedException} if the handle was closed or moved, also by another thread while its owner waits.
 *
 * @param <E> the elements
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Sender<E> extends AbstractHandle<Core<E>> implements Handle<Sender<E>>, Cloneable {
    static final String NOUN = "sender of channel";
    private static final HandleKind<Core<?>> KIND = new HandleKind<>(NOUN, Core::removeSender);

    private final Party party = new Me();

    @SuppressWarnings("unchecked") // the kind treats all channels alike
    private static <E> HandleKind<Core<E>> kind() {
        return (HandleKind<Core<E>>) (HandleKind<?>) KIND;
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

    /** Makes the handle of a sender that has been counted. */
    Sender(Core<E> core) {
        super(core, kind());
    }

    private Sender(Core<E> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    // ---- sending

    /**
     * Sends an element, once there is room.
     *
     * @throws SendException with the element, if the channel takes no more elements
     * @throws InterruptedException if the thread is interrupted; the element was not sent
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; the element was not sent
     */
    public void send(E element) throws InterruptedException {
        target().send(Objects.requireNonNull(element, "element"), party, false, 0);
    }

    /**
     * Sends an element if there is room at this instant. Never waits, never looks at the interrupt flag, and never fails
     * without reason. Room that is reserved, or due to somebody who waits, is no room.
     */
    public TrySend<E> trySend(E element) {
        Core<E> core = target();
        if (core.offer(Objects.requireNonNull(element, "element"))) {
            return Sent.instance();
        }
        return core.isClosed()
                ? new TrySend.Closed<>(element, Optional.ofNullable(core.cause()))
                : new TrySend.Full<>(element);
    }

    /** Sends an element, but gives up after the timeout. Otherwise like {@link #send}, but tells of the end by its result. */
    public TrySend<E> trySend(E element, Duration timeout) throws InterruptedException {
        Core<E> core = target();
        try {
            return core.send(Objects.requireNonNull(element, "element"), party, true, Waiter.deadline(timeout))
                    ? Sent.instance()
                    : new TrySend.Full<>(element);
        } catch (SendException e) {
            return new TrySend.Closed<>(element, Optional.ofNullable(core.cause()));
        }
    }

    /** The one instance of a result without content. */
    private static final class Sent {
        private static final TrySend.Sent<Object> INSTANCE = new TrySend.Sent<>();

        @SuppressWarnings("unchecked") // it holds nothing
        static <E> TrySend<E> instance() {
            return (TrySend<E>) (TrySend<?>) INSTANCE;
        }
    }

    /**
     * Sends elements in their order, waiting for room as need be. As many as there is room for go in by one claim; those of
     * others may come between.
     *
     * @throws SendException if not all were sent: with the number of those that were and with the others. The cause is the
     *     interrupt (the flag is set again) or the cancellation, if that came after some were sent
     * @throws InterruptedException if the thread is interrupted before any was sent
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before any was sent
     */
    public void sendAll(Collection<? extends E> elements) throws InterruptedException {
        target().sendAll(List.copyOf(elements), party, false, 0);
    }

    /** Sends elements, but gives up after the timeout. Returns how many were sent. Otherwise like {@link #sendAll}. */
    public int trySendAll(Collection<? extends E> elements, Duration timeout) throws InterruptedException {
        return target().sendAll(List.copyOf(elements), party, true, Waiter.deadline(timeout));
    }

    // ---- permits

    /**
     * Claims room for one element, once there is some: sending it then cannot wait. The permit counts as a sender.
     *
     * @throws ClosedException if the channel takes no more elements
     * @throws UnsupportedOperationException if the channel is a rendezvous
     * @throws InterruptedException if the thread is interrupted; nothing was claimed
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing was claimed
     */
    public Permit<E> reserve() throws InterruptedException {
        return reserve(false, 0)
                .orElseThrow(() -> new IllegalStateException("a wait without a timeout has timed out: " + this));
    }

    /** Claims room if there is some at this instant. Never waits. Otherwise like {@link #reserve}. */
    public Optional<Permit<E>> tryReserve() {
        Core<E> core = countPermit();
        boolean reserved = false;
        try {
            reserved = core.tryReserve();
            if (!reserved && core.isClosed()) { // since the permit was counted
                throw core.refused("permit");
            }
            return reserved ? Optional.of(new Permit<>(core)) : Optional.empty();
        } finally {
            if (!reserved) {
                core.removeSender();
            }
        }
    }

    /** Claims room, but gives up after the timeout. Otherwise like {@link #reserve}. */
    public Optional<Permit<E>> tryReserve(Duration timeout) throws InterruptedException {
        return reserve(true, Waiter.deadline(timeout));
    }

    private Optional<Permit<E>> reserve(boolean timed, long deadline) throws InterruptedException {
        Core<E> core = countPermit();
        boolean reserved = false;
        try {
            reserved = core.reserve(party, timed, deadline);
            return reserved ? Optional.of(new Permit<>(core)) : Optional.empty();
        } finally {
            if (!reserved) {
                core.removeSender();
            }
        }
    }

    private Core<E> countPermit() {
        Core<E> core = target();
        if (!core.senders.tryAddBesideOthers()) {
            throw core.refused("permit");
        }
        return core;
    }

    // ---- the handle

    /** {@return whether the channel takes no more elements} */
    public boolean isClosed() {
        return target().isClosed();
    }

    /**
     * {@return another sender of the same channel, of the caller}
     *
     * @throws ClosedException if the channel takes no more elements
     */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public Sender<E> clone() {
        Core<E> core = target();
        if (!core.senders.tryAddBesideOthers()) {
            throw core.refused("sender");
        }
        return new Sender<>(core);
    }

    @Override
    public Sender<E> move() {
        Object before = giveUpForMove();
        Core<E> core = targetAlways();
        core.wake(party);
        return new Sender<>(core, before);
    }

    /** Gives this handle up; the last one ends the channel for senders. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            Core<E> core = targetAlways();
            core.wake(party);
            core.removeSender();
        }
    }

    /** {@return a handle that does not count as a sender, and gives one as long as there are others} It need not be closed. */
    public WeakSender<E> downgrade() {
        Core<E> core = target();
        core.weakSenderMade();
        return new WeakSender<>(core);
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it: for handles in fields.
     *
     * @return this handle
     */
    public Sender<E> detach() {
        target();
        outliveOwner();
        return this;
    }

    /** {@return the channel, for a select} Throws if the handle was given up. */
    Core<E> core() {
        return target();
    }

    /** {@return the handle, as those see it who wait on its behalf} */
    Party party() {
        return party;
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return targetAlways().text("Sender", stateText());
    }
}
