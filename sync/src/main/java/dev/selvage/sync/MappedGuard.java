package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * A held lock, seen through a part of its value; made by {@code map} of a guard, and subject to the same rules. The
 * counterpart of Rust's {@code MappedMutexGuard}.
 *
 * @param <T> the part
 */
public sealed interface MappedGuard<T extends @Nullable Object> extends AutoCloseable permits MappedGuardImpl {
    /** {@return the part of the value} */
    T get();

    /**
     * Turns the guard into one of a smaller part; this guard is used up. If the function throws, the lock is released
     * and poisoned.
     */
    <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X;

    /** Releases the lock and ends the guard. The critical section counts as a success, whatever follows. */
    void unlock();

    /** Releases the lock and ends the guard; does nothing if the guard has ended. */
    @Override
    void close();
}
