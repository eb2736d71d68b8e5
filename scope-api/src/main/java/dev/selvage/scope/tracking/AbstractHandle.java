package dev.selvage.scope.tracking;

import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The base of handles: open until it is given up, once, by whatever way.
 *
 * @param <S> what it leads to
 */
public abstract class AbstractHandle<S extends HandleTarget> {
    /*
     * States. state: null (open), or a HandleTrack (open and followed) -> a Fate.End, once, by compare-and-set. During
     * giveUpIf and retarget: open -> IN_USE -> open again, or an end; a close that comes meanwhile makes it CLOSE_NOTED,
     * which is an end, too.
     *
     * Invariants. Whoever writes the end, and nobody else, gives back what the handle stands for; for a noted close that is
     * whoever wrote IN_USE. So `target` is read to give it back by one thread, and not while it changes.
     *
     * A handle that is being given up must stay reachable until its track has ended, or the leak detection gives it up, too.
     *
     * Leaving the open state of a handle that is not followed is leaveOpen's business alone: a kind of handle may do it under a
     * lock of its own instead of by compare-and-set. Arc does: it saves its close an atomic operation.
     *
     * Memory ordering. The owner's reads are plain: they cost nothing and see the owner's own writes. A thread that is
     * not the owner may see a handle open that is being closed: it must not use it without the owner's leave.
     *
     * Checked by: ForkHandleTest, ArcMisuseTest, ArcJcstress, ArcTakenOutJcstress.
     */
    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AbstractHandle.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Fate.End IN_USE = Fate.IN_USE.unknown;
    private static final Fate.End CLOSE_NOTED = new Fate.End(Fate.CLOSED, null, null);

    /** Changed by whoever wrote IN_USE. */
    private S target;

    private @Nullable Object state;

    /** Creates an open handle of the current thread, and follows it if it is its turn. */
    @SuppressWarnings("this-escape") // the leak detection keeps a phantom reference only
    protected AbstractHandle(S target, HandleKind<S> kind) {
        this.target = target;
        if (Leaks.watchesNext()) {
            state = HandleTrack.follow(this, target, kind, null);
        }
    }

    /** Creates the handle that another one was moved to, followed if that was. */
    @SuppressWarnings("this-escape")
    protected AbstractHandle(S target, HandleKind<S> kind, @Nullable Object before) {
        this.target = target;
        if (before instanceof HandleTrack track) {
            state = HandleTrack.follow(this, target, kind, track);
        }
    }

    /**
     * {@return what it leads to}
     *
     * @throws HandleClosedException if it has been given up
     */
    protected final S target() {
        Object now = state;
        if (now != null) {
            if (now instanceof Fate.End end) {
                throw closed(end);
            }
            ((HandleTrack) now).used();
        }
        return target;
    }

    /** {@return what it leads to or has led to} For messages, and for whoever has given it up. */
    protected final S targetAlways() {
        return target;
    }

    /** {@return the noun for messages} */
    protected abstract String noun();

    /** {@return whether it has been given up} */
    protected final boolean isGivenUp() {
        return STATE.getAcquire(this) instanceof Fate.End;
    }

    /** {@return whether it is open and not followed, at this moment} Acquires. */
    protected final boolean isOpenUnfollowed() {
        return STATE.getAcquire(this) == null;
    }

    /**
     * {@return whether this call, and no other, has led the handle from open and not followed to another state}
     *
     * <p>A kind of handle that overrides this excludes all others that could do the same, and writes with {@link #leave}.
     *
     * @param next the state
     */
    protected boolean leaveOpen(Object next) {
        return STATE.compareAndSet(this, null, next);
    }

    /** Writes a state, plainly. Called while nobody else can, with the argument of {@link #leaveOpen}. */
    protected final void leave(Object next) {
        state = next;
    }

    /** Writes that the handle was closed, plainly. Called while nobody else can, of a handle that is not followed. */
    protected final void leaveClosed() {
        state = Fate.CLOSED.unknown;
    }

    /** {@return whether this call, and no other, has given the handle up} */
    protected final boolean giveUp(Fate fate) {
        return leaveOpen(fate.unknown) || giveUpFollowed(fate) != null;
    }

    /**
     * Gives the handle up for a new one.
     *
     * @return what the constructor of the new one needs
     * @throws HandleClosedException if it has been given up
     */
    protected final @Nullable Object giveUpForMove() {
        if (leaveOpen(Fate.MOVED.unknown)) {
            return null;
        }
        Object before = giveUpFollowed(Fate.MOVED);
        if (before == null) {
            throw closed();
        }
        return before;
    }

    /** {@return the track, something else if there was none, or null if somebody else has given it up or will} */
    private @Nullable Object giveUpFollowed(Fate fate) {
        while (true) {
            Object now = STATE.getAcquire(this);
            if (now instanceof Fate.End end) {
                if (end != IN_USE || fate != Fate.CLOSED || STATE.compareAndSet(this, IN_USE, CLOSE_NOTED)) {
                    return null;
                }
            } else if (now instanceof HandleTrack track) {
                if (STATE.compareAndSet(this, track, endOf(fate))) {
                    endReachable(track);
                    return track;
                }
            } else if (leaveOpen(fate.unknown)) {
                return fate;
            }
        }
    }

