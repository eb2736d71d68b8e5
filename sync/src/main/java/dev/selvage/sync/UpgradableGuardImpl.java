package dev.selvage.sync;

import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The guard of the upgradable reader. */
final class UpgradableGuardImpl<T extends @Nullable Object> extends GuardBase<T> implements UpgradableGuard<T> {
    private final RwLock<T> lock;

    UpgradableGuardImpl(RwLock<T> lock, @Nullable StackTraceElement place) {
        super(new RwHold(lock, Access.UPGRADABLE, place));
        this.lock = lock;
    }

    @Override
    T value() {
        return lock.value;
    }

    @Override
    public WriteGuard<T> upgrade() throws InterruptedException {
        check();
        lock.core.lock(Access.UPGRADE, false, false, 0);
        return upgraded();
    }

    @Override
    public Optional<WriteGuard<T>> tryUpgrade() {
        check();
        return lock.core.tryLock(Access.UPGRADE) ? Optional.of(upgraded()) : Optional.empty();
    }

    @Override
    public Optional<WriteGuard<T>> tryUpgrade(Duration timeout) throws InterruptedException {
        check();
        return lock.core.lock(Access.UPGRADE, false, true, Waiter.deadline(timeout))
                ? Optional.of(upgraded())
                : Optional.empty();
    }

    private WriteGuard<T> upgraded() {
        useUp();
        hold.endAndKeepTheLock();
        return new WriteGuardImpl<>(lock, hold.place());
    }

    @Override
    public ReadGuard<T> downgrade() {
        check();
        useUp();
        hold.endAndKeepTheLock();
        lock.core.downgradeUpgradable();
        return new ReadGuardImpl<>(lock, hold.place());
    }

    @Override
    public String toString() {
        return "UpgradableGuard[" + lock.name() + "]";
    }
}
