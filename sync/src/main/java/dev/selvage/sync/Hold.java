package dev.selvage.sync;

import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a guard and the guards mapped from it have in common: one hold of a lock, by one thread. Its thread only. */
abstract class Hold extends Held {
    private enum State {
        OPEN,
        /** In {@code unlocked}, or waiting for a condvar. */
        SUSPENDED,
        ENDED
    }

    final ThreadContext context = ThreadContext.currentOrNew();
    private final Thread thread = Thread.currentThread();
    private final @Nullable StackTraceElement place;
    private State state = State.OPEN;
    private Leaks.@Nullable Watch watch;

    /** The value was changed, or handed out for change. */
    private boolean dirty;

    /** Starts the bookkeeping of a lock that the thread has just taken. */
    @SuppressWarnings("this-escape") // links itself only
    Hold(@Nullable StackTraceElement place) {
        this.place = place;
        context.hold(this);
    }

    /** Lets go of the lock. */
    abstract void release();

    abstract PoisonFlag flag();

    /** {@return whether a failure under this hold poisons: not if it only reads} */
    boolean writes() {
        return true;
    }

    @Override
    public final @Nullable StackTraceElement place() {
        return place;
    }

    /** Throws if the current thread may not use the lock through this hold now. */
    void check() {
        checkThread();
        if (state != State.OPEN) {
            throw new IllegalStateException("the guard of " + description() + Places.locked(place)
                    + (state == State.SUSPENDED ? " is used inside its unlocked(...)" : " is used after its end")
                    + " by thread '" + ThreadContext.nameOf(thread) + "'; lock again to reach the value");
        }
    }

    /** Throws if this is not the thread that locked. */
    void checkThread() {
        if (Thread.currentThread() != thread) {
            throw new WrongThreadException("the guard of " + description() + Places.locked(place)
                    + " belongs to thread '" + ThreadContext.nameOf(thread) + "', not to '"
                    + ThreadContext.nameOf(Thread.currentThread())
                    + "': let each thread lock for itself, or pass the value");
        }
    }

    /** {@return whether the hold is open} Throws if another thread asks. */
    boolean isOpen() {
        checkThread();
        return state == State.OPEN;
    }

    /** Remembers that the value is changed. */
    void markDirty() {
        dirty = true;
    }

    /** Hands the value, or a part of it, to the user. */
    <V extends @Nullable Object> V handOut(V value) {
        if (!dirty && !Immutables.isImmutable(value)) {
            dirty = true;
        }
        return value;
    }

    /** Ends the hold in a close(), which may be the clean-up of a failed block. */
    void close() {
        if (dirty
                && writes()
                && flag().mode() == Poisoning.ON
                && !flag().isPoisoned()
                && CloseSites.isCleanUpOfFailure()) {
            flag().poison(Refusal.Poison.ofGuard(
                    "left the block of its guard" + Places.locked(place) + " with an exception"));
        }
        end();
    }

    void end() {
        leave(State.ENDED);
        release();
    }

    /** Ends the bookkeeping; the lock stays as it is, for another hold. */
    void endAndKeepTheLock() {
        leave(State.ENDED);
    }

    /** Ends the bookkeeping for a while; the caller lets go of the lock. */
    void pause() {
        leave(State.SUSPENDED);
    }

    /** Goes on after a pause; the caller has taken the lock again. */
    void unpause() {
        context.hold(this);
        state = State.OPEN;
    }

    /** Has the guard that the hold goes to watched, instead of the one before; null for nobody. */
    void watchedBy(Leaks.@Nullable Watch next) {
        Leaks.Watch before = watch;
        watch = next;
        if (before != null) {
            before.end();
        }
    }

    private void leave(State next) {
        state = next;
        context.release(this);
        if (next == State.ENDED) {
            watchedBy(null);
        }
    }

    void poison(Throwable cause) {
        if (writes()) {
            flag().poison(cause);
        }
    }

    @Override
    protected void abandoned() {
        state = State.ENDED;
        watchedBy(null);
        if (writes()) {
            flag().poison(Refusal.Poison.ofGuard("ended without closing its guard" + Places.locked(place)));
        }
        boolean poisoned = flag().isPoisoned();
        release();
        LoggerFactory.getLogger(Mutex.class)
                .error(
                        "{} ended without closing its guard of {}{}: it is unlocked{}; use try-with-resources",
                        Threads.describe(context),
                        description(),
                        Places.locked(place),
                        poisoned ? " and poisoned" : "");
    }
}
