package dev.selvage.sync;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The permits of a semaphore and those who wait for them. */
final class SemaphoreCore implements Awaited {
    /*
     * Overview. A count that a compare-and-set takes from as long as nobody waits; else a queue under a monitor, which is
     * served in its order: a waiter for many permits keeps those behind it waiting, and is not starved.
     *
     * States. The word is the count, shifted by two, with the bits QUEUED (the queue is not empty) and CLOSED.
     *
     * Invariants. (1) QUEUED and CLOSED change under the monitor only. (2) While QUEUED is set, permits are taken under the
     * monitor only, for the head of the queue. (3) The permits, taken or not, are never more than MOST: that is checked
     * before new ones are made. (4) `known` has only permits that nobody but their holder's thread can give back.
     *
     * No lost wake-ups. A thread queues under the monitor by setting QUEUED on a word that has too few permits, in one
     * compare-and-set. Whoever adds permits either sees no QUEUED, and the thread will see the permits, or serves the
     * queue under the monitor. Permits are taken off before the waiter is woken, and put back if it had left.
     *
     * Cancellation. A waiter that leaves takes its node out and serves the queue, for those whom it kept waiting.
     *
     * Memory ordering. Taking and giving back are volatile compare-and-sets on the word.
     *
     * Checked by: SemaphoreTest, SemaphoreDeadlockTest, SemaphoreStress.
     */
    private static final int MOST = Integer.MAX_VALUE;

    private static final int QUEUED = 1;
    private static final int CLOSED = 2;
    private static final int SHIFT = 2;

    private static final VarHandle WORD;

