package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/** The guard of a part. */
final class MappedGuardImpl<T extends @Nullable Object> extends GuardBase<T> implements MappedGuard<T> {
    private final T part;

    MappedGuardImpl(Hold hold, T part) {
        super(hold);
        this.part = part;
    }

    @Override
    T value() {
        return part;
    }

    @Override
    public String toString() {
        return "MappedGuard[" + hold.description() + "]";
    }
}
