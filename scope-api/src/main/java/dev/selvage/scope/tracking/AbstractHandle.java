package dev.selvage.scope.tracking;

import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The base of handles: open until it is given up, once, by whatever way.
 *
 * @param <S> what it leads to
 */
public abstract class AbstractHandle<S extends HandleTarget> {
    /*
     * States. state: null (open), or a HandleTrack (open and followed) -> a Fate.End, once, by compare-and-set.
     * While giveUpIf asks its condition: ASKED, which looks like an end, and goes back to what was, or on to the end. A
     * close that finds it writes its end, and leaves the rest to whoever asks.
     *
     * Invariants. Whoever writes the end over an open state, or over ASKED its own, and nobody else, gives back what the
     * handle stands for.
     *
     * Memory ordering. The owner's reads are plain: they cost nothing and see the owner's own writes. A thread that is
     * not the owner may see a handle open that is being closed: it must not use it without the owner's leave.
     *
     * Checked by: OwnedTest, ArcJcstress, ArcTakenOutJcstress.
     */
    private static final Object ASKED = new Fate.End(Fate.UNWRAPPED, null, null);

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(AbstractHandle.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Changed by the owner only, by {@link #retarget}. */
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
        if (now != null && now instanceof Fate.End end) {
            throw closed(end);
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

    /** {@return whether this call, and no other, has given the handle up} */
    protected final boolean giveUp(Fate fate) {
        return STATE.compareAndSet(this, null, fate.unknown) || giveUpFollowed(fate);
    }

    private boolean giveUpFollowed(Fate fate) {
        while (true) {
            Object now = STATE.getAcquire(this);
            if (now == ASKED && fate == Fate.CLOSED) {
                if (STATE.compareAndSet(this, now, fate.unknown)) {
                    return false; // whoever asks will find it
                }
            } else if (now instanceof Fate.End) {
                return false;
            } else if (giveUpFrom(now, fate)) {
                return true;
            }
        }
    }

    private boolean giveUpFrom(@Nullable Object now, Fate fate) {
        if (!STATE.compareAndSet(this, now, now == null ? fate.unknown : endOf(fate))) {
            return false;
        }
        if (now instanceof HandleTrack track) {
            track.end();
        }
        return true;
    }

    /**
     * Gives the handle up for a new one.
     *
     * @return what the constructor of the new one needs
     * @throws HandleClosedException if it has been given up
     */
    protected final @Nullable Object giveUpForMove() {
        while (true) {
            Object now = STATE.getAcquire(this);
            if (now instanceof Fate.End end) {
                throw closed(end);
            }
            if (giveUpFrom(now, Fate.MOVED)) {
                return now;
            }
        }
    }

    /**
     * Gives the handle up if the condition holds, which is asked while nobody else can give it up or use it. If it does
     * not hold, the handle is as it was, unless somebody has closed it meanwhile: then this call gives it up.
     *
     * @param release what a close does; runs if the condition did not hold and somebody has closed the handle meanwhile
     * @return whether it held
     * @throws HandleClosedException if it has been given up
     */
    protected final boolean giveUpIf(Fate fate, BooleanSupplier condition, Runnable release) {
        Object before = STATE.getAcquire(this);
        if (before instanceof Fate.End || !STATE.compareAndSet(this, before, ASKED)) {
            throw closed();
        }
        boolean held = false;
        boolean closed = false;
        try {
            held = condition.getAsBoolean();
        } finally {
            if (!held) {
                closed = !STATE.compareAndSet(this, ASKED, before);
            }
        }
        if (held) {
            STATE.setRelease(this, before == null ? fate.unknown : endOf(fate));
        }
        if ((held || closed) && before instanceof HandleTrack track) {
            track.end();
        }
        if (closed) {
            release.run();
        }
        return held;
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
            ((HandleTrack) now).end();
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

    /** Makes it lead to something else. Called by the owner. */
    protected final void retarget(S other, HandleKind<S> kind) {
        target();
        target = other;
        if (STATE.getAcquire(this) instanceof HandleTrack track) {
            HandleTrack next = HandleTrack.follow(this, other, kind, track);
            if (STATE.compareAndSet(this, track, next)) {
                track.end();
            } else {
                next.end();
            }
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
                + (end.by() == null ? " (-Dselvage.leakDetection=paranoid tells who did it, and where)" : ""));
    }

    /** Makes a fork the owner. Called by the forking thread before the fork starts. */
    public final void ownedBy(ThreadContext fork) {
        if (STATE.getAcquire(this) instanceof HandleTrack track) {
            track.fileUnder(fork, fork.describeThread());
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
