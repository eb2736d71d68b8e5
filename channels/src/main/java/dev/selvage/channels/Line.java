package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Those who wait at one side of a channel, in the order in which they came, and how they are woken. */
abstract class Line implements Awaited {
    /*
     * Overview. Senders that find no room and receivers that find no element queue here. The lock is touched by those who
     * park, by those who wake, and by nobody else. What a side waits for is called a place: a free cell for a sender, an
     * element for a receiver. A place is not handed over: the woken thread competes for it with whoever comes by, so that
     * a burst of places costs one wake and not one each. Only a waiter that has lost twice is promised a place.
     *
     * States. A Waiting is linked, or not. Unlinked by a waker, it is woken or has left. announce() puts the bit on the
     * other side's word that says "somebody waits".
     *
     * Invariants. (1) If somebody is linked and there is no place, the bit is set, or a wake is under way: a thread that
     * has taken the bit off and not yet called signal(), or one that was woken and has not yet called signal() or linked
     * itself again. (2) granted is the number of promised places: those of permits and those of woken waiters. They are
     * free for nobody else. (3) While a place is promised, or somebody is urgent, or makes a claim under the lock,
     * the side is ruled: its claims are made under this lock, each alone, and serve the line first. (4) The line is in the
     * order of the tickets.
     *
     * No lost wake-ups. announce() runs under the lock: the bit is put on by a compare-and-set of the other side's word,
     * which succeeds only if no place has come free since there was none; or it was there already, when there was no
     * place. Whoever makes a place changes that word, sees the bit, takes it off in the same step, and must then take this
     * lock in signal(): the node is linked by then. signal() wakes one or puts the bit on again. The woken thread calls
     * signal() after its success, so that the wake travels on as long as there are places; if it fails, it announces
     * itself again. So there is at most one wake under way that the bit stands for. It need not call signal() if nobody is in
     * line. Whether somebody is may be looked at without the lock: who relies on this wake was in line when the waker took
     * the woken node out, under the lock and before the wake; whoever came later has put the bit on itself.
     *
     * Cancellation. A waiter that leaves takes its node out. If a waker has taken it out before, its claim() fails, and it
     * goes on to the next. Who was woken and leaves without a place, or had a place promised, calls signal().
     *
     * Starvation. Two lost wakes make a waiter urgent. Then every claim of the side comes under the lock, where the line is
     * served before the newcomer: a barger can take a place only if all who wait have one.
     *
     * Memory ordering. Fields are guarded by the monitor.
     *
     * Checked by: LineTest, StarvationTest, BlockingModelTest, CoreStress, CloseStress, HandOverJcstress.
     */
    private static final int PATIENCE = 2;

    private final Awaited what;
    private final WaitingList<Waiting> list = new WaitingList<>();
    private int urgent;
    private boolean ruled;

    /** The places that are promised. */
    private int granted;

    /** How often a promised place has become free for all. Written under the lock; read by anybody. */
    private volatile long returned;

    /** @param what what those in the line wait for */
    Line(Awaited what) {
        this.what = what;
    }

    // ---- what the side knows; called under the lock

    /** Says that somebody waits. Returns false if that is not needed: there is a place, or nothing to wait for. */
    abstract boolean announce();

    /** {@return whether there is a place, apart from the promised ones} */
    abstract boolean hasPlace();

    /** Has all claims made under the lock from now on. */
    abstract void rule();

    /** Lets claims be made without the lock again. */
    abstract void unrule();

    // ---- waiting

    /** Waits until it is worth while to try again. Returns false if the time was over. Called by the node's own thread. */
    final boolean await(Waiting node, boolean timed, long deadline) throws OutsideInterruptException {
        if (node.woken) {
            node.woken = false;
            node.lost++;
        }
        Waiter waiter = node.begin(this);
        if (!settle(node)) {
            return true;
        }
        Wake wake = Wanted.await(waiter, timed, deadline);
        if (wake == Wake.WOKEN) {
            node.wasWoken();
            return true;
        }
        Waits.rethrow(wake, waiter);
        return false;
    }

    /** Ends the stay of a node, however it ended, and passes on the wake that it may have had. */
    final void leave(Waiting node) {
        boolean accounted = node.woken && !node.urgent && !node.granted; // taken out by its waker, and owes nothing
        if (accounted ? list.size() > 0 : end(node)) {
            signal();
        }
    }

    /** Links the node, unless there is a place or nothing to wait for. Called by its own thread, not linked. */
    final synchronized boolean settle(Waiting node) {
        if (node.lost >= PATIENCE && !node.urgent) {
            node.urgent = true;
            urgent++;
            keepRules();
        }
        if (node.party.isGone()) {
            return false;
        }
        if (announce()) {
            list.add(node);
            return true;
        }
        if (node.urgent && hasPlace()) {
            grant(node);
        }
        return false;
    }

