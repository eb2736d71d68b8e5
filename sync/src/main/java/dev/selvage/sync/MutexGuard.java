package dev.selvage.sync;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A held {@link Mutex}: the way to its value until it is closed. The counterpart of Rust's {@code MutexGuard}.
 *
 * <p>A guard belongs to the thread that locked: use elsewhere is {@code WrongThreadException}; use after the end is
 * {@code IllegalStateException}. If the task of a fork ends with the guard open, the mutex is unlocked, poisoned, and the
 * mistake is logged.
 *
 * @param <T> the value
 */
public sealed interface MutexGuard<T extends @Nullable Object> extends AutoCloseable permits MutexGuardImpl {
    /**
     * {@return the value} If its class is known to be immutable (boxed, {@code String}, enum, record, {@code java.time} and
     * the like), that is a read; else it hands the value out for change.
     */
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
     * Turns the guard into one of a part of the value; this guard is used up. If the function throws, the mutex is
     * unlocked and poisoned.
     */
    <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X;

    /**
     * Unlocks the mutex, runs the action, and waits until it has the mutex again, whatever happens: neither interrupts
     * nor cancellation end that wait. The guard is open afterwards, also if the action throws.
     *
     * @throws X what the action throws
     * @throws PoisonedException if the mutex was poisoned meanwhile; what the action threw is suppressed into it
     */
    <X extends Throwable> void unlocked(ThrowingRunnable<X> action) throws X;

    /** Waits for a signal of the condvar, without the mutex meanwhile: see {@link Condvar#await(MutexGuard)}. */
    void await(Condvar condvar) throws InterruptedException;

    /** Like {@link #await(Condvar)}, with a timeout: see {@link Condvar#await(MutexGuard, Duration)}. */
    boolean await(Condvar condvar, Duration timeout) throws InterruptedException;

    /** Unlocks the mutex and ends the guard. The critical section counts as a success, whatever follows. */
    void unlock();

    /**
     * Unlocks the mutex and ends the guard; does nothing if the guard has ended.
     *
     * <p>If the value was changed through the guard, or handed out for change, and the block failed, the mutex is
     * poisoned. Whether a block failed is seen from the place of this call: the failing exit of try-with-resources or of a
     * {@code finally}, as javac compiles them. That costs about half a microsecond, for such guards only; {@link #unlock}
     * at the end of the block, and {@link Poisoning#CLOSURE_ONLY}, save it. Where the code of the caller cannot be read,
     * the exit counts as normal, and that is logged once.
     */
    @Override
    void close();
}
