package dev.selvage.scope.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One wait of one thread: the only way in which the framework blocks. A primitive makes a waiter, publishes it where its
 * wakers look, tests its condition once more, and calls {@link #await}.
 */
public final class Waiter {
    /*
     * Overview. A waiter is used for a single wait by the thread that made it. Wakers, cancellers, the clock and the
     * interrupt compete for its state word.
     *
     * States. WAITING -> WOKEN | CANCELLED | INTERRUPTED | TIMED_OUT, by one compare-and-set; the four are final.
     *
     * Invariants. tryWake() returns true if and only if await() returns WOKEN: a primitive that hands something over
     * knows whether it arrived, and passes it on if it did not.
     *
     * No lost wake-ups. The state is changed before unpark, and await() reads it before each park; LockSupport keeps a
     * permit given before the park. A cancellation: await() publishes the waiter in the context (volatile write), then
     * asks whether it is cancelled (volatile read); a canceller makes the frame cancelled, then reads the waiter. One of
     * the two sees the other. A canceller whose tryCancel() fails finds a wait that is over, and interrupts instead.
     *
     * Cancellation. A thread that sees its interrupt flag asks for the cancellation again before it takes the interrupt
     * for a foreign one, because a canceller makes the frame cancelled before it interrupts. It asks and takes under the
     * monitor of the context, so that the canceller does not see the same interrupt and have it given back.
     *
     * Memory ordering. Everything before a successful tryWake() happens before the return of await(): compare-and-set,
     * then volatile read of the state.
     *
     * Checked by: WaiterJcstress, WaiterTest, InterruptHandshakeStress, ForkCellStress, JoinScopeStress.
     */
    private static final int WAITING = 0;
    private static final int WOKEN = 1;
    private static final int CANCELLED = 2;
    private static final int INTERRUPTED = 3;
    private static final int TIMED_OUT = 4;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Waiter.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Thread thread = Thread.currentThread();
    private final Awaited awaited;
    private volatile int state;

    /** The wait has a deadline. Written before the waiter is published. */
    private boolean timed;

    /** Nothing but a wake ends the wait. Written before the waiter is published. */
    private boolean stubborn;

    /** The wait is given up if it is a deadlock. Written before the waiter is published. */
    private boolean watched;

    /** The deadlock because of which the wait is given up. Written before the state. */
    private @Nullable String deadlock;

    /** What the thread looks at while it waits. The thread itself only. */
    private @Nullable Lookout lookout;

    /** The link of whatever list the primitive keeps its waiters in; the primitive guards it. */
    public @Nullable Waiter next;

    /**
     * Creates a waiter for the current thread.
     *
     * @param awaited what is waited for
     */
    public Waiter(Awaited awaited) {
        this.awaited = awaited;
    }

    /**
     * Lets threads that are ready run first, once. Called by a virtual thread before a wait for a virtual thread
     * that has not begun: it is ahead in the queue of the scheduler, and may have ended when the caller runs again, so that
     * there is nothing to wait for. A hint only: it takes no interrupt, and says nothing of what has happened.
     */
    @SuppressWarnings("ThreadPriorityCheck") // a hint, given once, on which nothing relies
    public static void giveWay() {
        Thread.yield();
    }

    /** Has the thread look again by itself while it waits. Called by the thread, before the wait. */
    public void lookOut(Lookout lookout) {
        this.lookout = lookout;
    }

    /** {@return the waiting thread} */
    public Thread thread() {
        return thread;
    }

    /** {@return what the thread waits for} */
    public Awaited awaited() {
        return awaited;
    }

    /** Claims the waiter and lets its thread go on. Returns false if it has left for another reason. */
    public boolean tryWake() {
        return end(WOKEN);
    }

    /** Ends the wait because it is a deadlock, if it has not ended for another reason. Called by the deadlock watch. */
    void giveUp(String message) {
        deadlock = message;
        end(TIMED_OUT);
    }

    /** {@return the deadlock because of which the wait was given up, as a message, or null} Called after the wait. */
    public @Nullable String deadlock() {
        return timed || state != TIMED_OUT ? null : deadlock;
    }

    /** {@return whether the wait goes on, and is given up if it is a deadlock} */
    boolean isWatched() {
        return watched && isEndless();
    }

    /** {@return whether nothing has ended the wait} Before {@link #await}, only a wake can have ended it. */
    public boolean isWaiting() {
        return state == WAITING;
    }

    /** {@return whether the wait goes on, and no clock will end it} */
    boolean isEndless() {
        return state == WAITING && !timed;
    }

    boolean tryCancel() {
        return !stubborn && end(CANCELLED);
    }

    private boolean end(int how) {
        if (!STATE.compareAndSet(this, WAITING, how)) {
            return false;
        }
        LockSupport.unpark(thread);
        return true;
    }

    /**
     * Waits until the waiter is woken, the surrounding scope is cancelled, the thread is interrupted, or
     * {@code System.nanoTime()} reaches the deadline.
     *
     * @param timed whether there is a deadline
     * @param deadline a value of {@code System.nanoTime()}
     */
    public Wake await(boolean timed, long deadline) {
        return await(timed, deadline, false);
    }

    /**
     * Like {@link #await}; but if there is no deadline, and the wait turns out to be a {@linkplain DeadlockWatch deadlock},
     * it is given up: then {@link #deadlock} tells, and the result is {@code TIMED_OUT}.
     */
    public Wake awaitWatched(boolean timed, long deadline) {
        return await(timed, deadline, !timed);
    }

    private Wake await(boolean timed, long deadline, boolean watched) {
        this.timed = timed;
        this.watched = watched;
        ThreadContext context = ThreadContext.currentOrNew();
        context.waiter = this;
        try {
            if (watched) {
                DeadlockWatch.watch(context);
            }
            while (state == WAITING) {
                if (context.isCurrentFrameCancelled()) {
                    STATE.compareAndSet(this, WAITING, CANCELLED);
                } else if (thread.isInterrupted()) {
                    takeInterrupt(context);
                } else if (timed && deadline - System.nanoTime() <= 0) {
                    STATE.compareAndSet(this, WAITING, TIMED_OUT);
                } else if (lookout != null) {
                    parkOrLook(lookout, timed, deadline);
                } else if (timed) {
                    LockSupport.parkNanos(awaited, deadline - System.nanoTime());
                } else {
                    LockSupport.park(awaited);
                }
            }
        } finally {
            context.waitIsOver();
        }
        return switch (state) {
            case WOKEN -> Wake.WOKEN;
            case CANCELLED -> Wake.CANCELLED;
            case INTERRUPTED -> Wake.INTERRUPTED;
            default -> Wake.TIMED_OUT;
        };
    }

    /**
     * {@return the value of {@code System.nanoTime()} at which the time from now is over, half a range away at most} A
     * negative time is over.
     */
    public static long deadline(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        long nanos = TimeUnit.NANOSECONDS.convert(timeout); // saturates
        return System.nanoTime() + Math.clamp(nanos, 0, Long.MAX_VALUE / 2);
    }

    /** Waits until the waiter is woken, whatever happens meanwhile; the interrupt flag is kept. */
    public void awaitUninterruptibly() {
        boolean interrupted = false;
        ThreadContext context = ThreadContext.current();
        if (context != null) {
            stubborn = true;
            context.waiter = this;
        }
        while (state == WAITING) {
            if (lookout != null) {
                parkOrLook(lookout, false, 0);
            } else {
                LockSupport.park(awaited);
            }
            interrupted |= Thread.interrupted();
        }
        if (context != null) {
            context.waitIsOver();
        }
        if (interrupted) {
            thread.interrupt();
        }
    }

    /** Parks until the next look or the deadline, or looks if it is time to. */
    private void parkOrLook(Lookout what, boolean timed, long deadline) {
        long next = what.next();
        long left = (timed && deadline - next < 0 ? deadline : next) - System.nanoTime();
        if (left > 0) {
            LockSupport.parkNanos(awaited, left);
        } else if (next - System.nanoTime() <= 0 && !what.look()) {
            lookout = null;
        }
    }

    private void takeInterrupt(ThreadContext context) {
        synchronized (context) { // see invariant 4 of ThreadContext
            if (context.isCurrentFrameCancelled()) {
                STATE.compareAndSet(this, WAITING, CANCELLED);
            } else if (STATE.compareAndSet(this, WAITING, INTERRUPTED)) {
                Thread.interrupted();
            }
        }
    }
}
