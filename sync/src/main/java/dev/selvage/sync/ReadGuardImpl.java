package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/** The guard of a reader. */
final class ReadGuardImpl<T extends @Nullable Object> extends GuardBase<T> implements ReadGuard<T> {
    private final RwLock<T> lock;

    ReadGuardImpl(RwLock<T> lock, @Nullable StackTraceElement place) {
        super(new RwHold(lock, Access.READ, place));
        this.lock = lock;
    }

    @Override
    T value() {
        return lock.value;
    }

    @Override
    public String toString() {
        return "ReadGuard[" + lock.name() + "]";
    }
}