    private void endReachable(HandleTrack track) {
        try {
            track.end();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /** {@return the state before} Nobody else can give the handle up or use it from here on. */
    private @Nullable Object use() {
        Object before = STATE.getAcquire(this);
        if (before == null
                ? leaveOpen(IN_USE)
                : before instanceof HandleTrack && STATE.compareAndSet(this, before, IN_USE)) {
            return before;
        }
        throw closed();
    }

    /** {@return whether it is open again} If not, it was closed meanwhile, and the caller gives back what it stands for. */
    private boolean reopen(@Nullable Object before) {
        if (STATE.compareAndSet(this, IN_USE, before)) {
            return true;
        }
        if (before instanceof HandleTrack track) {
            endReachable(track);
        }
        return false;
    }

    /**
     * Gives the handle up if the condition holds, which is asked while nobody else can give it up or use it.
     *
     * @param release gives back what the handle stands for; runs if the condition does not hold and the handle was closed
     *     meanwhile
     * @return whether it held; if not, the handle is as it was
     * @throws HandleClosedException if it has been given up
     */
    protected final boolean giveUpIf(Fate fate, BooleanSupplier condition, Runnable release) {
        Object before = use();
        boolean held = false;
        try {
            held = condition.getAsBoolean();
        } finally {
            if (!held && !reopen(before)) {
                release.run();
            }
        }
        if (!held) {
            return false;
        }
        if (before instanceof HandleTrack track) {
            STATE.setRelease(this, endOf(fate));
            endReachable(track);
        } else {
            STATE.setRelease(this, fate.unknown);
        }
        return true;
    }

    /** {@return whether this call has given the handle up} For handles that one thread alone may touch. */
    protected final boolean giveUpConfined(Fate fate) {
        Object now = state;
        if (now instanceof Fate.End) {
            return false;
        }
        if (now == null) {
            state = fate.unknown;
        } else {
            state = endOf(fate);
            endReachable((HandleTrack) now);
        }
        return true;
    }

    /** {@return what to give to the constructor of the new handle} For handles that one thread alone may touch. */
    protected final @Nullable Object giveUpConfinedForMove() {
        Object now = state;
        if (!giveUpConfined(Fate.MOVED)) {
            throw closed();
        }
        return now;
    }

    /**
     * Makes it lead to something else, if it still leads to what is expected.
     *
     * @param other makes the new target, or returns null to leave the handle as it is; runs while nobody else can give the
     *     handle up or use it
     * @param release gives back what the handle stands for; runs if the handle was closed meanwhile
     * @return the new target, or null if there is none
     * @throws HandleClosedException if it has been given up
     */
    protected final @Nullable S retarget(
            S expected, HandleKind<S> kind, Supplier<? extends @Nullable S> other, Consumer<? super S> release) {
        Object before = use();
        Object after = before;
        S next = null;
        try {
            next = target == expected ? other.get() : null;
            if (next != null) {
                target = next;
                if (before instanceof HandleTrack track) {
                    after = HandleTrack.follow(this, next, kind, track);
                    endReachable(track);
                }
            }
        } finally {
            if (!reopen(after)) {
                release.accept(target);
            }
        }
        return next;
    }

    /** Makes it lead to something else. For handles that one thread alone may touch. */
    protected final void retargetConfined(S other, HandleKind<S> kind) {
        target();
        target = other;
        if (state instanceof HandleTrack track) {
            state = HandleTrack.follow(this, other, kind, track);
            endReachable(track);
        }
    }

    private static Fate.End endOf(Fate fate) {
        return new Fate.End(fate, HandleTrack.textOf(ThreadContext.current()), Sites.caller());
    }

    /** {@return the exception for a use after the end} */
    protected final HandleClosedException closed() {
        Object now = STATE.getAcquire(this);
        return closed(now instanceof Fate.End end ? end : Fate.CLOSED.unknown);
    }

    private HandleClosedException closed(Fate.End end) {
        return new HandleClosedException("this handle of " + noun() + " " + target.label() + " was " + end.text() + ": "
                + end.fate().remedy
                + (end.by() == null && end != IN_USE
                        ? " (-Dselvage.leakDetection=paranoid tells who did it, and where)"
                        : ""));
    }

    /** Makes a fork the owner. Called by the forking thread before the fork starts. */
    public final void ownedBy(ThreadContext fork) {
        if (STATE.getAcquire(this) instanceof HandleTrack track) {
            track.giveTo(fork);
        }
    }

    /** Takes it out of the care of the fork or thread that has it: it is meant to outlive it. */
    protected final void outliveOwner() {
        if (STATE.getAcquire(this) instanceof HandleTrack track) {
            track.fileUnder(null, "nobody: it was detached");
        }
    }

    final void ownedByResult() {
        if (STATE.getAcquire(this) instanceof HandleTrack track) {
            track.fileUnder(null, "whoever has the result of " + HandleTrack.textOf(ThreadContext.current()));
        }
    }

    /** {@return "open", or what became of it} For {@code toString}. */
    protected final String stateText() {
        return STATE.getAcquire(this) instanceof Fate.End end ? end.text() : "open";
    }
}
