package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/** A hold of an rwlock by a guard. */
final class RwHold extends Hold {
    private final RwLock<?> lock;
    private final Access access;

    RwHold(RwLock<?> lock, Access access, @Nullable StackTraceElement place) {
        super(place);
        this.lock = lock;
        this.access = access;
        if (access == Access.READ) {
            lock.core.track(this);
        }
    }

    RwCore core() {
        return lock.core;
    }

    Access access() {
        return access;
    }

    @Override
    void release() {
        if (access == Access.READ) {
            lock.core.untrack(this);
        }
        lock.core.unlock(access);
    }

    @Override
    PoisonFlag flag() {
        return lock.flag;
    }

    @Override
    boolean writes() {
        return access == Access.WRITE;
    }

    @Override
    public String description() {
        return lock.core.description();
    }
}
