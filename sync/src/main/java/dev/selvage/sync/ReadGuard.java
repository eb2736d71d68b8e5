package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * An {@link RwLock} held for reading: the way to its value until it is closed. It belongs to the thread that locked, as a
 * {@link MutexGuard} does. What fails under it never poisons. The counterpart of Rust's {@code RwLockReadGuard}.
 *
 * @param <T> the value
 */
public sealed interface ReadGuard<T extends @Nullable Object> extends AutoCloseable permits ReadGuardImpl {
    /** {@return the value} It must not be changed. */
    T get();

    /** Turns the guard into one of a part of the value; this guard is used up. If the function throws, it is closed. */
    <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X;

    /** Ends the guard. */
    void unlock();

    /** Ends the guard; does nothing if it has ended. */
    @Override
    void close();
}
