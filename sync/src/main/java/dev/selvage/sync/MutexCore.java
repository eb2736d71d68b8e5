package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
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
     * Overview. A word that one compare-and-set takes and one gives back, and a queue under a monitor for those who come
     * while it is taken. An unlock with waiters either wakes the longest as the heir, who competes with whoever comes by,
     * or hands the lock over: about every half millisecond, after a hold as long as that, and always if the lock is FIFO.
     *
     * States. The word is a set of bits. LOCKED: somebody holds the lock, or has been granted it. QUEUED: the queue is not
     * empty. HEIR: a waiter was woken without the lock and has neither taken it nor queued again.
     *
     * Invariants. (1) QUEUED, and HEIR unless the heir takes the lock, change under the queue's monitor only. (2) Whoever
     * holds LOCKED and the monitor is alone: the word does not change under him. (3) If the queue is not empty, LOCKED
     * or HEIR is set: somebody will look at the queue. (4) A grant arrived if tryWake() says so; else the node has left,
     * and the grant passes to the next, or the lock is released. (5) Whoever is granted the lock cannot release it past
     * the granter, who still has the monitor: until the word is written, it shows QUEUED, and the release is a slow one.
     *
     * No lost wake-ups. A thread queues under the monitor by setting QUEUED on a word that has LOCKED, in one
     * compare-and-set; if the word has no LOCKED, it takes the lock instead. So the holder's release, a
     * compare-and-set on the word without QUEUED, fails and finds the queue. The heir gives up HEIR the same way: only on
     * a word with LOCKED. While HEIR is set, releases wake nobody else, since the heir is bound to look at the word.
     *
     * Cancellation. A waiter that leaves takes its node out under the monitor. If it was woken in the same instant, its
     * wait says WOKEN: it is the heir or has the lock, and goes on as such; the cancellation reaches it at its next wait.
     *
     * Memory ordering. Taking and releasing are volatile compare-and-sets on the word. `owner` is written by the holder
     * only, with release, and read by others for looking only; a thread that reads itself reads its own write.
     *
     * Checked by: MutexWaitTest, MutexStress, MutexJcstress.
     */
    private static final int LOCKED = 1;
    private static final int QUEUED = 2;
    private static final int HEIR = 4;

    private static final long FAIR_NANOS = 500_000;
    /** While an heir is pending, every so many releases look at the clock. A power of two. */
    private static final int CLOCK_EVERY = 64;

    /**
     * How long a thread looks away before it looks at a held lock again. Each look takes the word away from the holder's
     * processor; whoever looks away lets the holder come back many times meanwhile, at the price of one.
     */
    private static final long PAUSE_NANOS = 1_500;

    /** How often a thread pauses before it queues. To pause longer would cost more than to park. */
    private static final int PAUSES = 1;

    /** How often the heir does before it queues again: its wake-up has been paid for. */
    private static final int PAUSES_OF_HEIR = 4;

    /** With one processor, the holder runs when we do not. */
    private static final boolean CAN_PAUSE = Runtime.getRuntime().availableProcessors() > 1;

    private static final VarHandle WORD;
    private static final VarHandle OWNER;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(MutexCore.class, "word", int.class);
            OWNER = lookup.findVarHandle(MutexCore.class, "owner", ThreadContext.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final String name;
    private final boolean fifo;
    private final LockQueue queue = new LockQueue();
    private final @Nullable LockOrder order;

    private volatile int word;
    private @Nullable ThreadContext owner;

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
        this.fifo = fairness == Fairness.FIFO;
        this.order = LockOrder.CHECKED ? new LockOrder("mutex '" + name + "'") : null;
    }

    // ---- taking

    /** Takes the lock, waiting for it. Returns the context of the caller. */
    ThreadContext lock() throws OutsideInterruptException {
        ThreadContext context = begin();
        if (!WORD.compareAndSet(this, 0, LOCKED)) {
            acquire(context, false, 0);
        }
        taken(context);
        return context;
    }

    /** Takes the lock if that is possible before the deadline. */
    boolean lock(long deadline) throws OutsideInterruptException {
        ThreadContext context = begin();
        if (!WORD.compareAndSet(this, 0, LOCKED) && !acquire(context, true, deadline)) {
            return false;
        }
        taken(context);
        return true;
    }

    private ThreadContext begin() throws OutsideInterruptException {
        ThreadContext context = Waits.beginInContext(this);
        if (LockOrder.CHECKED && order != null) {
            order.check(context, false);
        }
        return context;
    }

    /** Takes the lock if it is free. */
    boolean tryLock() {
        if (!WORD.compareAndSet(this, 0, LOCKED) && !barge(0)) {
            return false;
        }
        taken(ThreadContext.currentOrNew());
        return true;
    }

    /** Takes the lock, whatever happens meanwhile: for those who have let go of it for a while. */
    void relock(ThreadContext context) {
        if (!WORD.compareAndSet(this, 0, LOCKED)) {
            try {
                acquireAnyway(context);
            } catch (OutsideInterruptException e) {
                throw new IllegalStateException("an uninterruptible wait was interrupted", e);
            }
        }
        taken(context);
    }

    private void taken(ThreadContext context) {
        OWNER.setRelease(this, context);
        if (Sites.CAPTURED) {
            place = Sites.caller();
        }
        if (LockOrder.CHECKED && order != null) {
            tag = order.hold(context, place);
        }
    }

    /** Takes the lock if nobody holds it, and if it is not due to a waiter. */
    private boolean barge(int bitsToClear) {
        int w = word;
        while ((w & LOCKED) == 0 && !(fifo && (w & QUEUED) != 0)) {
            if (WORD.compareAndSet(this, w, (w | LOCKED) & ~bitsToClear)) {
                return true;
            }
            w = word;
        }
        return false;
    }

    /** Takes the lock, trying as often as is cheaper than to wait. */
    private boolean bargeRepeatedly(int pauses, int bitsToClear) {
        boolean taken = barge(bitsToClear);
        for (int i = 0; !taken && i < pauses && CAN_PAUSE && !fifo; i++) {
            long began = System.nanoTime();
            do {
                Thread.onSpinWait();
            } while (System.nanoTime() - began < PAUSE_NANOS);
            taken = barge(bitsToClear);
        }
        return taken;
    }

    private boolean acquire(ThreadContext context, boolean timed, long deadline) throws OutsideInterruptException {
        if (owner == context) {
            throw new DeadlockException(description() + " is already held by this thread (locked"
                    + (place == null ? "; run with -ea or -Dselvage.sites=true to see where" : Places.at(place))
                    + "); it is not reentrant: pass the guard or the value instead");
        }
        return bargeRepeatedly(PAUSES, 0) || awaitTurn(new QueuedThread(context), false, timed, deadline);
    }

    private void acquireAnyway(ThreadContext context) throws OutsideInterruptException {
        if (!bargeRepeatedly(PAUSES, 0)) {
            awaitTurn(new QueuedThread(context), true, false, 0);
        }
    }

    private boolean awaitTurn(QueuedThread node, boolean anyway, boolean timed, long deadline)
            throws OutsideInterruptException {
        boolean asHeir = false;
        while (true) {
            Waiter waiter = new Waiter(this);
            synchronized (queue) {
                if (settle(node, waiter, asHeir)) {
                    return true;
                }
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
            if (node.granted || bargeRepeatedly(PAUSES_OF_HEIR, HEIR)) {
                return true;
            }
            asHeir = true;
        }
    }

    /** Takes the lock, or queues. Called under the monitor. */
    private boolean settle(QueuedThread node, Waiter waiter, boolean asHeir) {
        if (node.granted) {
            return true; // to the heir, before it came to run
        }
        int clear = asHeir ? HEIR : 0;
        int w;
        do {
            if (barge(clear)) {
                return true;
            }
            w = word;
        } while ((w & LOCKED) == 0 || !WORD.compareAndSet(this, w, (w | QUEUED) & ~clear));
        node.waiter = waiter;
        if (asHeir) {
            queue.addFirst(node);
        } else {
            queue.addLast(node);
            waits++;
        }
        return false;
    }

    /** Takes out a node whose wait has ended without the lock. */
    private void leave(QueuedThread node) {
        synchronized (queue) {
            leaves++;
            if (!node.queued) {
                return; // whoever tried to wake it has taken it out
            }
            queue.remove(node);
            if (queue.isEmpty()) {
                WORD.getAndBitwiseAnd(this, ~QUEUED);
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
        OWNER.setRelease(this, null);
        if (word != LOCKED
                || !WORD.compareAndSet(this, LOCKED, 0)) { // a refused exchange costs as much as one that is not
            releaseToWaiters();
        }
    }

    private void releaseToWaiters() {
        int w = word;
        while ((w & HEIR) != 0 && !isClockDue()) {
            if (WORD.compareAndSet(this, w, w & ~LOCKED)) {
                return;
            }
            w = word;
        }
        synchronized (queue) {
            long now = System.nanoTime();
            boolean fair = fifo || now - fairAt >= 0;
            if (fair) {
                fairAt = now + FAIR_NANOS;
            }
            if ((word & HEIR) != 0) {
                passToPendingHeir(fair);
            } else {
                passToLongest(fair);
            }
        }
    }

    private boolean isClockDue() {
        return (++releases & (CLOCK_EVERY - 1)) == 0;
    }

    /** Grants the lock to the heir, which has been woken already, or leaves it to compete. */
    private void passToPendingHeir(boolean grant) {
        QueuedThread node = heir;
        if (grant && node != null) {
            WORD.getAndBitwiseAnd(this, ~HEIR);
            OWNER.setRelease(this, node.context);
            handOvers++;
            node.granted = true; // it may run from here on
        } else {
            WORD.getAndBitwiseAnd(this, ~LOCKED);
        }
    }

    private void passToLongest(boolean grant) {
        for (QueuedThread node = queue.poll(); node != null; node = queue.poll()) {
            Waiter waiter = node.waiter;
            node.granted = grant;
            OWNER.setRelease(this, grant ? node.context : null); // before it runs, and may release again
            if (waiter != null && waiter.tryWake()) {
                if (grant) {
                    handOvers++;
                } else {
                    heir = node;
                }
                word = (grant ? LOCKED : HEIR) | (queue.isEmpty() ? 0 : QUEUED);
                return;
            }
        }
        OWNER.setRelease(this, null);
        word = 0;
    }

    // ---- looking

    boolean isHeldBy(ThreadContext context) {
        return owner == context;
    }

    /** {@return the place of the lock, if it was captured} Exact for the holder. */
    @Nullable
    StackTraceElement place() {
        return place;
    }

    @Nullable
    ThreadContext holder() {
        return (ThreadContext) OWNER.getAcquire(this);
    }

    boolean isLocked() {
        return (word & LOCKED) != 0;
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
                    isLocked(),
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
        return holder == null ? List.of() : List.of(holder);
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
