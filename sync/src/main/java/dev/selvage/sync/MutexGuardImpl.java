package dev.selvage.sync;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The guard of a mutex. Its thread only. */
final class MutexGuardImpl<T extends @Nullable Object> implements MutexGuard<T> {
    private final Mutex<T> mutex;
    private final MutexHold hold;

    /** The hold has gone to a mapped guard. */
    private boolean usedUp;

    MutexGuardImpl(Mutex<T> mutex) {
        this.mutex = mutex;
        this.hold = new MutexHold(mutex);
    }

    private void check() {
        hold.check();
        if (usedUp) {
            throw new IllegalStateException(
                    "the guard of " + hold.description() + " was used up by map(...): use the guard that map returned");
        }
    }

    /** {@return the mutex} Throws if the guard is not open. */
    Mutex<?> openOf() {
        check();
        return mutex;
    }

    @Override
    public T get() {
        check();
        return hold.handOut(mutex.value);
    }

    @Override
    public void set(T value) {
        check();
        hold.markDirty();
        mutex.value = value;
    }

    @Override
    public T replace(T value) {
        check();
        hold.markDirty();
        T old = mutex.value;
        mutex.value = value;
        return old;
    }

    @Override
    public <X extends Throwable> T update(ThrowingFunction<? super T, ? extends T, X> function) throws X {
        Objects.requireNonNull(function, "function");
        check();
        T next = function.apply(hold.handOut(mutex.value));
        check(); // the function may have ended the guard
        hold.markDirty();
        mutex.value = next;
        return next;
    }

    @Override
    public <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X {
        Objects.requireNonNull(part, "part");
        check();
        usedUp = true;
        return MappedGuardImpl.of(hold, hold.handOut(mutex.value), part);
    }

    @Override
    public <X extends Throwable> void unlocked(ThrowingRunnable<X> action) throws X {
        Objects.requireNonNull(action, "action");
        check();
        Refusal before = mutex.refusal();
        hold.suspend();
        try {
            action.run();
        } catch (Throwable e) {
            hold.resume();
            RuntimeException refused = mutex.refusedSince(before);
            if (refused != null) {
                refused.addSuppressed(e);
                throw refused;
            }
            throw e;
        }
        hold.resume();
        RuntimeException refused = mutex.refusedSince(before);
        if (refused != null) {
            throw refused;
        }
    }

    @Override
    public void await(Condvar condvar) throws InterruptedException {
        condvar.await(this);
    }

    @Override
    public boolean await(Condvar condvar, Duration timeout) throws InterruptedException {
        return condvar.await(this, timeout);
    }

    @Override
    public void unlock() {
        check();
        hold.end();
    }

    @Override
    public void close() {
        if (hold.isOpen() && !usedUp) {
            hold.close();
        }
    }

    @Override
    public String toString() {
        return "MutexGuard[" + mutex.name() + "]";
    }
}
