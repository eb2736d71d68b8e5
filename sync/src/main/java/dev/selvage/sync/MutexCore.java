package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Lookout;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The lock of a mutex, without the value. */
final class MutexCore implements Awaited {
    /*
     * Overview. A thread that puts itself into `owner` by one compare-and-set has the lock, and releases it by a store, without a
     * fence: an atomic operation is most of what a free lock costs. Those who come while it is taken queue under a monitor
     * and set `attention`. A release with waiters either wakes the longest as the heir, who competes with whoever comes by,
     * or hands the lock over: about every half millisecond, after a hold as long as that, and always if the lock is FIFO.
     *
     * States. `owner`: null, or the thread that holds the lock or has been granted it; one that serves the queue holds it,
     * too. `attention` is a set of bits. QUEUED: the queue is not empty. HEIR: a waiter was woken without the lock and has
     * neither taken it nor queued again. STRICT: the lock is FIFO; for ever. The lock is *armed* with QUEUED and no HEIR:
     * then a release has to wake somebody.
     *
     * Invariants. (1) `attention` and the queue change under the monitor only. (2) Only the holder, or who grants in its
     * place under the monitor, changes an `owner` that is not null. (3) An armed lock is held, or about to be seen free by
     * one who serves the queue: see below. (4) A grant arrived if tryWake() says so; else the node has left, and the grant
     * passes to the next, or the lock is released. (5) Whoever is granted the lock cannot release it past the granter, who
     * still has the monitor: until `attention` is written, it shows QUEUED, and the release is a slow one. (6) A FIFO
     * lock is released under the monitor only; so it is free only if its queue is empty, and nobody overtakes.
     *
     * No lost wake-ups. A thread queues and arms the lock, and only then tries to take it once more. If that fails, it
     * has seen a holder. The release looks at `attention` before its store, to hand over, and after it. A holder that
     * took the lock after it was armed sees that: it is a compare-and-set and a volatile read after a volatile write and
     * a failed compare-and-set. So it is one holder at most that may miss the queue, the one whom the thread has seen: both
     * its looks come before the lock was armed, and its store is seen after. Therefore the thread that has armed the lock,
     * and only that, looks again by itself until it is woken or sees the lock free (Lookout): after half a microsecond,
     * then by a clock. Those who queue behind it need not: the release that wakes the first one of an armed lock leaves the
     * lock to a thread that will see them. If the thread gives its wait up, it makes the next the heir, who arms the
     * lock again if it queues again. While HEIR is set, releases wake nobody else: the heir is bound to look at `owner`,
     * and if it queues again, it arms the lock, and looks again, like a thread that has just come.
     *
     * Cancellation. A waiter that leaves takes its node out under the monitor. If it was woken in the same instant, its
     * wait says WOKEN: it is the heir or has the lock, and goes on as such; the cancellation reaches it at its next wait.
     *
     * Memory ordering. Taking is a volatile compare-and-set, releasing a store with release. Nothing needs the order of
     * that store and the look after it; the look only makes it unlikely that the clock is needed. A thread that looks
     * whether it is the owner reads its own write.
     *
     * Checked by: MutexWaitTest, MissedQueueTest, MutexStress, MutexJcstress, QueuedAtReleaseJcstress; BrokenMutexes.
     *
     * References. ADR 0029, 0033. Dice, Huang, Yang, "Asymmetric Dekker synchronization", 2001, has other ways to do without the
     * fence; HotSpot's ObjectMonitor long had a "responsible" thread that waits with a time because of such a release.
     */
    private static final int QUEUED = 1;
    private static final int HEIR = 2;
    private static final int STRICT = 4;

    private static final long FAIR_NANOS = 500_000;
    /** While an heir is pending, every so many releases look at the clock. A power of two. */
    private static final int CLOCK_EVERY = 64;

    /**
     * How long a thread looks away before it looks at a held lock again. Each look takes the owner away from the holder's
     * processor; whoever looks away lets the holder come back many times meanwhile, at the price of one.
     */
    private static final long PAUSE_NANOS = 1_500;

