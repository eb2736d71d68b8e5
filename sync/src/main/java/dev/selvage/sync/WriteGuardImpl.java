package dev.selvage.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The guard of a writer. */
final class WriteGuardImpl<T extends @Nullable Object> extends GuardBase<T> implements WriteGuard<T> {
    private final RwLock<T> lock;

    WriteGuardImpl(RwLock<T> lock, @Nullable StackTraceElement place) {
        super(new RwHold(lock, Access.WRITE, place));
        this.lock = lock;
    }

    @Override
    T value() {
        return lock.value;
    }

    @Override
    public void set(T value) {
        check();
        hold.markDirty();
        lock.value = value;
    }

    @Override
    public T replace(T value) {
        check();
        hold.markDirty();
        T old = lock.value;
        lock.value = value;
        return old;
    }

    @Override
    public <X extends Throwable> T update(ThrowingFunction<? super T, ? extends T, X> function) throws X {
        Objects.requireNonNull(function, "function");
        T next = function.apply(get());
        check(); // the function may have ended the guard
        hold.markDirty();
        lock.value = next;
        return next;
    }

    @Override
    public ReadGuard<T> downgrade() {
        check();
        useUp();
        hold.endAndKeepTheLock();
        lock.core.downgrade();
        return new ReadGuardImpl<>(lock, hold.place());
    }

    @Override
    public String toString() {
        return "WriteGuard[" + lock.name() + "]";
    }
}
