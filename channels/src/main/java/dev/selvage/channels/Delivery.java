package dev.selvage.channels;

import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** One subscription to a receiver. It is the handle of the fork that serves it: closed unserved, it says so. */
final class Delivery<E> implements Flow.Subscription, Handle<Delivery<E>>, Awaited {
    /*
     * Overview. The fork waits for a request, takes an element, delivers it. Requests and the cancellation come from any
     * thread, also from within a delivery.
     *
     * States. open -> stopped, by a cancellation, a bad request, or the end. What the fork waits for is a request, or the
     * end of the channel, which is told without a request; or, in receive(), an element, a wait that stopping ends by
     * closing the receiver.
     *
     * Invariants. (1) All signals after onSubscribe come from the fork, or, if there will be no fork, from whoever closes
     * this. (2) An element is taken only if it was asked for, and is delivered once taken. (3) Nothing here leads to the
     * subscriber once it has got its last signal or has cancelled.
     *
     * No lost wake-ups. request() and stop() change the state and take the waiter under the monitor; the fork looks at
     * the state and publishes the waiter in one step under it. The end wakes the same waiter through the end line.
     *
     * Cancellation. Of the scope: the subscriber is told by onError, the receiver is closed with the fork.
     *
     * Checked by: PublisherTest, PublishedStress, ReactiveStreamsTckTest.
     */
    private enum Next {
        ELEMENT,
        END,
        STOPPED
    }

    private final Core<E> core;

    // Guarded by the monitor.
    private Receiver<E> receiver;
    private Flow.@Nullable Subscriber<? super E> subscriber;
    private long demand;
    private boolean stopped;
    private @Nullable IllegalArgumentException badRequest;
    private @Nullable Waiter waiter;

    Delivery(Receiver<E> receiver, Flow.Subscriber<? super E> subscriber) {
        this.core = receiver.core();
        this.receiver = receiver;
        this.subscriber = subscriber;
    }

    // ---- what the subscriber asks

    @Override
    public void request(long n) {
        if (n <= 0) {
            stop(new IllegalArgumentException("a subscriber of " + core.description() + " has requested " + n
                    + " elements: rule 3.9 of Reactive Streams wants a positive number"));
            return;
        }
        Waiter waits;
        synchronized (this) {
            demand = demand + n < 0 ? Long.MAX_VALUE : demand + n;
            waits = waiter;
        }
        wake(waits);
    }

    @Override
    public void cancel() {
        stop(null);
    }

    private void stop(@Nullable IllegalArgumentException bad) {
        Waiter waits;
        Receiver<E> mine;
        synchronized (this) {
            if (stopped) {
                return;
            }
            stopped = true;
            badRequest = bad;
            if (bad == null) {
                subscriber = null;
            }
            waits = waiter;
            mine = receiver;
        }
        mine.close();
        wake(waits);
    }

    private static void wake(@Nullable Waiter waits) {
        if (waits != null) {
            waits.tryWake();
        }
    }

    // ---- the fork

    /** Delivers until the end. */
    void serve() throws InterruptedException {
        Receiver<E> mine;
        synchronized (this) {
            if (!stopped) {
                receiver = receiver.move(); // the fork's from now on
            }
            mine = receiver;
        }
        try {
            Next next = awaitRequest();
            while (next == Next.ELEMENT && deliverOne(mine)) {
                next = awaitRequest();
            }
        } catch (ScopeCancelledException | InterruptedException e) {
            finish(e);
            throw e;
        }
        finish(null);
    }

    /** Returns whether an element was delivered; if not, the channel has ended, or the delivery. */
    private boolean deliverOne(Receiver<E> mine) throws InterruptedException {
        E element;
        try {
            element = mine.receive();
        } catch (ClosedException e) {
            return false;
        } catch (HandleClosedException e) {
            if (isStopped()) {
                return false;
            }
            throw e;
        }
        Flow.Subscriber<? super E> to;
        synchronized (this) {
            if (demand != Long.MAX_VALUE) { // which is asking for all
                demand--;
            }
            to = subscriber;
        }
        if (to == null) {
            core.handOver(element, null);
            return false;
        }
        try {
            to.onNext(element);
        } catch (RuntimeException | Error e) {
            cancel(); // rule 2.13: it gets nothing more
            throw e;
        }
        return true;
    }

    private Next awaitRequest() throws OutsideInterruptException {
        Waits.check(this);
        Waiting node = new Waiting(Nobody.NOBODY, this);
        while (true) {
            Waiter mine = node.begin(this);
            synchronized (this) {
                if (stopped) {
                    return Next.STOPPED;
                }
                if (demand > 0) {
                    return Next.ELEMENT;
                }
                waiter = mine;
            }
            try {
                if (core.isClosed()) {
                    if (core.isReceivingOver() || core.size() == 0) {
                        return Next.END;
                    }
                } else if (!core.endLine.settle(node)) {
                    continue; // it has ended just now
                }
                Wake wake = mine.await(false, 0);
                Waits.rethrow(wake, mine);
            } finally {
                core.endLine.leave(node);
                synchronized (this) {
                    waiter = null;
                }
            }
        }
    }

    private synchronized boolean isStopped() {
        return stopped;
    }

    /** Tells the subscriber the end, unless it has cancelled. */
    private void finish(@Nullable Throwable why) {
        Flow.Subscriber<? super E> to;
        Throwable cause;
        synchronized (this) {
            to = subscriber;
            subscriber = null;
            stopped = true;
            cause = badRequest != null ? badRequest : why != null ? why : core.cause();
        }
        if (to == null) {
            return;
        }
        if (cause == null) {
            to.onComplete();
        } else {
            to.onError(cause);
        }
    }

    // ---- the handle of the fork

    @Override
    public Delivery<E> move() {
        return this;
    }

    /** Closes the receiver; a subscriber that has not got its last signal will not be served. */
    @Override
    public void close() {
        refuse(null);
    }

    /** Like {@link #close}, with the reason if there is one. */
    void refuse(@Nullable Throwable why) {
        Receiver<E> mine;
        synchronized (this) {
            mine = receiver;
        }
        mine.close();
        finish(new IllegalStateException(
                "the fork that was to serve a subscriber of " + core.description()
                        + " did not start: its scope was cancelled or has ended; subscribe while it is open",
                why));
    }

    /** {@return the name of the fork} */
    String name() {
        return "subscription of " + core.description();
    }

    @Override
    public String description() {
        return "a request of the subscriber of " + core.description();
    }
}
