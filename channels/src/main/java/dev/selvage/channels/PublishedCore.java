package dev.selvage.channels;

import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A bounded channel whose sender is a publisher. It asks for as many elements as there is room for, in batches. */
final class PublishedCore<E> extends BoundedCore<E> implements Flow.Subscriber<E> {
    /*
     * Overview. requested is the number of elements asked for since the beginning. Whoever has taken elements raises it to
     * what was received plus the capacity, if that is half the capacity more, and asks for the difference.
     *
     * Invariants. (1) requested - received <= capacity: what is asked for has room, as the publisher is the only sender;
     * so onNext never waits. (2) If all that was asked for has come, and less than half of the capacity is buffered,
     * somebody is about to ask for more: received changes before it is read in refill().
     *
     * Cancellation. The end of the channel sets a bit, then reads the subscription; onSubscribe sets the subscription, then
     * reads the bit. One of the two cancels. A publisher that has ended is not cancelled.
     *
     * Checked by: FromPublisherTest, PublishedStress, ReactiveStreamsTckTest.
     */
    private final int batch;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<Flow.@Nullable Subscription> upstream = new AtomicReference<>();

    /** The publisher has told its end. */
    private volatile boolean finished;

    PublishedCore(String name, int capacity) {
        super(name, capacity);
        this.batch = (capacity + 1) / 2;
        senders.tryAdd();
        senders.refuse();
    }

    // ---- what the publisher tells

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (!upstream.compareAndSet(null, subscription)) {
            subscription.cancel();
        } else if (isClosed()) {
            cancel();
        } else {
            refill();
        }
    }

    @Override
    public void onNext(E element) {
        if (offer(Objects.requireNonNull(element, "element"))) {
            return;
        }
        if (isClosed()) {
            handOver(element, cause());
            return;
        }
        IllegalStateException cause = new IllegalStateException("the publisher of " + description()
                + " has sent more than the " + requested.get() + " elements it was asked for: it breaks rule 1.1 of"
                + " Reactive Streams; the subscription was cancelled");
        handOver(element, cause);
        end(Ending.closed(cause), false);
    }

    @Override
    public void onError(Throwable cause) {
        Objects.requireNonNull(cause, "cause");
        if (!finished) {
            finished = true;
            end(Ending.closed(cause), false);
            removeSender();
        }
    }

    @Override
    public void onComplete() {
        if (!finished) {
            finished = true;
            removeSender();
        }
    }

    // ---- what it is told

    private void refill() {
        Flow.Subscription subscription = upstream.get();
        while (subscription != null && !isClosed()) {
            long before = requested.get();
            long more = received() + capacity() - before;
            if (more < batch) {
                return;
            }
            if (requested.compareAndSet(before, before + more)) {
                request(subscription, more);
                return;
            }
        }
    }

    private void request(Flow.Subscription subscription, long more) {
        try {
            subscription.request(more);
        } catch (RuntimeException | Error e) { // whoever has taken an element must get it
            end(Ending.closed(e), false);
        }
    }

    private void cancel() {
        Flow.Subscription subscription = upstream.get();
        if (subscription != null && !finished) {
            subscription.cancel();
        }
    }

    // ---- what others do with the channel

    @Override
    void stop(long bits) {
        super.stop(bits);
        cancel();
    }

    @Override
    @Nullable
    E poll() {
        E element = super.poll();
        if (element != null) {
            refill();
        }
        return element;
    }

    @Override
    int pollMany(Collection<? super E> into, int most) {
        int many = super.pollMany(into, most);
        if (many > 0) {
            refill();
        }
        return many;
    }

    @Override
    @Nullable
    E pollRuled(boolean promised) {
        E element = super.pollRuled(promised);
        if (element != null) {
            refill();
        }
        return element;
    }
}
