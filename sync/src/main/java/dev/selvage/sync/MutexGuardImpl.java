package dev.selvage.sync;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The guard of a mutex. */
final class MutexGuardImpl<T extends @Nullable Object> extends GuardBase<T> implements MutexGuard<T> {
    private final Mutex<T> mutex;
    private final MutexHold mutexHold;

    MutexGuardImpl(Mutex<T> mutex) {
        this(mutex, new MutexHold(mutex));
    }

    private MutexGuardImpl(Mutex<T> mutex, MutexHold hold) {
        super(hold);
        this.mutex = mutex;
        this.mutexHold = hold;
    }

    /** {@return the mutex} Throws if the guard is not open. */
    Mutex<?> openOf() {
        check();
        return mutex;
    }

    @Override
    T value() {
        return mutex.value;
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
        T next = function.apply(get());
        check(); // the function may have ended the guard
        hold.markDirty();
        mutex.value = next;
        return next;
    }

    @Override
    public <X extends Throwable> void unlocked(ThrowingRunnable<X> action) throws X {
        Objects.requireNonNull(action, "action");
        check();
        Refusal before = mutex.flag.refusal();
        mutexHold.suspend();
        try {
            action.run();
        } catch (Throwable e) {
            mutexHold.resume();
            RuntimeException refused = mutex.flag.refusedSince(before, hold.description());
            if (refused != null) {
                refused.addSuppressed(e);
                throw refused;
            }
            throw e;
        }
        mutexHold.resume();
        RuntimeException refused = mutex.flag.refusedSince(before, hold.description());
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
    public String toString() {
        return "MutexGuard[" + mutex.name() + "]";
    }
}
