package dev.selvage.sync;

import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.ThreadContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What a guard of a mutex and the guards mapped from it have in common: one hold of the mutex, by one thread. */
final class MutexHold extends Held {
    private enum State {
        OPEN,
        /** In {@code unlocked}. */
        SUSPENDED,
        ENDED,
        ABANDONED
    }

    private final Mutex<?> mutex;
    private final ThreadContext context = ThreadContext.currentOrNew();
    private final Thread thread = Thread.currentThread();
    private final @Nullable StackTraceElement place;
    private State state = State.OPEN;

    /** The value was changed, or handed out for change. */
    private boolean dirty;

    /** Starts the bookkeeping of a mutex that the thread has just locked. */
    MutexHold(Mutex<?> mutex) {
        this.mutex = mutex;
        this.place = mutex.core.place();
        context.hold(this);
        mutex.hold = this;
    }

    /** Throws if the current thread may not use the lock through this hold now. */
    void check() {
        checkThread();
        if (state != State.OPEN) {
            throw new IllegalStateException("the guard of " + description() + Places.locked(place)
                    + (state == State.SUSPENDED ? " is used inside its unlocked(...)" : " is used after its end")
                    + " by thread '" + Threads.nameOf(thread) + "'; lock again to reach the value");
        }
    }

    private void checkThread() {
        if (Thread.currentThread() != thread) {
            throw new WrongThreadException("the guard of " + description() + Places.locked(place)
                    + " belongs to thread '" + Threads.nameOf(thread) + "', not to '"
                    + Threads.nameOf(Thread.currentThread())
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
        if (dirty && mutex.poisoning() == Poisoning.ON && !mutex.isPoisoned() && CloseSites.isCleanUpOfFailure()) {
            mutex.poison(Refusal.Poison.ofGuard(
                    "left the block of its guard" + Places.locked(place) + " with an exception"));
        }
        end();
    }

    void end() {
        leave(State.ENDED);
    }

    void suspend() {
        leave(State.SUSPENDED);
    }

    private void leave(State next) {
        state = next;
        context.release(this);
        mutex.hold = null;
        mutex.core.unlock();
    }

    void resume() {
        mutex.core.relock(context);
        context.hold(this);
        mutex.hold = this;
        state = State.OPEN;
    }

    void poison(Throwable cause) {
        mutex.poison(cause);
    }

    @Override
    public String description() {
        return mutex.core.description();
    }

    @Override
    protected void abandoned() {
        state = State.ABANDONED;
        mutex.poison(Refusal.Poison.ofGuard("ended without closing its guard" + Places.locked(place)));
        mutex.hold = null;
        mutex.core.unlock();
        LoggerFactory.getLogger(Mutex.class)
                .error(
                        "{} ended without closing its guard of {}{}: the mutex is unlocked{}; use try-with-resources",
                        Threads.describe(context),
                        description(),
                        Places.locked(place),
                        mutex.isPoisoned() ? " and poisoned" : "");
    }
}
