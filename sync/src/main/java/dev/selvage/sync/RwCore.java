package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.Lookout;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The lock of an rwlock, without the value. */
final class RwCore implements Awaited {
    /*
     * Overview. A word that counts the readers and says who else is there, changed by compare-and-set as long as nobody
     * waits; else a queue under a monitor, served in the order of arrival by whoever leaves. A waiting writer keeps new
     * readers behind it; so does an upgradable holder who waits to write, at the head of the queue. A lock that is read
     * often gets slots, by which readers of closures enter and leave without changing the word: see ReaderSlots.
     *
     * States. The bits of the word: WRITER, UPGRADABLE (its holder reads, and is not counted), QUEUED (the queue is not
     * empty), SLOTTED (there are slots; for ever), ANNOUNCED (somebody looks at the slots in order to write; never waits
     * meanwhile, except for a few turns of a loop); above them the number of readers who are not in slots. WRITER,
     * ANNOUNCED and QUEUED close the word to readers by slots.
     *
     * Invariants. (1) WRITER excludes all else but QUEUED and SLOTTED, and readers in slots. (2) QUEUED changes under the
     * monitor only, and is set if and only if the queue is not empty. (3) While QUEUED is set, only recursive readers and
     * those whom the queue serves enter. (4) A grant changes the word before the wake, and back if the waiter had left. (5)
     * A node leaves the queue by a grant that has reached its thread, or by the thread itself. (6) With SLOTTED, WRITER is
     * set only after each slot was seen empty while the word was closed, and has been closed since: by ANNOUNCED for
     * somebody who comes, by QUEUED for somebody whom the queue serves.
     *
     * No lost wake-ups. A thread queues under the monitor, by setting QUEUED on a word that does not admit it, in one
     * compare-and-set. Every release looks at the word that it has written: with QUEUED, it serves the queue. If the wait
     * of the head has ended, whoever serves stops there: the head comes to the monitor, and serves. Who waits to write and
     * may have been missed by a reader that left its slot serves the queue after it has queued, and looks again until it has
     * seen the slots empty (Lookout).
     *
     * Cancellation. A waiter that leaves takes its node out and serves the queue, for those it kept waiting.
     *
     * Memory ordering. Taking and releasing are volatile compare-and-sets. `version` is a sequence lock for optimistic
     * reads: odd while somebody writes; a full fence follows the odd value, so that no write to the value is seen before
     * it, and the even value is written with release after them all.
     *
     * Checked by: RwLockTest, ReaderSlotsTest, RwLockStress, RwLockJcstress, ReaderSlotsJcstress,
     * OptimisticReadJcstress.
     */
    private static final long WRITER = 1;
    private static final long UPGRADABLE = 2;
    private static final long QUEUED = 4;
    private static final long SLOTTED = 8;
    private static final long ANNOUNCED = 16;
    private static final long CLOSED = WRITER | QUEUED | ANNOUNCED;
    private static final int SHIFT = 8;
    private static final long READER = 1L << SHIFT;

    /** So many reads of closures before there are slots: a lock that is seldom read stays small. */
    private static final int READS_WITHOUT_SLOTS = 64;

    /** Turns of a loop for readers in slots to leave; most are there for nanoseconds. */
    private static final int SPINS = 128;

