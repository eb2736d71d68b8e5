package dev.selvage.scope.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One level of what a thread is doing inside the framework: the task of a fork, the body of a scope, a shield. The
 * frames of a thread form a stack that {@link ThreadContext} keeps.
 */
public abstract class Frame {
    /** Its code runs, or is about to, and has not been told of a cancellation. */
    protected static final int OPEN = 1;
    /** Its code runs and is told, or will be told, of a cancellation. */
    protected static final int SIGNALLED = 2;
    /** Its code has ended: nothing is delivered any more. */
    protected static final int LEFT = 3;

    private static final VarHandle PHASE;

    static {
        try {
            PHASE = MethodHandles.lookup().findVarHandle(Frame.class, "phase", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Set by the thread itself, changed to SIGNALLED by any thread under the context's monitor. */
    private volatile int phase;

    /** The next frame down; set once by the thread that pushes the frame. */
    @Nullable
    Frame below;

    // Guarded by the monitor of the thread's context.
    /** The cancellation has reached the code, by interrupt, by a woken wait, or by an exception from an inner frame. */
    boolean delivered;
    /** It was delivered by an interrupt. */
    boolean interrupted;
    /** The thread carried an interrupt of somebody else when ours was given. */
    boolean foreignInterrupt;

    /** Creates a frame in the given phase. It becomes visible to other threads only when it is pushed or linked. */
    @SuppressWarnings("this-escape") // a plain write: a volatile one would cost each fork a fence
    protected Frame(int phase) {
        PHASE.set(this, phase);
    }

    /** {@return whether code that runs in this frame is to stop} */
    protected abstract boolean isCancelled();

    /** {@return whether cancelling this frame interrupts the thread, besides waking its waits} */
    protected boolean interruptsThread() {
        return true;
    }

    /** {@return whether frames above are protected from the cancellation of frames below} */
    protected boolean shields() {
        return false;
    }

    /** {@return what happens in this frame, for messages and dumps} */
    protected abstract String description();

    /** {@return what the thread waits for when it has left this frame and not ended it, or null for nothing} */
    protected @Nullable Awaited awaitedAfterLeaving() {
        return null;
    }

    /**
     * {@return the live forks that the thread has made in this frame, as seen at this instant}
     *
     * @param most how many at most
     */
    protected List<ThreadContext> forksMade(int most) {
        return List.of();
    }

    /** {@return the phase} */
    protected final int phase() {
        return phase;
    }

    /** Sets the phase with the effect of a volatile write. */
    protected final void phase(int next) {
        phase = next;
    }

    final boolean casPhase(int expected, int next) {
        return PHASE.compareAndSet(this, expected, next);
    }

    /** {@return the next frame down the stack of the thread, or null at the bottom} */
    public final @Nullable Frame below() {
        return below;
    }
}
