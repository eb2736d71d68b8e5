package dev.selvage.scope.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * What the framework knows about one thread: its stack of {@linkplain Frame frames}, and the wait it is in. It is itself
 * the lowest frame: the task of a fork, or, for any other thread, everything outside our scopes.
 */
public abstract class ThreadContext extends Frame implements HandleHolder, Thread.UncaughtExceptionHandler {
    /*
     * Overview. A cancellation must reach the code of a thread once, whatever the code does at that instant: in one of
     * our waits it is woken without an interrupt; elsewhere it is interrupted. The interrupt that we gave must not be
     * seen outside the frame it was meant for.
     *
     * States. Frame.phase: OPEN -> LEFT, or OPEN -> SIGNALLED -> LEFT. The thread itself leaves; any thread signals, under
     * the monitor of the context.
     *
     * Invariants. (1) A frame is interrupted at most once, and only while it is SIGNALLED. (2) A frame below one that
     * has been signalled, has left, or shields, is not told before that frame is popped. (3) When leave() has
     * returned, no interrupt for that frame is given any more. (4) Our interrupt and the look at the flag before it are
     * one step under the monitor, and so is taking an interrupt from outside after a look at the cancellation: an
     * interrupt from outside is either taken, or seen by ours and given back, never both and never neither.
     *
     * No lost wake-ups. leave() is one compare-and-set OPEN -> LEFT; if a canceller came first, it holds the monitor
     * until the interrupt has been given, and leave() passes through the monitor before it clears the flag. What a
     * canceller held back (invariant 2) is delivered by pop(), which reads the phase of the uncovered frame after it
     * has written `top`; the canceller writes the phase before it reads `top`.
     *
     * Cancellation. See Waiter for the wait. Limit that no Java code can lift: an interrupt from outside that comes
     * after ours, before the frame has left, is one with ours if the code has not noticed ours, and else looks like code
     * that has set the flag again; leave() takes it back with ours. One that came before ours is given back.
     *
     * The count. Most locks are taken while no thread is cancelled, and then need not look up their context. So
     * the contexts with a cancelled frame whose code has not ended are counted: each has COUNTED while it is in the
     * count, and both change under its monitor. signal() counts, and takes that back if it finds the phase LEFT; leave()
     * writes the phase with a fence; pop() and the end of a fork, which come after it, look at COUNTED, and take the
     * context out if no frame on the stack is cancelled any more. So one of signal() and pop() sees the other, and what
     * has been counted is taken out, except for a scope that is never closed on a thread that is no fork.
     *
     * Memory ordering. phase, top and waiter are volatile and, with the cancel reasons, sequentially consistent, with
     * two exceptions, each a write with release: a fence is a twentieth of the time of an empty scope.
     * (1) push and pop on the lowest frame of a thread that is no fork: nothing cancels that frame, so there is no
     * cancellation that push or pop could miss. Who cancels the pushed frame got it from this thread, after the push.
     * (2) The end of a wait clears `waiter`: the state of the wait is final by then, and a canceller finds it so.
     *
     * Checked by: CancelAgainstForkJcstress, InterruptHandshakeStress, CancelAgainstForkStress, CancellationTest,
     * WaiterTest, CancelledContextsTest, CancelledContextsJcstress.
     */
    private static final ThreadLocal<@Nullable ThreadContext> ROOT = new ThreadLocal<>();
    private static final ScopedValue<Boolean> SETTLED = ScopedValue.newInstance();
    private static final VarHandle TOP;
    private static final VarHandle FLAGS;
    private static final VarHandle WAITER;
    /** A cancellation has been signalled, once upon a time. Never cleared. */
    private static final byte SIGNALLED_ONCE = 1;
    /** The deadlock watch has the context. */
    private static final byte WATCHED = 2;
    /** Handles that are followed are, or were, filed under it; see HandleTracks. */
    private static final byte HOLDS_HANDLES = 4;
    /** The context is counted: a frame of it is cancelled, and its code may run. Changed under the monitor. */
    static final byte COUNTED = 8;
    /** How many held things are listed; more are a loop that a look without a lock has run into. */
    private static final int LISTED = 1_000;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TOP = lookup.findVarHandle(ThreadContext.class, "top", Frame.class);
            WAITER = lookup.findVarHandle(ThreadContext.class, "waiter", Waiter.class);
            FLAGS = lookup.findVarHandle(ThreadContext.class, "flags", byte.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Written by the thread itself; read by cancellers and dumps. */
    private volatile Frame top;

    /** The newest link of what the thread holds; written by the thread itself. */
    private @Nullable Held held;

    /** The wait that the thread is in; written by the thread itself. */
    volatile @Nullable Waiter waiter;

    /** The marks above: one field, because forks are many, and a byte more would cost eight. */
    private volatile byte flags;

    /** Creates the context with itself as the only frame. */
    @SuppressWarnings({"this-escape", "NullAway.Init"}) // `top` is set through its handle
    protected ThreadContext(int phase) {
        super(phase);
        TOP.set(this, this); // plain: see Frame
    }

    /** {@return the thread, or null while it has not been made} */
    protected abstract @Nullable Thread contextThread();

    /** {@return the name of a thread for messages, also of one without a name} */
    public static String nameOf(Thread thread) {
        return thread.getName().isEmpty() ? "virtual thread " + thread.threadId() : thread.getName();
    }

    /** {@return the context of the current thread, or null if it has none} */
    public static @Nullable ThreadContext current() {
        Thread thread = Thread.currentThread();
        return thread.getUncaughtExceptionHandler() instanceof ThreadContext context
                        && context.contextThread() == thread
                ? context
                : ROOT.get();
    }

    /** {@return the context of the current thread, made if need be} */
    public static ThreadContext currentOrNew() {
        Thread thread = Thread.currentThread();
        return thread.getUncaughtExceptionHandler() instanceof ThreadContext context
                        && context.contextThread() == thread
                ? context
                : rootOrNew();
    }

    private static ThreadContext rootOrNew() {
        ThreadContext context = ROOT.get();
        if (context == null) {
            context = Roots.ofOrNew(Thread.currentThread());
            // A thread that has never bound a scoped value has other "no bindings" than one whose bindings have ended,
            // and the JDK's scope, which compares them, would refuse forks after the first binding in its body.
            ScopedValue.where(SETTLED, true).run(() -> {});
            ROOT.set(context);
        }
        return context;
    }

    /** {@return the context of any thread, as {@link #currentOrNew} finds it there} For looking only. */
    public static ThreadContext ofOrNew(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof ThreadContext context
                        && context.contextThread() == thread
                ? context
                : Roots.ofOrNew(thread);
    }

    /** {@return what messages call a thread: a fork, or a thread with its name} */
    public static String describe(Thread thread) {
        return thread.getUncaughtExceptionHandler() instanceof ThreadContext context
                        && context.contextThread() == thread
                ? context.describeThread()
                : "thread '" + nameOf(thread) + "'";
    }

    /** {@return the contexts of the live threads that are no forks and have a scope open} */
    public static Iterable<ThreadContext> roots() {
        return Roots.all();
    }

    /** {@return whose context it is, for messages and dumps: a fork or a thread} */
    public final String describeThread() {
        return description();
    }

    /** {@return the innermost frame} */
    public final Frame top() {
        return top;
    }

    /** {@return what the thread waits for in a primitive of the framework, or null if it does not} */
    public final @Nullable Awaited awaited() {
        Waiter waiting = waiter;
        if (waiting != null) {
            return waiting.awaited();
        }
        Frame innermost = top;
        return innermost.phase() == LEFT ? innermost.awaitedAfterLeaving() : null;
    }

    /**
     * A wait that no clock will end.
     *
     * @param identity the same object as long as it is the same wait
     * @param what what is waited for
     */
    public record EndlessWait(Object identity, Awaited what) {}

    /** {@return the wait that the thread is in, or null if it is in none, or in one that a clock will end} */
    public final @Nullable EndlessWait endlessWait() {
        Waiter waiting = waiter;
        if (waiting != null) {
            return waiting.isEndless() ? new EndlessWait(waiting, waiting.awaited()) : null;
        }
        Frame innermost = top;
        Awaited end = innermost.phase() == LEFT ? innermost.awaitedAfterLeaving() : null;
        return end == null ? null : new EndlessWait(end, end);
    }

    /**
     * {@return the live forks that the thread has made, those that they have made, and so on, as seen at this instant}
     *
     * @param most how many at most
     */
    public final List<ThreadContext> forksBelow(int most) {
        List<ThreadContext> below = new ArrayList<>();
        addForksOf(this, below, most);
        for (int i = 0; i < below.size() && below.size() < most; i++) {
            addForksOf(below.get(i), below, most);
        }
        return below;
    }

    private static void addForksOf(ThreadContext thread, List<ThreadContext> into, int most) {
        for (Frame frame = thread.top; frame != null && into.size() < most; frame = frame.below) {
            into.addAll(frame.forksMade(most - into.size()));
        }
    }

    /** {@return the thread, or null while it has not been made} For messages and dumps. */
    public final @Nullable Thread thread() {
        return contextThread();
    }

    /** {@return what happens in the innermost frame, for messages and dumps} */
    public final String describeTop() {
        return top.description();
    }

    /** Adds to what the thread holds. Called by the thread itself. */
    public final void hold(Held what) {
        what.nextHeld = held;
        held = what;
    }

    /** Takes out of what the thread holds. Called by the thread itself. */
    public final void release(Held what) {
        Held link = held;
        if (link == what) {
            held = what.nextHeld;
        } else {
            while (link != null && link.nextHeld != what) {
                link = link.nextHeld;
            }
            if (link == null) {
                throw new IllegalStateException(what.description() + " is not held by this thread");
            }
            link.nextHeld = what.nextHeld;
        }
        what.nextHeld = null;
    }

    /** {@return what the thread holds, newest first} Exact for the thread itself; for others a look without a lock. */
    public final List<Held> held() {
        List<Held> all = new ArrayList<>();
        for (Held link = held; link != null && all.size() < LISTED; link = link.nextHeld) {
            all.add(link);
        }
        return all;
    }

    /** Lets go of what the task that has ended still holds. Called by the thread itself. */
    protected final void abandonHeld() {
        for (Held link = held; link != null; link = held) {
            held = link.nextHeld;
            link.nextHeld = null;
            try {
                link.abandoned();
            } catch (RuntimeException | Error e) {
                LoggerFactory.getLogger(ThreadContext.class)
                        .error("{} could not be let go of when its task ended", link.description(), e);
            }
        }
    }

    /** {@return whether the innermost frame is cancelled} */
    public final boolean isCurrentFrameCancelled() {
        return top.isCancelled();
    }

    /**
     * {@return whether a cancellation has ever been signalled to this thread} If not, no frame of it is cancelled, except
     * by one that is under way: cheaper than to ask the frame.
     */
    public final boolean wasEverSignalled() {
        return (flags & SIGNALLED_ONCE) != 0;
    }

    /** {@return marks of what has happened to the thread; 0 means in particular that it {@link #wasEverSignalled} never} */
    public final byte marks() {
        return flags;
    }

    @Override
    public final void markHoldsHandles() {
        FLAGS.getAndBitwiseOr(this, HOLDS_HANDLES);
    }

    @Override
    public final boolean holdsHandles() {
        return (flags & HOLDS_HANDLES) != 0;
    }

    /** Clears the wait, which is over. Called by the thread itself. */
    final void waitIsOver() {
        WAITER.setRelease(this, null);
    }

    boolean isWatched() {
        return (flags & WATCHED) != 0;
    }

    /** Returns whether the context was not watched before. */
    boolean markWatched() {
        return ((byte) FLAGS.getAndBitwiseOr(this, WATCHED) & WATCHED) == 0;
    }

    void unmarkWatched() {
        FLAGS.getAndBitwiseAnd(this, (byte) ~WATCHED);
    }

    /**
     * Clears the interrupt flag if the interrupt is one from outside. Called by the thread itself, outside of waits.
     *
     * @return whether it was; false too if a cancellation may have given it, and then the flag stays for {@link #leave}
     */
    public final boolean takeOutsideInterrupt() {
        if (!Thread.currentThread().isInterrupted()) {
            return false;
        }
        synchronized (this) { // ours are given under the monitor: see the invariants
            return !isInterruptedFrameCancelled() && Thread.interrupted();
        }
    }

    /** {@return whether a frame whose cancellation interrupts the thread is cancelled, up to the next shield} */
    private boolean isInterruptedFrameCancelled() {
        for (Frame frame = top; frame != null; frame = frame.below) {
            if (frame.interruptsThread() && frame.isCancelled()) {
                return true;
            }
            if (frame.shields()) {
                return false;
            }
        }
        return false;
    }

    /** Puts a frame on top. Called by the thread itself. */
    public final void push(Frame frame) {
        Frame below = top;
        frame.below = below;
        if (isRoot(below)) {
            TOP.setRelease(this, frame); // see memory ordering
            VarHandle.storeStoreFence(); // whoever gets the frame by a data race finds it on the stack
        } else {
            top = frame;
        }
    }

    /** {@return whether it is the lowest frame of a thread that is no fork, which nothing cancels} */
    private boolean isRoot(Frame frame) {
        return frame == this && this instanceof Root;
    }

    /**
     * Ends the delivery of cancellations to the frame, and takes back the interrupt that was given. Called by the
     * thread itself.
     *
     * @return whether the thread carried somebody else's interrupt when ours was given
     */
    public final boolean leave(Frame frame) {
        if (!frame.interruptsThread()) {
            frame.phase(LEFT); // nobody signals it, but it may be counted
            return false;
        }
        if (frame.casPhase(OPEN, LEFT)) {
            return false;
        }
        synchronized (this) {
            frame.phase(LEFT);
            if (!frame.interrupted) {
                return false;
            }
        }
        Thread.interrupted();
        return frame.foreignInterrupt;
    }

    /** {@return whether the frame's cancellation was delivered by an interrupt} Called after {@link #leave}. */
    public final boolean wasInterrupted(Frame frame) {
        if (frame.phase() == LEFT && !frame.interrupted) {
            return false;
        }
        synchronized (this) {
            return frame.interrupted;
        }
    }

    /**
     * Takes the frame off the stack, and delivers what it held back from the frames below. Called by the thread itself.
     *
     * @param carried the code below is told of its own cancellation by the exception with which this frame ends
     */
    public final void pop(Frame frame, boolean carried) {
        Frame below = frame.below;
        if (below == null) {
            throw new IllegalStateException("frame '" + frame.description() + "' is not on the stack of this thread");
        }
        if (isRoot(below)) {
            TOP.setRelease(this, below); // see memory ordering
            uncountIfOver();
            return;
        }
        top = below;
        uncountIfOver();
        Frame told = below;
        while (!told.interruptsThread() && told.below != null) {
            told = told.below;
        }
        if (told.phase() != OPEN) {
            synchronized (this) {
                if (carried) {
                    told.delivered = true;
                } else {
                    deliverPending();
                }
            }
        }
    }

    /**
     * Tells the thread that the frame, and with it the frames above up to the next shield, are cancelled. Called by any
     * thread after those frames have become cancelled.
     */
    public final void signal(Frame lowest) {
        FLAGS.getAndBitwiseOr(this, SIGNALLED_ONCE);
        synchronized (this) {
            Frame highest = highestUnshielded(lowest);
            if (highest == null) {
                return;
            }
            countUnlessLeft(lowest);
            for (Frame frame = highest; frame != null; frame = frame.below) {
                if (frame.interruptsThread()) {
                    frame.casPhase(OPEN, SIGNALLED);
                }
                if (frame == lowest) {
                    break;
                }
            }
            deliverPending();
        }
    }

    /** Under the monitor. */
    private void countUnlessLeft(Frame cancelled) {
        if ((flags & COUNTED) == 0) {
            FLAGS.getAndBitwiseOr(this, COUNTED);
            CancelledContexts.add();
            if (cancelled.phase() == LEFT) { // after the write of the flag: see the count
                uncount();
            }
        }
    }

    /** Under the monitor. */
    private void uncount() {
        FLAGS.getAndBitwiseAnd(this, (byte) ~COUNTED);
        CancelledContexts.remove();
    }

    /** Takes the context out of the count if nothing on its stack is cancelled. Called by the thread itself. */
    private void uncountIfOver() {
        if ((flags & COUNTED) == 0) {
            return;
        }
        synchronized (this) {
            Frame frame = top;
            while (frame != null && !frame.isCancelled()) {
                frame = frame.below;
            }
            if (frame == null && (flags & COUNTED) != 0) {
                uncount();
            }
        }
    }

    /** Takes the context out of the count: its thread ends, and has left its frames. Called by the thread itself. */
    protected final void threadEnds() {
        if ((flags & COUNTED) != 0) {
            synchronized (this) {
                if ((flags & COUNTED) != 0) {
                    uncount();
                }
            }
        }
    }

    /** Leaves the lowest frame, whose code does not run. Called by any thread. */
    protected final void leaveWithoutRunning() {
        synchronized (this) {
            phase(LEFT);
            if ((flags & COUNTED) != 0) {
                uncount();
            }
        }
    }

    /**
     * Tells the code of its cancellation by an interrupt after all: the wait that was woken for it reports nothing.
     * Called by the thread itself, in no wait.
     */
    public final void tellAgain() {
        synchronized (this) {
            for (Frame frame = top; frame != null && frame.phase() != LEFT; frame = frame.below) {
                if (frame.phase() == SIGNALLED) {
                    frame.delivered &= frame.interrupted;
                    break;
                }
                if (frame.shields()) {
                    return;
                }
            }
            deliverPending();
        }
    }

    /** {@return the highest frame that a cancellation of the given one reaches, or null if that is not on the stack} */
    public final @Nullable Frame highestUnshielded(Frame lowest) {
        Frame highest = top;
        for (Frame frame = highest; frame != null; frame = frame.below) {
            if (frame == lowest) {
                return highest;
            }
            if (frame.shields() && frame.below != null) {
                highest = frame.below;
            }
        }
        return null;
    }

    /** Delivers to the highest frame that has been signalled, unless something above holds it back. */
    private void deliverPending() {
        Waiter waiting = waiter; // before the frame: a wait that begins after the frame has ended must not be cancelled
        Frame innermost = top;
        if (innermost.isCancelled() && innermost.phase() != LEFT) {
            if (waiting != null && waiting.tryCancel()) {
                markDelivered(innermost);
                return;
            }
        }
        for (Frame frame = innermost; frame != null && frame.phase() != LEFT; frame = frame.below) {
            if (frame.phase() == SIGNALLED) {
                if (!frame.delivered) {
                    interrupt(frame);
                }
                return;
            }
            if (frame.shields()) {
                return;
            }
        }
    }

    private static void markDelivered(Frame innermost) {
        for (Frame frame = innermost; frame != null && frame.phase() != LEFT; frame = frame.below) {
            if (frame.phase() == SIGNALLED) {
                frame.delivered = true;
                return;
            }
            if (frame.shields()) {
                return;
            }
        }
    }

    private void interrupt(Frame frame) {
        frame.delivered = true;
        Thread thread = contextThread();
        if (thread != null) {
            frame.foreignInterrupt = thread.isInterrupted();
            frame.interrupted = true;
            thread.interrupt();
        }
    }

    /**
     * Puts a shield on top, so that its code starts without the interrupt that a cancellation below may have given.
     *
     * @return whether the thread's interrupt flag was set, to be set again after the shield
     */
    public final boolean pushShield(Frame shield) {
        synchronized (this) {
            push(shield);
        }
        return Thread.interrupted();
    }
}
