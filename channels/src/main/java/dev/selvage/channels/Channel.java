package dev.selvage.channels;

import dev.selvage.scope.handle.HandleOwner;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * A queue between threads that is used through two kinds of handles, {@link Sender} and {@link Receiver}, and ends when all
 * handles of one kind are gone. After Rust's {@code std::sync::mpsc} and crossbeam's channels.
 *
 * {@snippet :
 * var channel = Channel.<Job>bounded("jobs", 128);
 * try (Sender<Job> sender = channel.sender(); Receiver<Job> receiver = channel.receiver()) {
 *     Scope.run(scope -> {
 *         for (int i = 0; i < 4; i++) {
 *             scope.fork(sender.clone(), s -> produce(s)); // closed when the fork ends
 *         }
 *         sender.close();
 *         scope.fork(receiver.move(), r -> {
 *             for (Job job : r) { // ends when the last sender is gone
 *                 handle(job);
 *             }
 *         });
 *     });
 * }
 * }
 *
 * <p>A channel is <em>bounded</em>, and its senders wait for room; <em>unbounded</em>, and its senders never wait; or a
 * <em>rendezvous</em>, where a sender waits until its element was taken. One receiver is the fast path; more are possible.
 *
 * <p><b>The end.</b> When the last sender is gone, the receivers drain what is buffered, and then see the end. When the last
 * receiver is gone, sending fails at once, also for those who wait, and gives the element back; what is buffered goes to
 * {@link #onUndelivered}. {@link #close()} is the first, {@link #closeNow()} both at once. A channel that never had a
 * sender (receiver) has not lost its last one. The first ending stays, with its cause.
 *
 * <p><b>Order.</b> What one sender sends, each receiver gets in that order. Those who wait are woken in the order of their
 * arrival. A thread that comes by may be faster than one that was just woken, but one that has lost twice is served before
 * all newcomers.
 *
 * <p><b>Waiting.</b> Who must wait parks. A receiver, a select, and both sides of a rendezvous first look for the other side
 * for up to ten microseconds, as long as that has paid of late: a receiver not while elements stream in, and nobody if there
 * is only one processor or one carrier.
 *
 * <p><b>Deadlocks.</b> A thread whose wait only handles can end that are held by threads which wait for it in turn gets
 * {@link dev.selvage.scope.DeadlockException}; see {@link dev.selvage.scope.DeadlockDetection}. Nothing was sent or taken.
 * That needs to know who uses each of these handles: all are followed (leak detection {@code paranoid}, the default under
 * {@code -ea}), each was moved into a fork or has been used by its owner, and no other thread has ever used it.
 *
 * <p><b>Memory.</b> What a thread did before it sent an element happens before what the thread does that has received it.
 *
 * @param <E> the elements; never null
 */
public final class Channel<E> {
    private static final int MOST = 1 << 26;
    private static final AtomicLong UNNAMED = new AtomicLong();

    private final Core<E> core;

    private Channel(Core<E> core) {
        this.core = core;
    }

    /**
     * {@return a new channel with room for so many elements}
     *
     * @param capacity 0 for a rendezvous, at most 2<sup>26</sup>: the room is made at once
     * @throws IllegalArgumentException if the capacity is negative or greater
     */
    public static <E> Channel<E> bounded(String name, int capacity) {
        Objects.requireNonNull(name, "name");
        if (capacity < 0 || capacity > MOST) {
            throw new IllegalArgumentException("channel '" + name + "' cannot have a capacity of " + capacity + ": "
                    + (capacity < 0 ? "0 is a rendezvous" : MOST + " is the most; use unbounded()"));
        }
        return capacity == 0 ? rendezvous(name) : new Channel<>(new BoundedCore<>(name, capacity));
    }

    /** Like {@link #bounded(String, int)}, with a name that is a number. */
    public static <E> Channel<E> bounded(int capacity) {
        return bounded(number(), capacity);
    }

    /** {@return a new channel with room for as many elements as there is memory} */
    public static <E> Channel<E> unbounded(String name) {
        return new Channel<>(new UnboundedCore<>(Objects.requireNonNull(name, "name")));
    }

    /** Like {@link #unbounded(String)}, with a name that is a number. */
    public static <E> Channel<E> unbounded() {
        return unbounded(number());
    }

    /** {@return a new channel without room: senders and receivers meet} */
    public static <E> Channel<E> rendezvous(String name) {
        return new Channel<>(new RendezvousCore<>(Objects.requireNonNull(name, "name")));
    }

    /** Like {@link #rendezvous(String)}, with a name that is a number. */
    public static <E> Channel<E> rendezvous() {
        return rendezvous(number());
    }

    /**
     * {@return a new channel of what a publisher publishes} It subscribes at once, and asks for as many elements as there is
     * room for, in batches of at least half of the capacity, as receivers make room: no thread serves it. The publisher is
     * the one sender. {@code onComplete} ends the channel for senders, {@code onError} closes it with that cause. When the
     * last receiver is gone, or the channel is closed, the subscription is cancelled; what the publisher had already sent
     * goes to {@link #onUndelivered}.
     *
     * @param capacity how many elements are asked for and not yet received, at most; from 1 to 2<sup>26</sup>
     * @throws IllegalArgumentException if the capacity is another
     */
    public static <E> Channel<E> from(String name, Flow.Publisher<? extends E> publisher, int capacity) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(publisher, "publisher");
        if (capacity < 1 || capacity > MOST) {
            throw new IllegalArgumentException("channel '" + name + "' of a publisher cannot have a capacity of "
                    + capacity + ": it is how many elements are requested, from 1 to " + MOST);
        }
        PublishedCore<E> core = new PublishedCore<>(name, capacity);
        publisher.subscribe(core);
        return new Channel<>(core);
    }

    /** Like {@link #from(String, Flow.Publisher, int)}, with a name that is a number. */
    public static <E> Channel<E> from(Flow.Publisher<? extends E> publisher, int capacity) {
        return from(number(), publisher, capacity);
    }

    /** {@return a new channel for one value, with its two handles} */
    public static <T> Oneshot<T> oneshot(String name) {
        return new Oneshot<>(Objects.requireNonNull(name, "name"));
    }

    /** Like {@link #oneshot(String)}, with a name that is a number. */
    public static <T> Oneshot<T> oneshot() {
        return oneshot(number());
    }

    /**
     * {@return a new broadcast, whose values reach all receivers, and which keeps so many of the last ones}
     *
     * @param capacity from 1 to 2<sup>26</sup>: the room is made at once
     * @throws IllegalArgumentException if the capacity is another
     */
    public static <E> Broadcast<E> broadcast(String name, int capacity) {
        Objects.requireNonNull(name, "name");
        if (capacity < 1 || capacity > MOST) {
            throw new IllegalArgumentException("broadcast '" + name + "' cannot have a capacity of " + capacity
                    + ": it is how many values are kept for slow receivers, from 1 to " + MOST);
        }
        return new Broadcast<>(name, capacity);
    }

    /** Like {@link #broadcast(String, int)}, with a name that is a number. */
    public static <E> Broadcast<E> broadcast(int capacity) {
        return broadcast(number(), capacity);
    }

    /** {@return a new watch, whose receivers see the latest value} */
    public static <E> Watch<E> watch(String name, E initial) {
        return new Watch<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(initial, "initial"));
    }

    /** Like {@link #watch(String, Object)}, with a name that is a number. */
    public static <E> Watch<E> watch(E initial) {
        return watch(number(), initial);
    }

    private static String number() {
        return "#" + UNNAMED.incrementAndGet();
    }

    /**
     * Says what to do with elements that were sent and will not be received: those buffered when the last receiver goes, or
     * at {@link #closeNow()}. To be called before the channel is used. The consumer runs on the thread that closes; what it
     * throws stops nothing: it is suppressed into the cause of {@link #closeNow(Throwable)}, or else logged. An element that
     * comes back to its sender is not undelivered.
     *
     * @return this channel
     */
    public Channel<E> onUndelivered(Consumer<? super E> consumer) {
        core.onUndelivered(Objects.requireNonNull(consumer, "consumer"));
        return this;
    }

    // ---- handles

    /**
     * {@return a new handle to send with, of the caller}
     *
     * @throws ClosedException if the channel takes no more elements
     */
    public Sender<E> sender() {
        if (!core.senders.tryAdd()) {
            throw core.refused("sender");
        }
        return new Sender<>(core);
    }

    /**
     * {@return a new handle to receive with, of the caller} The second one makes all receivers a little slower.
     *
     * @throws ClosedException if all receivers are gone
     */
    public Receiver<E> receiver() {
        if (!core.receivers.tryAdd()) {
            throw core.refused("receiver");
        }
        return new Receiver<>(core);
    }

    // ---- the end

    /** Ends the channel for senders; receivers drain it. A second close does nothing. */
    public void close() {
        core.end(Ending.closed(null), false);
    }

    /** Like {@link #close()}, with a cause that both sides get. */
    public void close(Throwable cause) {
        core.end(Ending.closed(Objects.requireNonNull(cause, "cause")), false);
    }

    /** Ends the channel for both sides; what is buffered goes to {@link #onUndelivered}. */
    public void closeNow() {
        core.end(Ending.closed(null), true);
    }

    /** Like {@link #closeNow()}, with a cause that both sides get. */
    public void closeNow(Throwable cause) {
        core.end(Ending.closed(Objects.requireNonNull(cause, "cause")), true);
    }

    /** {@return whether it takes no more elements} */
    public boolean isClosed() {
        return core.isClosed();
    }

    /**
     * Waits until the channel takes no more elements, whatever the reason.
     *
     * @throws InterruptedException if the thread is interrupted before
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before
     */
    public void awaitClosed() throws InterruptedException {
        core.awaitClosed(false, 0);
    }

    /** Like {@link #awaitClosed()}, but gives up after the timeout and returns false. */
    public boolean awaitClosed(Duration timeout) throws InterruptedException {
        return core.awaitClosed(true, Waiter.deadline(timeout));
    }

    // ---- looking

    /** {@return the name} */
    public String name() {
        return core.name();
    }

    /** {@return how many elements are buffered at this instant} */
    public long size() {
        return core.size();
    }

    /** {@return for how many elements there is room: 0 for a rendezvous, {@code Integer.MAX_VALUE} without a bound} */
    public int capacity() {
        return core.capacity();
    }

    /** {@return how many handles and permits can send} */
    public int senderCount() {
        return core.senders.count();
    }

    /** {@return how many handles can receive} */
    public int receiverCount() {
        return core.receivers.count();
    }

    /**
     * {@return who has which open handle, oldest first} All at the level {@code paranoid} of the leak detection, about one in
     * 128 when sampled, none when it is off.
     */
    public List<HandleOwner> owners() {
        return core.owners();
    }

    /** {@return the state} */
    public ChannelStats stats() {
        return core.stats();
    }

    /** {@return such as {@code Channel[jobs, 3/16, senders=2, receivers=1 (1 waiting)]}} */
    @Override
    public String toString() {
        return core.text("Channel", null);
    }

    /** For tests of the inner parts. */
    Core<E> core() {
        return core;
    }
}