    private static final VarHandle WORD;
    private static final VarHandle OWNER;
    private static final VarHandle VERSION;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WORD = lookup.findVarHandle(RwCore.class, "word", long.class);
            OWNER = lookup.findVarHandle(RwCore.class, "owner", ThreadContext.class);
            VERSION = lookup.findVarHandle(RwCore.class, "version", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** What the owner waits for who upgrades: it does not wait for itself. */
    private final Awaited readersGone = new Awaited() {
        @Override
        public String description() {
            return RwCore.this.description();
        }

        @Override
        public List<ThreadContext> holders() {
            List<ThreadContext> all = new ArrayList<>();
            readers.forEach(reader -> all.add(reader.context));
            return all;
        }

        @Override
        public boolean isHeld() {
            return true;
        }
    };

    private final String name;
    private final LockQueue queue = new LockQueue();
    private final LockOrder order;

    /** Who reads, with one entry a hold; under tracking only. */
    private final Set<RwHold> readers = ConcurrentHashMap.newKeySet();

    private volatile long word;

    /** Set once, before SLOTTED. A reader that sees it and not SLOTTED does not enter by it. */
    @Nullable
    ReaderSlots slots;

    /** Reads of closures while there were no slots, roughly. */
    private int reads;

    /** The writer, or else the upgradable reader. Written by itself, read by others for looking only. */
    private @Nullable ThreadContext owner;

    private volatile long version;

    /** Of the owner only. */
    private LockOrder.@Nullable Tag tag;

    // Guarded by the queue.
    private long waits;
    private long handOvers;
    private long leaves;

    RwCore(String name) {
        this.name = name;
        this.order = new LockOrder("rwlock '" + name + "'");
    }

    // ---- taking

    /** Reads, for closures. Returns what {@link #unlockRead} wants to know. */
    int lockRead() throws OutsideInterruptException {
        Waits.check(this); // without the context, as in MutexCore
        if (LockOrder.CHECKED) {
            order.check(ThreadContext.currentOrNew(), true);
        }
        ReaderSlots mine = slots;
        if (mine == null) {
            countRead();
        } else {
            int slot = mine.tryTake();
            if (slot != ReaderSlots.NONE) {
                if ((word & (SLOTTED | CLOSED)) == SLOTTED) {
                    return slot;
                }
                giveBack(mine, slot);
            }
        }
        long w = word;
        if ((w & (WRITER | QUEUED)) != 0 || !WORD.compareAndSet(this, w, w + READER)) {
            lock(ThreadContext.currentOrNew(), Access.READ, false, false, 0);
        }
        return ReaderSlots.NONE;
    }

    /** Ends a read of a closure. */
    void unlockRead(int slot) {
        ReaderSlots mine = slots;
        if (slot == ReaderSlots.NONE || mine == null) {
            unlockRead();
            return;
        }
        mine.leave(slot);
        if (((long) WORD.getOpaque(this) & QUEUED) != 0) {
            serve();
        }
    }

    /** Gives back a slot by which the reader could not enter; serves those whom it has kept out meanwhile. */
    void giveBack(ReaderSlots from, int slot) {
        from.giveBack(slot);
        if ((word & QUEUED) != 0) {
            serve();
        }
    }

    private void unlockRead() {
        long left = (long) WORD.getAndAdd(this, -READER) - READER;
        if ((left & QUEUED) != 0 && left >>> SHIFT == 0) { // nobody waits for one of several readers
            serve();
        }
    }

    private void countRead() {
        if (++reads < READS_WITHOUT_SLOTS) {
            return;
        }
        synchronized (queue) {
            if (slots == null) {
                slots = new ReaderSlots();
                WORD.getAndBitwiseOr(this, SLOTTED);
            }
        }
    }

    /** Takes the lock, waiting for it. Returns false if the time was over. */
    boolean lock(Access access, boolean recursive, boolean timed, long deadline) throws OutsideInterruptException {
        return lock(begin(access == Access.READ), access, recursive, timed, deadline);
    }

    private ThreadContext begin(boolean shared) throws OutsideInterruptException {
        ThreadContext context = Waits.beginInContext(this);
        if (LockOrder.CHECKED) {
            order.check(context, shared);
        }
        return context;
    }

    /** Takes the lock if it is free. */
    boolean tryLock(Access access) {
        if (!enter(access, false, 0)) {
            return false;
        }
        entered(ThreadContext.currentOrNew(), access);
        return true;
    }

    private boolean lock(ThreadContext context, Access access, boolean recursive, boolean timed, long deadline)
            throws OutsideInterruptException {
        if (!enter(access, recursive, SPINS) && !awaitTurn(context, access, recursive, timed, deadline)) {
            return false;
        }
        entered(context, access);
        return true;
    }

    private void entered(ThreadContext context, Access access) {
        if (access != Access.READ) {
            OWNER.setRelease(this, context);
            if (LockOrder.CHECKED && access != Access.UPGRADE) { // an upgrade keeps its tag
                tag = order.hold(context, Sites.callerIfCaptured());
            }
            if (access != Access.UPGRADABLE) {
                VERSION.setOpaque(this, version + 1);
                VarHandle.fullFence();
            }
        }
    }

    /** {@return the word after the access has been let in, or the same word if it does not admit that now} */
    private static long admit(long w, Access access) {
        return switch (access) {
            case READ -> (w & WRITER) == 0 ? w + READER : w;
            case UPGRADABLE -> (w & (WRITER | UPGRADABLE | ANNOUNCED)) == 0 ? w | UPGRADABLE : w;
            case WRITE -> (w & ~(QUEUED | SLOTTED)) == 0 ? w | WRITER : w;
            case UPGRADE -> w >>> SHIFT == 0 ? (w & ~UPGRADABLE) | WRITER : w;
        };
    }

    /** {@return whether the access depends on the slots, too} */
    private static boolean needsSlots(long w, Access access) {
        return (w & SLOTTED) != 0 && access.writes();
    }

    /** Lets the access in if the word and the slots admit it and nobody has waited longer. */
    private boolean enter(Access access, boolean recursive, int spins) {
        long w = word;
        while (true) {
            long next = recursive && (w & WRITER) == 0 ? w + READER : admit(w, access);
            if (next == w || ((w & QUEUED) != 0 && !recursive && access != Access.UPGRADE)) {
                return false;
            }
            boolean announces = needsSlots(w, access);
            if (WORD.compareAndSet(this, w, announces ? w | ANNOUNCED : next)) {
                return !announces || enterAnnounced(access, spins);
            }
            w = word;
        }
    }

    /** Turns the announcement into the hold; or takes it back, if there are readers. */
    private boolean enterAnnounced(Access access, int spins) {
        if (awaitSlots(spins)) {
            long w = word;
            long next = admit(w & ~ANNOUNCED, access);
            while (next != (w & ~ANNOUNCED)) {
                if (WORD.compareAndSet(this, w, next)) {
                    return true;
                }
                w = word;
                next = admit(w & ~ANNOUNCED, access);
            }
        }
        leave(ANNOUNCED, 0);
        return false;
    }

    /** {@return whether the slots, if there are any, are empty, or become so within some turns of a loop} */
    private boolean awaitSlots(int spins) {
        ReaderSlots all = slots;
        return all == null || all.awaitEmpty(spins);
    }

    private boolean awaitTurn(ThreadContext context, Access access, boolean recursive, boolean timed, long deadline)
            throws OutsideInterruptException {
        checkOwnHolds(context, access);
        QueuedThread node = new QueuedThread(Thread.currentThread(), access);
        Waiter waiter = new Waiter(access == Access.UPGRADE ? readersGone : this);
        node.waiter = waiter;
        synchronized (queue) {
            while (true) {
                long w = word;
                if (isAdmitted(w, access, recursive) && !needsSlots(w, access)) {
                    if (enter(access, recursive, 0)) {
                        return true;
                    }
                } else if (WORD.compareAndSet(this, w, w | QUEUED)) {
                    break;
                }
            }
            if (access == Access.UPGRADE) {
                queue.addFirst(node);
            } else {
                queue.addLast(node);
            }
            waits++;
        }
        if (needsSlots(word, access) && !serveIfSlotsAreEmpty()) {
            waiter.lookOut(new Lookout() {
                @Override
                protected boolean isOver() {
                    return serveIfSlotsAreEmpty();
                }
            });
        }
        Wake wake = waiter.awaitWatched(timed, deadline);
        if (wake == Wake.WOKEN) {
            return true;
        }
        synchronized (queue) {
            leaves++;
            queue.remove(node);
            serve();
        }
        Waits.rethrow(wake, waiter);
        return false;
    }

    /** Serves the queue if no reader can be left that leaves its slot without seeing it. Returns whether that is so. */
    private boolean serveIfSlotsAreEmpty() {
        if (!awaitSlots(SPINS)) {
            return false;
        }
        serve();
        return true;
    }

    private static boolean isAdmitted(long w, Access access, boolean recursive) {
        if (recursive) {
            return (w & WRITER) == 0;
        }
        return ((w & QUEUED) == 0 || access == Access.UPGRADE) && admit(w, access) != w;
    }

    /** Throws if the wait could never end, because the thread waits for itself. */
    private void checkOwnHolds(ThreadContext context, Access access) {
        for (Held held : context.held()) {
            if (held instanceof RwHold hold
                    && hold.core() == this
                    && (access != Access.UPGRADE || hold.access() == Access.READ)) {
                throw new DeadlockException(description() + " is already held by this thread for "
                        + hold.access().gerund() + Places.locked(hold.place()) + ", and is asked for again for "
                        + access.gerund() + (access == Access.READ ? " while others wait" : "")
                        + "; it is not reentrant: "
                        + (hold.access() != Access.READ || access == Access.READ
                                ? "pass the guard or the value, or take the inner read with readRecursive()"
                                : "take it with upgradableRead() to begin with"));
            }
        }
        ReaderSlots all = slots;
        if (all != null && all.haveCurrentThread()) {
            throw new DeadlockException(
                    description() + " is already held by this thread for reading, and is asked for again"
                            + " for " + access.gerund() + (access == Access.READ ? " while others wait" : "")
                            + "; it is not reentrant: "
                            + (access == Access.READ
                                    ? "pass the value, or take the inner read with readRecursive()"
                                    : "take it with upgradableRead() to begin with"));
        }
        if (owner == context && access != Access.UPGRADE) {
            throw new DeadlockException(description() + " is already held by this thread, and is asked for again for "
                    + access.gerund() + "; it is not reentrant: pass the value instead");
        }
    }

    // ---- releasing

    void unlock(Access access) {
        switch (access) {
            case READ -> unlockRead();
            case UPGRADABLE -> {
                disown();
                leave(UPGRADABLE, 0);
            }
            case WRITE, UPGRADE -> {
                endWrite();
                disown();
                leave(WRITER, 0);
            }
        }
    }

    /** Turns writing into reading, with nobody between. */
    void downgrade() {
        endWrite();
        disown();
        leave(WRITER, READER);
    }

    /** Turns upgradable reading into reading. */
    void downgradeUpgradable() {
        disown();
        leave(UPGRADABLE, READER);
    }

    private void disown() {
        if (LockOrder.CHECKED) {
            LockOrder.release(tag);
            tag = null;
        }
        OWNER.setRelease(this, null);
    }

    private void endWrite() {
        VERSION.setRelease(this, version + 1);
    }

    private void leave(long bit, long readersToAdd) {
        long w;
        long next;
        do {
            w = word;
            next = (w & ~bit) + readersToAdd;
        } while (!WORD.compareAndSet(this, w, next));
        if ((next & QUEUED) != 0) {
            serve();
        }
    }

    /** Lets in those at the head of the queue whom the word admits. */
    private void serve() {
        synchronized (queue) {
            for (QueuedThread head = queue.first(); head != null; head = queue.first()) {
                long w = word;
                long next = admit(w, head.access);
                if (next == w || (needsSlots(w, head.access) && !awaitSlots(0))) {
                    return;
                }
                if (WORD.compareAndSet(this, w, next)) {
                    if (!wake(head)) {
                        return; // it comes to the monitor itself
                    }
                    queue.remove(head);
                }
            }
            WORD.getAndBitwiseAnd(this, ~QUEUED);
        }
    }

    /** Wakes a thread that has been let in. If its wait has ended, takes the grant back and returns false. */
    private boolean wake(QueuedThread head) {
        Waiter waiter = head.waiter;
        if (waiter != null && waiter.tryWake()) {
            handOvers++;
            return true;
        }
        switch (head.access) {
            case READ -> WORD.getAndAdd(this, -READER);
            case UPGRADABLE -> WORD.getAndBitwiseAnd(this, ~UPGRADABLE);
            case WRITE -> WORD.getAndBitwiseAnd(this, ~WRITER);
            case UPGRADE -> WORD.getAndAdd(this, UPGRADABLE - WRITER);
        }
        return false;
    }

    // ---- optimistic reading

    /** {@return the number of the writes so far; odd if one is going on} */
    long version() {
        return (long) VERSION.getAcquire(this);
    }

    /** {@return whether nothing has been written since the version was read} */
    boolean isStill(long before) {
        VarHandle.acquireFence();
        return (long) VERSION.getOpaque(this) == before;
    }

    // ---- looking

    void track(RwHold reader) {
        if (Sites.CAPTURED) {
            readers.add(reader);
        }
    }

    void untrack(RwHold reader) {
        if (Sites.CAPTURED) {
            readers.remove(reader);
        }
    }

    @Nullable
    ThreadContext owner() {
        return (ThreadContext) OWNER.getAcquire(this);
    }

    boolean isWriting() {
        return (word & WRITER) != 0;
    }

    boolean isTaken() {
        long w = word;
        return (w & (WRITER | UPGRADABLE)) != 0 || readers(w) != 0;
    }

    long readers() {
        return readers(word);
    }

    private long readers(long w) {
        ReaderSlots all = slots;
        return (w >>> SHIFT) + (all == null || (w & WRITER) != 0 ? 0 : all.taken());
    }

    int waiting() {
        synchronized (queue) {
            return queue.size();
        }
    }

    LockStats stats(boolean poisoned) {
        ThreadContext holder = owner();
        synchronized (queue) {
            return new LockStats(
                    name,
                    isTaken(),
                    Optional.ofNullable(holder).map(Threads::nameOf),
                    queue.size(),
                    poisoned,
                    waits,
                    handOvers,
                    leaves);
        }
    }

    LockOrder order() {
        return order;
    }

    String name() {
        return name;
    }

    @Override
    public String description() {
        return "rwlock '" + name + "'";
    }

    @Override
    public List<ThreadContext> holders() {
        List<ThreadContext> all = readersGone.holders();
        ThreadContext holder = owner();
        if (holder != null) {
            all.add(holder);
        }
        return all;
    }

    @Override
    public boolean isHeld() {
        return true;
    }
}
