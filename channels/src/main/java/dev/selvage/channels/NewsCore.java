package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.tracking.HandleTarget;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What broadcasts and watches have in common: each value is for all receivers, and each receiver knows how far it is. */
abstract class NewsCore<E> extends HandleTarget implements Awaited {
    /*
     * Overview. Values are numbered from 1. A Subscription remembers the number of the last value that its receiver has
     * seen; the receiver waits for a greater one. All state is under the monitor of the core: a value has to reach every
     * receiver that waits, so that waking them costs more than the monitor.
     *
     * Invariants. (1) published is the number of the last value. (2) A receiver is in the list only if it had seen
     * published when it entered, and the news had not ended. (3) Whoever changes published or ending empties the list in
     * the same step, and wakes those who were in it.
     *
     * No lost wake-ups. A receiver looks and enters the list in one step under the monitor. Waking is not handed on: all
     * are woken, so that one who leaves for another reason takes nothing from the others.
     *
     * Cancellation. A receiver takes under the monitor, after its wait or without one; a wait that ended otherwise takes
     * nothing.
     *
     * Memory ordering. The monitor, and the wake.
     *
     * A select enters the list with a place that competes with those of its other clauses. Whoever has taken it out and finds
     * that another was chosen has nothing to hand on.
     *
     * Checked by: BroadcastTest, WatchTest, NewsSelectTest, NewsStress, NewsSelectStress.
     */
    final Handles senders = new Handles("sender");
    private final Awaited next = new Wanted.News(this);

    private final String noun;
    private final String name;

    // Guarded by the monitor.
    private final WaitingList<Waiting> waiting = new WaitingList<>();
    private long published;
    private int receivers;
    private @Nullable Ending ending;
    /** How many values receivers have got. */
    private long received;

    /** @param noun what it is called in messages */
    NewsCore(String noun, String name) {
        this.noun = noun;
        this.name = name;
    }

    // ---- what the kinds differ in; called under the monitor

    /** Keeps the next value. */
    abstract void keep(E value);

    /** A receiver comes, which is to get what follows. */
    void entered(Subscription<E> receiver) {}

    /** A receiver goes. */
    void left(Subscription<E> receiver) {}

    /** {@return what messages call the handle of a sender} */
    abstract String senderNoun();

    /** {@return what receivers wait for, for messages} */
    abstract String news();

    abstract int capacity();

    /** {@return how many values are kept} */
    abstract int size();

    // ---- sending

    /** Publishes a value. Returns false if nobody would get it, and it must, or if the news has ended. */
    final boolean publish(E value, boolean must) {
        List<Waiting> woken;
        synchronized (this) {
            if (ending != null || (must && receivers == 0)) {
                return false;
            }
            keep(value);
            published++;
            woken = takeWaiting();
        }
        claim(woken);
        return true;
    }

    private List<Waiting> takeWaiting() {
        List<Waiting> all = new ArrayList<>(waiting.size());
        for (Waiting next = waiting.first(); next != null; next = waiting.first()) {
            waiting.remove(next);
            all.add(next);
        }
        return all;
    }

    private static void claim(List<Waiting> woken) {
        for (Waiting next : woken) {
            next.claim();
        }
    }

    // ---- waiting

    /**
     * Waits until there is a value that the receiver has not seen, or the news has ended. Returns false if the time was
     * over.
     */
    final boolean await(Subscription<E> receiver, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        Waits.check(this);
        Waiting node = new Waiting(party, this);
        while (true) {
            Waiter waiter;
            synchronized (this) {
                party.check();
                if (published > receiver.seen || ending != null) {
                    return true;
                }
                waiter = node.begin(this);
                waiting.add(node);
            }
            Wake wake = Wanted.await(waiter, timed, deadline);
            if (wake == Wake.WOKEN) {
                continue;
            }
            synchronized (this) {
                if (node.linked) {
                    waiting.remove(node);
                }
            }
            Waits.rethrow(wake, waiter);
            return false;
        }
    }

    // ---- selects

    /** Has the place of a clause wait for a value that the receiver has not seen. Returns false if trying promises more. */
    final synchronized boolean enter(Waiting place, Subscription<E> receiver) {
        if (published > receiver.seen || ending != null || place.party.isGone()) {
            return false;
        }
        waiting.add(place);
        return true;
    }