    /** Wakes the first, if there is a place for it; else says again that somebody waits. */
    final void signal() {
        while (true) {
            Waiting next;
            synchronized (this) {
                next = list.first();
                if (next == null || announce()) {
                    return;
                }
                list.remove(next);
                if (urgent > 0 && hasPlace()) {
                    grant(next);
                }
            }
            if (next.claim()) {
                return;
            }
            withdraw(next);
        }
    }

    /**
     * Takes the node out of the accounts. Returns whether there is a wake to pass on, and somebody to whom: who comes later
     * announces itself.
     */
    private synchronized boolean end(Waiting node) {
        if (node.linked) {
            list.remove(node);
        }
        if (node.urgent) {
            node.urgent = false;
            urgent--;
        }
        boolean unused = node.takePromise();
        if (unused) {
            takeBack();
        }
        keepRules();
        return (node.wokenOnce || unused) && list.first() != null;
    }

    /** Wakes all: there is nothing to wait for any more. */
    final void wakeAll() {
        while (true) {
            Waiting next;
            synchronized (this) {
                next = list.first();
                if (next == null) {
                    return;
                }
                list.remove(next);
            }
            next.claim();
        }
    }

    /** Wakes whoever waits on behalf of a handle that has been given up. */
    final void wake(Party party) {
        while (true) {
            Waiting next;
            synchronized (this) {
                next = list.firstOf(party);
                if (next == null) {
                    return;
                }
                list.remove(next);
            }
            next.claim();
        }
    }

    // ---- promises

    /** Promises a place to somebody who does not wait in the line. Returns false if there is none. */
    final synchronized boolean tryGrant() {
        granted++; // ruled before the look, or somebody would take the place meanwhile
        keepRules();
        granted--;
        serve();
        boolean free = hasPlace();
        if (free) {
            granted++;
        }
        keepRules();
        return free;
    }

    /** Takes a promised place off the promises: it is used, or free for others. Called under the lock. */
    final void redeem() {
        granted--;
    }

    /** Gives a promised place back, which others may wait for. */
    final void giveBack() {
        synchronized (this) {
            takeBack();
            keepRules();
        }
        signal();
    }

    /** Promises places to those who wait, if one of them is urgent. Called under the lock, before a newcomer is served. */
    final void serve() {
        for (Waiting next = list.first(); next != null && urgent > 0 && hasPlace(); next = list.first()) {
            list.remove(next);
            grant(next);
            if (!next.claim() && next.takePromise()) {
                takeBack();
            }
        }
    }

    /**
     * Has all claims made under the lock until {@link #keepRules}. Called under the lock, before a claim: the rule that has
     * led its thread here may have ended while it waited for the lock.
     */
    final void holdRules() {
        if (!ruled) {
            ruled = true;
            rule();
        }
    }

    /** Ends the rule of the lock if it is not needed any more. Called under the lock. */
    final void keepRules() {
        boolean needed = urgent > 0 || granted > 0;
        if (needed != ruled) {
            ruled = needed;
            if (needed) {
                rule();
            } else {
                unrule();
            }
        }
    }

    private void grant(Waiting node) {
        node.granted = true;
        granted++;
        keepRules();
    }

    private synchronized void withdraw(Waiting node) {
        if (node.takePromise()) {
            takeBack();
            keepRules();
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // under the lock
    private void takeBack() {
        granted--;
        returned = returned + 1;
    }

    // ---- looking

    /** {@return how many places are promised} Exact under the lock. */
    final int granted() {
        return granted;
    }

    /** {@return a number that grows with each promised place that becomes free for all} */
    final long returned() {
        return returned;
    }

    /** {@return whether somebody waits on behalf of the handle at this instant} */
    final synchronized boolean has(Party party) {
        return list.firstOf(party) != null;
    }

    /** {@return how many wait at this instant} */
    final int size() {
        return list.size();
    }

    /** {@return what those in the line wait for} */
    final Awaited wanted() {
        return what;
    }

    @Override
    public final String description() {
        return what.description();
    }

    @Override
    public final List<ThreadContext> holders() {
        return what.holders();
    }

    @Override
    public final List<ThreadContext> proxies() {
        return what.proxies();
    }

    @Override
    public final boolean mayEndWithout(Predicate<ThreadContext> idle) {
        return what.mayEndWithout(idle);
    }

    @Override
    public final @Nullable String shareOf(ThreadContext holder) {
        return what.shareOf(holder);
    }
}