    static {
        try {
            WORD = MethodHandles.lookup().findVarHandle(SemaphoreCore.class, "word", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A thread that waits for permits. */
    private final class Request implements Awaited {
        final Waiter waiter = new Waiter(this);
        final int permits;

        /** A clock ends the wait, so that it holds nobody up for ever. */
        final boolean timed;

        /** It was woken because the semaphore was closed. Written before the wake. */
        boolean refused;

        @SuppressWarnings("this-escape") // to its own waiter
        Request(int permits, boolean timed) {
            this.permits = permits;
            this.timed = timed;
        }

        @Override
        public String description() {
            return SemaphoreCore.this.description();
        }

        @Override
        public boolean isHeld() {
            return true;
        }

        @Override
        public List<ThreadContext> holders() {
            return known.stream().map(PermitHold::context).distinct().toList();
        }

        @Override
        public boolean mayEndWithout(Predicate<ThreadContext> idle) {
            return isServedWithout(this, idle);
        }
    }

    private final String name;

    /** Guarded by its own monitor. */
    private final ArrayDeque<Request> queue = new ArrayDeque<>();

    /** The permits that there are, taken or not. Guarded by the queue. */
    private long total;

    /** Somebody makes new permits, so that it is not known whether the holders are waited for. Guarded by the queue. */
    private boolean grows;

    /** The permits that only their holder can give back; where places are captured. */
    private final Set<PermitHold> known = ConcurrentHashMap.newKeySet();

    private volatile long word;

    SemaphoreCore(String name, int permits) {
        this.name = name;
        this.total = permits;
        this.word = (long) permits << SHIFT;
    }

    /** Takes permits if there are enough and nobody waits. */
    boolean tryTake(int permits) {
        long w = word;
        while (true) {
            if ((w & CLOSED) != 0) {
                throw closed();
            }
            if ((w & QUEUED) != 0 || w >>> SHIFT < permits) {
                return false;
            }
            if (WORD.compareAndSet(this, w, w - ((long) permits << SHIFT))) {
                return true;
            }
            w = word;
        }
    }

    /** Takes permits, waiting for them. Returns false if the time was over. */
    boolean take(int permits, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(this);
        if (tryTake(permits)) {
            return true;
        }
        Request request = new Request(permits, timed);
        synchronized (queue) {
            if (settle(request)) {
                return true;
            }
        }
        Wake wake = request.waiter.awaitWatched(timed, deadline);
        if (wake == Wake.WOKEN) {
            if (request.refused) {
                throw closed();
            }
            return true;
        }
        synchronized (queue) {
            queue.remove(request);
            serve();
        }
        Waits.rethrow(wake, request.waiter);
        return false;
    }

    /** Takes the permits, or queues. Called under the monitor. */
    private boolean settle(Request request) {
        long w;
        do {
            if (tryTake(request.permits)) {
                return true;
            }
            w = word;
        } while (((w & QUEUED) == 0 && w >>> SHIFT >= request.permits)
                || (w & CLOSED) != 0
                || !WORD.compareAndSet(this, w, w | QUEUED));
        queue.add(request);
        return false;
    }

    /** Gives permits back that were taken. */
    void giveBack(int permits) {
        long w = word;
        while ((w & QUEUED) == 0) {
            if (WORD.compareAndSet(this, w, w + ((long) permits << SHIFT))) {
                return;
            }
            w = word;
        }
        synchronized (queue) {
            WORD.getAndAdd(this, (long) permits << SHIFT);
            serve();
        }
    }

    /** Makes new permits, if there are not too many already. */
    void add(int permits) {
        synchronized (queue) {
            if (total + permits > MOST) {
                throw new IllegalArgumentException(description() + " has " + total + " permits: " + permits
                        + " more would exceed " + MOST + "; nothing was added");
            }
            total += permits;
            grows = true;
            WORD.getAndAdd(this, (long) permits << SHIFT);
            serve();
        }
    }

    /** Forgets permits that were taken. */
    void forget(int permits) {
        synchronized (queue) {
            total -= permits;
        }
    }

    void close() {
        synchronized (queue) {
            WORD.getAndBitwiseOr(this, (long) CLOSED);
            for (Request request = queue.poll(); request != null; request = queue.poll()) {
                request.refused = true;
                request.waiter.tryWake();
            }
            WORD.getAndBitwiseAnd(this, ~(long) QUEUED);
        }
    }

    /** Gives the head of the queue its permits as long as there are enough. Called under the monitor. */
    private void serve() {
        for (Request head = queue.peek(); head != null; head = queue.peek()) {
            long needed = (long) head.permits << SHIFT;
            if (word >>> SHIFT < head.permits) {
                return;
            }
            queue.remove();
            WORD.getAndAdd(this, -needed);
            if (!head.waiter.tryWake()) {
                WORD.getAndAdd(this, needed);
            }
        }
        WORD.getAndBitwiseAnd(this, ~(long) QUEUED);
    }

    // ---- who holds them

    /** Remembers that only the current thread can give back the permits that it has taken; null if nobody asks. */
    @Nullable
    PermitHold hold(int permits) {
        if (!Sites.CAPTURED) {
            return null;
        }
        PermitHold hold = new PermitHold(this, permits, Sites.caller());
        hold.context().hold(hold);
        known.add(hold);
        return hold;
    }

    void release(@Nullable PermitHold hold) {
        if (hold != null) {
            known.remove(hold);
            hold.context().release(hold);
        }
    }

    /**
     * {@return whether the request may be served although some threads give nothing back} Who holds the permits of handles
     * is not known: they may have been handed on, and count as given back; so do permits that somebody may make.
     */
    private boolean isServedWithout(Request request, Predicate<ThreadContext> idle) {
        synchronized (queue) {
            if (grows || !queue.contains(request)) {
                return true;
            }
            long needed = 0; // by the request, and by those before it, who are served first
            for (Request next : queue) {
                if (!next.timed) {
                    needed = Math.max(needed, next.permits);
                }
                if (next == request) {
                    break;
                }
            }
            long kept = 0;
            for (PermitHold hold : known) {
                if (idle.test(hold.context())) {
                    kept += hold.permits();
                }
            }
            return needed > total || needed <= total - kept;
        }
    }

    private SemaphoreClosedException closed() {
        return new SemaphoreClosedException(description() + " is closed: no permits are given any more");
    }

    long available() {
        return word >>> SHIFT;
    }

    boolean isClosed() {
        return (word & CLOSED) != 0;
    }

    int waiting() {
        synchronized (queue) {
            return queue.size();
        }
    }

    SemaphoreStats stats() {
        synchronized (queue) {
            return new SemaphoreStats(name, total, (int) available(), queue.size(), isClosed());
        }
    }

    String name() {
        return name;
    }

    @Override
    public String description() {
        return "semaphore '" + name + "'";
    }
}