    final synchronized void leave(Waiting place) {
        if (place.linked) {
            waiting.remove(place);
        }
    }

    /** {@return a number that is another one after an attempt to receive that failed could have succeeded} */
    final synchronized long moves() {
        return published + (ending == null ? 0 : 1L << 62);
    }

    final synchronized boolean isBehind(Subscription<E> receiver) {
        return published > receiver.seen;
    }

    /** Has the one look again that waits on behalf of a handle which has been given up. */
    final void wake(Party party) {
        while (true) {
            Waiting next;
            synchronized (this) {
                next = waiting.firstOf(party);
                if (next == null) {
                    return;
                }
                waiting.remove(next);
            }
            next.claim();
        }
    }

    // ---- the end

    /** Publishes nothing any more, if it has not ended. */
    final void end(Ending why) {
        List<Waiting> woken;
        synchronized (this) {
            if (ending != null) {
                return;
            }
            ending = why;
            woken = takeWaiting();
        }
        senders.refuse();
        claim(woken);
    }

    final void removeSender() {
        if (senders.remove()) {
            end(Ending.NO_SENDERS);
        }
    }

    // ---- receivers

    /**
     * {@return a new receiver, or null if the news has ended, or the other receiver} It has seen what has been published, or
     * what the other has.
     */
    final synchronized @Nullable Subscription<E> subscribe(@Nullable Subscription<E> like) {
        if (like == null ? ending != null : like.gone) {
            return null;
        }
        Subscription<E> receiver = new Subscription<>(this, like == null ? published : like.seen);
        receivers++;
        entered(receiver);
        return receiver;
    }

    final synchronized void unsubscribe(Subscription<E> receiver) {
        receiver.gone = true;
        receivers--;
        left(receiver);
    }

    /** Counts values that a receiver has got. Called under the monitor. */
    final void countReceived() {
        received++;
    }

    final long published() {
        return published;
    }

    // ---- looking

    final synchronized boolean isOver() {
        return ending != null;
    }

    final synchronized int receiverCount() {
        return receivers;
    }

    final synchronized @Nullable Throwable cause() {
        return ending == null ? null : ending.cause();
    }

    private synchronized String why() {
        return ending == null ? "it has no receiver" : ending.why();
    }

    final SendException notSent(E value) {
        return new SendException(
                description(null) + " does not take the value: " + why() + "; it is in element()",
                List.of(value),
                0,
                cause());
    }

    final ClosedException ended() {
        return new ClosedException(
                description(null) + " has ended: " + why() + ", and there is nothing left to receive", cause());
    }

    final ClosedException refused(String kind) {
        return new ClosedException(
                description(null) + " gives no more " + kind + "s: " + why() + "; make a new one", cause());
    }

    final String name() {
        return name;
    }

    @Override
    public final String label() {
        return "'" + name + "'";
    }

    @Override
    public final String description() {
        return description(news());
    }

    @Override
    public final List<ThreadContext> holders() {
        return next.holders();
    }

    @Override
    public final List<ThreadContext> proxies() {
        return next.proxies();
    }

    @Override
    public final boolean mayEndWithout(Predicate<ThreadContext> idle) {
        return next.mayEndWithout(idle);
    }

    @Override
    public final @Nullable String shareOf(ThreadContext holder) {
        return next.shareOf(holder);
    }

    private String description(@Nullable String what) {
        return (what == null ? "" : what + " of ") + noun + " '" + name + "'";
    }

    final synchronized ChannelStats stats() {
        return new ChannelStats(
                name,
                capacity(),
                size(),
                senders.count(),
                receivers,
                0,
                waiting.size(),
                published,
                received,
                ending != null);
    }

    /** {@return what {@code toString} of it, or of a handle in the given state, says} */
    final String text(String type, @Nullable String state) {
        ChannelStats now = stats();
        return type + "[" + name + (state == null ? "" : ", " + state) + ", " + now.size() + "/" + now.capacity()
                + ", senders=" + now.senders() + ", receivers=" + now.receivers()
                + (now.receiversWaiting() == 0 ? "" : " (" + now.receiversWaiting() + " waiting)")
                + (now.closed() ? ", closed" : "") + "]";
    }
}
