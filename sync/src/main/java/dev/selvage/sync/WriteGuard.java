package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * An {@link RwLock} held for writing: the way to its value until it is closed. It belongs to the thread that locked, and
 * poisons, as a {@link MutexGuard} does. The counterpart of Rust's {@code RwLockWriteGuard}.
 *
 * @param <T> the value
 */
public sealed interface WriteGuard<T extends @Nullable Object> extends AutoCloseable permits WriteGuardImpl {
    /** {@return the value} Whether that counts as a change, see {@link MutexGuard#get}. */
    T get();

    /** Sets the value. */
    void set(T value);

    /** Sets the value and returns the old one. */
    T replace(T value);

    /**
     * Replaces the value by what the function makes of it, and returns the new value. If the function throws, the old
     * value stays, and the guard stays open.
     */
    <X extends Throwable> T update(ThrowingFunction<? super T, ? extends T, X> function) throws X;

    /**
     * Turns the guard into one of a part of the value; this guard is used up. If the function throws, the lock is
     * released and poisoned.
     */
    <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X;

    /** Turns the guard into one for reading; no writer comes between. This guard is used up, and has succeeded. */
    ReadGuard<T> downgrade();

    /** Releases the lock and ends the guard. The critical section counts as a success, whatever follows. */
    void unlock();

    /** Releases the lock and ends the guard; does nothing if it has ended. A failed block poisons as with a mutex. */
    @Override
    void close();
}