    /** How long until a thread that has queued looks again. A store takes a fraction of it. */
    private static final long SEEN_NANOS = 500;

    /** How often a thread pauses before it queues. To pause longer would cost more than to park. */
    private static final int PAUSES = 1;

    /** How often the heir does before it queues again: its wake-up has been paid for. */
    private static final int PAUSES_OF_HEIR = 4;

    /** Whether there is something to note about a lock that is taken; folded away by the compiler if not. */
    private static final boolean NOTED = Sites.CAPTURED || LockOrder.CHECKED;

    /** With one processor, the holder runs when we do not. */
    private static final boolean CAN_PAUSE = Runtime.getRuntime().availableProcessors() > 1;

    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.lookup().findVarHandle(MutexCore.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final LockQueue queue = new LockQueue();
    private final @Nullable LockOrder order;

    private volatile @Nullable Thread owner;

    /** Written under the queue's monitor. */
    private volatile int attention;

    // The holder only.
    private int releases;
    private @Nullable StackTraceElement place;
    private LockOrder.@Nullable Tag tag;

    // Guarded by the queue.
    private long fairAt = System.nanoTime();
    private @Nullable QueuedThread heir;
    private long waits;
    private long handOvers;
    private long leaves;

    MutexCore(String name, Fairness fairness) {
        this.name = name;
        this.attention = fairness == Fairness.FIFO ? STRICT : 0;
        this.order = LockOrder.CHECKED ? new LockOrder("mutex '" + name + "'") : null;
    }

    // ---- taking

    // The way through a free lock is written out: what the compiler does not inline, because it is
    // too deep below the start of a fork, costs as much as an atomic operation. For the same reason
    // it does not look up the context of the thread: see Waits.check.

    /** Takes the lock, waiting for it. */
    void lock() throws OutsideInterruptException {
        Waits.check(this);
        if (LockOrder.CHECKED) {
            checkOrder();
        }
        Thread thread = Thread.currentThread();
        if (!OWNER.compareAndSet(this, null, thread)) {
            acquire(thread, false, 0);
        }
        if (NOTED) {
            note();
        }
    }

    /** Takes the lock if that is possible before the deadline. */
    boolean lock(long deadline) throws OutsideInterruptException {
        Waits.check(this);
        checkOrder();
        Thread thread = Thread.currentThread();
        if (!tryTake(thread) && !acquire(thread, true, deadline)) {
            return false;
        }
        note();
        return true;
    }

    private void checkOrder() {
        if (LockOrder.CHECKED && order != null) {
            order.check(ThreadContext.currentOrNew(), false);
        }
    }

    /** Takes the lock if it is free. */
    boolean tryLock() {
        if (!tryTake(Thread.currentThread())) {
            return false;
        }
        note();
        return true;
    }

    /** Takes the lock, whatever happens meanwhile: for those who have let go of it for a while. */
    void relock() {
        Thread thread = Thread.currentThread();
        if (!tryTake(thread)) {
            try {
                acquireAnyway(thread);
            } catch (OutsideInterruptException e) {
                throw new IllegalStateException("an uninterruptible wait was interrupted", e);
            }
        }
        note();
    }

    /** Notes what is asked for about a lock that has been taken. */
    private void note() {
        if (Sites.CAPTURED) {
            place = Sites.caller();
        }
        if (LockOrder.CHECKED && order != null) {
            tag = order.hold(ThreadContext.currentOrNew(), place);
        }
    }

    /** Takes the lock if nobody holds it. */
    private boolean tryTake(Thread thread) {
        return OWNER.compareAndSet(this, null, thread);
    }

    /** Takes the lock, trying as often as is cheaper than to wait. */
    private boolean tryRepeatedly(Thread thread, int pauses) {
        boolean taken = owner == null && tryTake(thread);
        for (int i = 0; !taken && i < pauses && CAN_PAUSE && !isStrict(); i++) {
            lookAway(PAUSE_NANOS);
            taken = owner == null && tryTake(thread);
        }
        return taken;
    }

    private static void lookAway(long nanos) {
        long began = System.nanoTime();
        do {
            Thread.onSpinWait();
        } while (System.nanoTime() - began < nanos);
    }

    private boolean acquire(Thread thread, boolean timed, long deadline) throws OutsideInterruptException {
        if (owner == thread) {
            throw new DeadlockException(description() + " is already held by this thread (locked"
                    + (place == null ? "; run with -ea or -Dselvage.sites=true to see where" : Places.at(place))
                    + "); it is not reentrant: pass the guard or the value instead");
        }
        return tryRepeatedly(thread, PAUSES) || awaitTurn(new QueuedThread(thread), false, timed, deadline);
    }

    private void acquireAnyway(Thread thread) throws OutsideInterruptException {
        if (!tryRepeatedly(thread, PAUSES)) {
            awaitTurn(new QueuedThread(thread), true, false, 0);
        }
    }

    /** Takes the lock as soon as it can, or queues and waits. */
    boolean awaitTurn(QueuedThread node, boolean anyway, boolean timed, long deadline)
            throws OutsideInterruptException {
        boolean asHeir = false;
        while (true) {
            Waiter waiter = new Waiter(this);
            if (settle(node, waiter, asHeir)) {
                return true;
            }
            if (node.looksOut) {
                lookOut(node, waiter);
            }
            Wake wake;
            if (anyway) {
                waiter.awaitUninterruptibly();
                wake = Wake.WOKEN;
            } else {
                wake = waiter.awaitWatched(timed, deadline);
            }
            if (wake != Wake.WOKEN) {
                leave(node);
                Waits.rethrow(wake, waiter);
                return false;
            }
            if (node.granted) {
                return true;
            }
            if (tryRepeatedly(node.thread, PAUSES_OF_HEIR)) {
                endHeir();
                return true;
            }
            asHeir = true;
        }
    }

    /** Takes the lock, or queues. */
    private boolean settle(QueuedThread node, Waiter waiter, boolean asHeir) {
        synchronized (queue) {
            if (node.granted) {
                return true; // to the heir, before it came to run
            }
            node.waiter = waiter;
            int before = attention;
            if (asHeir) {
                queue.addFirst(node);
                attention = (before & ~HEIR) | QUEUED;
            } else {
                queue.addLast(node);
                attention = before | QUEUED;
            }
            if (tryTake(node.thread)) {
                queue.remove(node);
                attention = (attention & ~QUEUED) | queued();
                return true;
            }
            node.looksOut = (before & STRICT) == 0 && !isArmed(before) && isArmed(attention);
            if (!asHeir) {
                waits++;
            }
            return false;
        }
    }

    /** Has the thread, which has just armed the lock, look again whether its holder has missed that. */
    private void lookOut(QueuedThread node, Waiter waiter) {
        if (CAN_PAUSE) {
            lookAway(SEEN_NANOS);
            serveIfFree(node.thread);
        }
        waiter.lookOut(new Lookout() {
            @Override
            protected boolean isOver() {
                return serveIfFree(node.thread);
            }
        });
    }

    /** The heir has taken the lock. */
    private void endHeir() {
        synchronized (queue) {
            heir = null;
            attention &= ~HEIR;
        }
    }

    /** Takes out a node whose wait has ended without the lock. */
    private void leave(QueuedThread node) {
        synchronized (queue) {
            leaves++;
            if (!node.queued) {
                return; // whoever tried to wake it has taken it out
            }
            queue.remove(node);
            if (node.looksOut && isArmed(attention)) {
                wakeLongest(false); // somebody else has to look out
            } else {
                attention = (attention & ~QUEUED) | queued();
            }
        }
    }

    // ---- releasing

    /** Releases the lock. Called by the holder. */
    void unlock() {
        if (LockOrder.CHECKED) {
            LockOrder.release(tag);
            tag = null;
        }
        if (attention != 0) {
            releaseToWaiters();
            return;
        }
        OWNER.setRelease(this, null);
        if (attention != 0) {
            serveIfArmed();
        }
    }

    /** Serves those who have queued while the lock was released. */
    private void serveIfArmed() {
        if (isArmed(attention)) {
            serveIfFree(Thread.currentThread());
        }
    }

    /** Passes on the lock if it is armed and nobody holds it. {@return whether it was free} */
    private boolean serveIfFree(Thread thread) {
        if (owner != null) {
            return false;
        }
        synchronized (queue) {
            if (isArmed(attention) && tryTake(thread)) {
                passOn();
            }
        }
        return true;
    }

    private void releaseToWaiters() {
        if ((attention & HEIR) != 0 && !isClockDue()) {
            OWNER.setRelease(this, null);
            serveIfArmed();
            return;
        }
        synchronized (queue) {
            passOn();
        }
    }

    private boolean isClockDue() {
        return (++releases & (CLOCK_EVERY - 1)) == 0;
    }

    /** Hands the lock over, or releases it to the heir. Called by the holder under the monitor. */
    private void passOn() {
        boolean grant = isStrict() || isFairnessDue();
        boolean granted = (attention & HEIR) == 0 ? wakeLongest(grant) && grant : grant && grantToPendingHeir();
        if (!granted) {
            OWNER.setRelease(this, null);
        }
    }

    private boolean isFairnessDue() {
        long now = System.nanoTime();
        boolean due = now - fairAt >= 0;
        if (due) {
            fairAt = now + FAIR_NANOS;
        }
        return due;
    }

    /** Grants the lock to the heir, which has been woken already. */
    private boolean grantToPendingHeir() {
        QueuedThread node = heir;
        if (node == null) {
            return false;
        }
        heir = null;
        attention &= ~HEIR;
        OWNER.setRelease(this, node.thread);
        handOvers++;
        node.granted = true; // it may run from here on
        return true;
    }

    /** Wakes the longest waiter as the owner or as the heir. Returns whether there was one. */
    private boolean wakeLongest(boolean grant) {
        for (QueuedThread node = queue.poll(); node != null; node = queue.poll()) {
            Waiter waiter = node.waiter;
            node.granted = grant;
            if (grant) {
                OWNER.setRelease(this, node.thread); // before it runs, and may release again
            }
            if (waiter != null && waiter.tryWake()) {
                if (grant) {
                    handOvers++;
                } else {
                    heir = node;
                }
                attention = (attention & STRICT) | queued() | (grant ? 0 : HEIR);
                return true;
            }
        }
        attention &= STRICT;
        return false;
    }

    private int queued() {
        return queue.isEmpty() ? 0 : QUEUED;
    }

    private boolean isStrict() {
        return (attention & STRICT) != 0;
    }

    private static boolean isArmed(int attention) {
        return (attention & (QUEUED | HEIR)) == QUEUED;
    }

    // ---- looking

    boolean isHeldByCurrentThread() {
        return owner == Thread.currentThread();
    }

    /** {@return the place of the lock, if it was captured} Exact for the holder. */
    @Nullable
    StackTraceElement place() {
        return place;
    }

    @Nullable
    ThreadContext holder() {
        Thread thread = owner;
        return thread == null ? null : ThreadContext.ofOrNew(thread);
    }

    boolean isLocked() {
        return owner != null;
    }

    int waiting() {
        synchronized (queue) {
            return queue.size();
        }
    }

    LockStats stats(boolean poisoned) {
        ThreadContext holder = holder();
        synchronized (queue) {
            return new LockStats(
                    name,
                    holder != null,
                    Optional.ofNullable(holder).map(Threads::nameOf),
                    queue.size(),
                    poisoned,
                    waits,
                    handOvers,
                    leaves);
        }
    }

    String name() {
        return name;
    }

    @Override
    public String description() {
        return "mutex '" + name + "'";
    }

    @Override
    public List<ThreadContext> holders() {
        ThreadContext holder = holder();
        if (holder == null
                || holder.awaited() == this) { // the lock is just being granted to a thread that waits for it
            return List.of();
        }
        return List.of(holder);
    }

    @Override
    public boolean isHeld() {
        return true;
    }

    @Override
    public @Nullable StackTraceElement heldAt() {
        return place;
    }
}
