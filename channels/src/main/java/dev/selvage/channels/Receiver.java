package dev.selvage.channels;

import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A handle to receive with. The counterpart of Rust's {@code Receiver}. It has one owner, is copied by {@link #clone}, moves
 * into a fork by {@code scope.fork(receiver, r -> ...)}, and counts as a receiver until it is closed, or lost, which is
 * reported. Each element goes to one receiver.
 *
 * <p>One thread at a time uses a handle: give each a clone. A second one that comes while the first waits, or a first one that
 * finds after its wait that another has come, gets {@link dev.selvage.scope.handle.HandleInUseException}, and has taken
 * nothing. Two that do not wait are not noticed; each element still goes to one of them. Threads may use a handle in turn,
 * but the second one makes it as slow as two receivers; {@link #move} does not, if its user moves it.
 *
 * <p>Operations that may wait have this in common. They wait for an element, or for the end of the channel. An interrupt or
 * the cancellation of the surrounding scope ends them, also if they need not wait, and then nothing was taken. A timeout of
 * zero or less tries once. Waiting receivers are served in order; see {@link Channel}. What the sender did before it sent
 * happens before what this thread does with the element. Without a wait, receiving costs a compare-and-set and no
 * allocation. All operations throw {@link HandleClosedException} if the handle was closed or moved, also by another thread
 * while its owner waits.
 *
 * @param <E> the elements
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Receiver<E> extends AbstractHandle<Core<E>> implements Handle<Receiver<E>>, Iterable<E>, Cloneable {
    static final String NOUN = "receiver of channel";
    private static final HandleKind<Core<?>> KIND = new HandleKind<>(NOUN, Core::removeReceiver);

    private final SoleUser party = new Me();

    @SuppressWarnings("unchecked") // the kind treats all channels alike
    private static <E> HandleKind<Core<E>> kind() {
        return (HandleKind<Core<E>>) (HandleKind<?>) KIND;
    }

    /** This handle, as those see it who wait on its behalf. */
    private final class Me extends SoleUser {
        @Override
        public boolean isGone() {
            return isGivenUp();
        }

        @Override
        void checkOpen() {
            if (isGivenUp()) {
                throw closed();
            }
        }

        @Override
        void severalReceivers() {
            targetAlways().severalReceivers();
        }

        @Override
        boolean isAwaited() {
            return targetAlways().isReceiving(this);
        }

        @Override
        String handle() {
            return NOUN + " " + targetAlways().label();
        }
    }

    /** Makes the handle of a receiver that has been counted. */
    Receiver(Core<E> core) {
        super(core, kind());
        if (core.receivers.count() > 1) {
            core.severalReceivers();
        }
    }

    private Receiver(Core<E> core, @Nullable Object before) {
        super(core, kind(), before);
    }

    /**
     * {@return the channel, for an operation of the current thread}
     *
     * @throws HandleClosedException if the handle was given up
     * @throws dev.selvage.scope.handle.HandleInUseException if another thread waits with it
     */
    Core<E> use() {
        Core<E> core = target();
        party.use();
        return core;
    }

    // ---- receiving

    /**
     * Takes an element, once there is one.
     *
     * @throws ClosedException if the channel has ended: it is drained, and nothing will come; with the cause of its end
     * @throws InterruptedException if the thread is interrupted; nothing was taken
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing was taken
     */
    public E receive() throws InterruptedException {
        E element = use().receive(party, false, 0);
        if (element == null) {
            throw new IllegalStateException("a wait without a timeout has timed out: " + this);
        }
        return element;
    }

    /**
     * Takes an element if there is one at this instant. Never waits, never looks at the interrupt flag, and never fails
     * without reason. An element that is due to somebody who waits is none.
     */
    public Received<E> tryReceive() {
        Core<E> core = use();
        E element = core.poll();
        if (element == null && core.isClosed()) {
            element = core.poll(); // once more: nothing comes any more
            if (element == null) {
                return new Received.Closed<>(Optional.ofNullable(core.cause()));
            }
        }
        return element == null ? new Received.Empty<>() : new Received.Value<>(element);
    }

    /** Takes an element, but gives up after the timeout. Otherwise like {@link #receive}, but tells of the end by its result. */
    public Received<E> tryReceive(Duration timeout) throws InterruptedException {
        Core<E> core = use();
        try {
            E element = core.receive(party, true, Waiter.deadline(timeout));
            return element == null ? new Received.Empty<>() : new Received.Value<>(element);
        } catch (ClosedException e) {
            return new Received.Closed<>(Optional.ofNullable(core.cause()));
        }
    }

    /**
     * Takes several elements, once there is one: as many as there are then, by one claim if possible.
     *
     * @param most how many at most
     * @return the elements in their order, at least one
     * @throws IllegalArgumentException if that is not positive
     * @throws ClosedException if the channel has ended
     * @throws InterruptedException if the thread is interrupted; nothing was taken
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing was taken
     */
    public List<E> receiveMany(int most) throws InterruptedException {
        List<E> elements = new ArrayList<>();
        use().receiveMany(elements, checkPositive(most), party, false, 0);
        return elements;
    }

    /** Takes several elements, but gives up after the timeout with an empty list. Otherwise like {@link #receiveMany}. */
    public List<E> tryReceiveMany(int most, Duration timeout) throws InterruptedException {
        List<E> elements = new ArrayList<>();
        use().receiveMany(elements, checkPositive(most), party, true, Waiter.deadline(timeout));
        return elements;
    }

    /**
     * Takes as many elements as there are at this instant, and adds them to the collection. Never waits.
     *
     * @param most how many at most
     * @return how many; 0 also if the channel has ended
     */
    public int drainTo(Collection<? super E> collection, int most) {
        return use().pollMany(Objects.requireNonNull(collection, "collection"), checkPositive(most));
    }

    private int checkPositive(int most) {
        if (most <= 0) {
            throw new IllegalArgumentException("channel " + targetAlways().label() + " was asked for at most " + most
                    + " elements: ask for 1 or more");
        }
        return most;
    }

    /**
     * {@return the elements to come} Each {@code hasNext} waits like {@link #receive}, and holds the element for
     * {@code next}. It ends when the channel has, if that was without a cause; else it throws {@link ClosedException}. If it
     * is interrupted it throws {@link ReceiveInterruptedException}, with the interrupt flag set.
     */
    @Override
    public Iterator<E> iterator() {
        target();
        return new Elements();
    }

    private final class Elements implements Iterator<E> {
        private @Nullable E next;

        @Override
        public boolean hasNext() {
            if (next == null) {
                next = receiveOrEnd();
            }
            return next != null;
        }

        @Override
        public E next() {
            E element = hasNext() ? next : null;
            if (element == null) {
                throw new NoSuchElementException("channel " + targetAlways().label() + " has ended");
            }
            next = null;
            return element;
        }
    }

    /** Takes an element; null at an end without a cause. */
    @Nullable
    E receiveOrEnd() {
        Core<E> core = use();
        try {
            return core.receive(party, false, 0);
        } catch (ClosedException e) {
            if (e.getCause() != null) {
                throw e;
            }
            return null;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** Takes several elements; none at an end without a cause. */
    List<E> receiveManyOrEnd(int most) {
        try {
            return receiveMany(most);
        } catch (ClosedException e) {
            if (e.getCause() != null) {
                throw e;
            }
            return List.of();
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private ReceiveInterruptedException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ReceiveInterruptedException(
                "interrupted in an iteration over channel " + targetAlways().label() + "; nothing was taken", e);
    }

    /**
     * {@return the elements to come, as a stream that takes each when it asks for it} It waits, ends and is interrupted as
     * the {@linkplain #iterator() iteration} is. Closing the stream closes this receiver; reading it to its end does not.
     *
     * <p>A parallel stream takes what there is, up to 64 elements at a time, and gives them to the threads of its pool as
     * they come. Those threads are not the scope's: one of them waits for elements, also if the surrounding scope is
     * cancelled or the caller is interrupted, until the channel ends; and a short-circuiting operation may take more than
     * it uses. For work on elements at the same time, forks with a clone each are the better choice.
     */
    public Stream<E> stream() {
        target();
        return StreamSupport.stream(new ElementSpliterator<>(this), false).onClose(this::close);
    }

    /**
     * {@return the elements to come, for one subscriber} Subscribing moves this handle: a second subscriber gets an error,
     * and this handle cannot be used any more; {@code receiver.clone().asPublisher(scope)} serves one more. Until then it is
     * the caller's.
     *
     * <p>A subscription is served by a fork of the scope, on whose virtual thread the subscriber gets its signals, all but
     * {@code onSubscribe}; so nothing runs any more when the scope has ended. A scope that waits for its forks waits for the
     * subscriber to get the end of the channel, or to cancel. An element is taken once it has been requested, and a
     * subscriber may block in {@code onNext}. The end is told without a request: {@code onComplete}, or {@code onError} with
     * the cause that the channel was closed with, or with the cancellation of the scope or the interrupt. Cancelling the
     * subscription closes the receiver. What {@code onNext} throws is the failure of the fork.
     *
     * @param scope where the fork is made; subscribing follows its rules for who may fork, and tells by {@code onError} if
     *     that was refused
     */
    public Flow.Publisher<E> asPublisher(Scope scope) {
        target();
        return ReceiverPublisher.in(Objects.requireNonNull(scope, "scope"), this);
    }

    /**
     * {@return the elements to come, for one subscriber, served by a fork of a scope of {@link Scope#open}} Otherwise like
     * {@link #asPublisher(Scope)}. To the joiner the fork is one without a result: the end of the subscription is a success
     * whose value is null, what {@code onNext} throws is a failure. A scope that has been joined refuses the fork.
     */
    public Flow.Publisher<E> asPublisher(JoinScope<?, ?> scope) {
        target();
        return ReceiverPublisher.in(Objects.requireNonNull(scope, "scope"), this);
    }

    // ---- the handle

    /**
     * {@return another receiver of the same channel, of the caller} Each element goes to one of them.
     *
     * @throws ClosedException if the channel was closed for receivers
     */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public Receiver<E> clone() {
        Core<E> core = target();
        if (!core.receivers.tryAddBesideOthers()) {
            throw core.refused("receiver");
        }
        return new Receiver<>(core);
    }

    @Override
    public Receiver<E> move() {
        Object before = giveUpForMove();
        Core<E> core = targetAlways();
        core.wake(party);
        party.moved();
        return new Receiver<>(core, before);
    }

    /**
     * Gives this handle up; the last one ends the channel for both sides. A second close, or one after a move, does
     * nothing.
     */
    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            Core<E> core = targetAlways();
            core.wake(party);
            core.removeReceiver();
        }
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it: for handles in fields.
     *
     * @return this handle
     */
    public Receiver<E> detach() {
        target();
        outliveOwner();
        return this;
    }

    /** {@return the channel} Throws if the handle was given up. */
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
        return targetAlways().text("Receiver", stateText());
    }
}
