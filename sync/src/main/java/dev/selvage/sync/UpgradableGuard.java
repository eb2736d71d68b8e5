package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An {@link RwLock} held for reading, by a reader who may go on to write without anybody writing between. One thread at a
 * time can have it, beside plain readers. It belongs to the thread that locked. The counterpart of parking_lot's
 * {@code RwLockUpgradableReadGuard}.
 *
 * @param <T> the value
 */
public sealed interface UpgradableGuard<T extends @Nullable Object> extends AutoCloseable permits UpgradableGuardImpl {
    /** {@return the value} It must not be changed. */
    T get();

    /**
     * Turns the guard into one for writing, once the readers have left; new ones wait meanwhile. If the wait ends
     * otherwise, this guard stays open.
     *
     * @throws InterruptedException if the thread is interrupted before it may write
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it may write
     * @throws DeadlockException if this thread holds the lock for reading as well
     */
    WriteGuard<T> upgrade() throws InterruptedException;

    /** Turns the guard into one for writing if there are no readers; else it stays open. Never waits. */
    Optional<WriteGuard<T>> tryUpgrade();

    /** Like {@link #upgrade}, but gives up after the timeout; then this guard stays open. */
    Optional<WriteGuard<T>> tryUpgrade(Duration timeout) throws InterruptedException;

    /** Turns the guard into one for plain reading, so that another thread can have the upgradable one. */
    ReadGuard<T> downgrade();

    /** Ends the guard. */
    void unlock();

    /** Ends the guard; does nothing if it has ended. */
    @Override
    void close();
}
