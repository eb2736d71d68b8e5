package dev.selvage.sync;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that many threads can read at a time, or one can write. The counterpart of Rust's {@code RwLock<T>}.
 *
 * <p>A writer's critical section that an exception leaves poisons the lock, as with a {@link Mutex}; then readers are
 * refused, too. A reader's exception never poisons.
 *
 * <p>All that wait, wait alike. A reader waits until nobody writes and nobody who came before it waits; a writer waits until
 * nobody holds the lock. Waiters are served in the order of their arrival, readers that follow each other together;
 * {@link LockConfig#withFairness} makes no difference here. An interrupt or the cancellation of the surrounding scope ends
 * the wait, also if the lock is free at that instant, and leaves lock and value alone. What a writer did before it let go
 * happens before what the next holders do, and what readers did before what the next writer does. Without contention each
 * form costs two atomic operations. Once a lock has been read some 64 times by {@link #read}, and readers are not followed
 * (see below), such a read costs one and a write three, and the lock a kilobyte more; a writer who finds readers inside
 * then may look again by a clock, at growing intervals of 0.1 s at most. The number of readers is limited by memory only.
 *
 * <p>A holder that would have to wait for itself gets {@link DeadlockException} at once: a writer that asks again, a reader
 * that wants to write, and a reader that reads again while others wait, for which there is {@link #readRecursive}. Readers
 * in closures ({@link #read}) are sure to be known to the lock, and to be told, only where places are captured: see
 * {@link DeadlockDetection}.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="rwlock"}
 *
 * @param <T> the value
 */
public final class RwLock<T extends @Nullable Object> {
    private static final int OPTIMISTIC_TRIES = 3;

    final RwCore core;
    final PoisonFlag flag;

    /** Guarded by the core. */
    T value;

    private RwLock(LockConfig config, T value) {
        this.core = new RwCore(config.name());
        this.flag = new PoisonFlag(config.poisoning());
        this.value = value;
    }

    /** {@return a new lock around the value, with a name for messages and dumps} */
    public static <T extends @Nullable Object> RwLock<T> of(String name, T value) {
        return new RwLock<>(LockConfig.DEFAULT.withName(name), value);
    }

    /** {@return a new lock around the value, with a configuration} */
    public static <T extends @Nullable Object> RwLock<T> of(UnaryOperator<LockConfig> config, T value) {
        return new RwLock<>(config.apply(LockConfig.DEFAULT), value);
    }

    // ---- closures

    /**
     * Applies the function to the value, once nobody writes, and returns its result. The function must not change the
     * value.
     *
     * @throws X what the function throws, the same instance; it does not poison
     * @throws InterruptedException if the thread is interrupted before it may read
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it may read
     * @throws PoisonedException if the lock is poisoned
     * @throws DeadlockException if this thread would wait for itself
     */
    public <R extends @Nullable Object, X extends Throwable> R read(
            ThrowingFunction<? super T, ? extends R, X> function) throws X, InterruptedException {
        Objects.requireNonNull(function, "function");
        if (Sites.CAPTURED) {
            try (ReadGuard<T> guard = readLock()) { // which is tracked
                return function.apply(guard.get());
            }
        }
        int slot = core.lockRead();
        try {
            checkRefusal();
            return function.apply(value);
        } finally {
            core.unlockRead(slot);
        }
    }

    /**
     * Applies the function to the value without taking the lock, and returns the result if nothing was written
     * meanwhile. It may see a state that a writer has half changed, so it must have no effects, must end, and is best for
     * immutable snapshots; what it throws then is dropped. After some tries it reads like {@link #read}. Costs no atomic
     * operation unless somebody writes.
     */
    public <R extends @Nullable Object, X extends Throwable> R readOptimistic(
            ThrowingFunction<? super T, ? extends R, X> function) throws X, InterruptedException {
        Objects.requireNonNull(function, "function");
        Waits.check(core);
        for (int i = 0; i < OPTIMISTIC_TRIES; i++) {
            long version = core.version();
            if ((version & 1) != 0) {
                break;
            }
            checkRefusal();
            R result;
            try {
                result = function.apply(value);
            } catch (Throwable e) {
                if (core.isStill(version)) {
                    throw e;
                }
                continue;
            }
            if (core.isStill(version)) {
                return result;
            }
        }
        return read(function);
    }

    /**
     * Runs the critical section with the value, once nobody holds the lock.
     *
     * @throws X what the section throws, the same instance; it poisons the lock
     * @throws InterruptedException if the thread is interrupted before it may write
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it may write
     * @throws PoisonedException if the lock is poisoned
     * @throws DeadlockException if this thread would wait for itself
     */
    public <X extends Throwable> void write(ThrowingConsumer<? super T, X> section) throws X, InterruptedException {
        Objects.requireNonNull(section, "section");
        enter();
        try {
            section.accept(value);
        } catch (Throwable e) {
            flag.poison(e);
            throw e;
        } finally {
            core.unlock(Access.WRITE);
        }
    }

    /**
     * Replaces the value by what the function makes of it, and returns the new value. If the function throws, the old
     * value stays. Otherwise like {@link #write}.
     *
     * @throws X what the function throws, the same instance; it poisons the lock
     */
    public <X extends Throwable> T update(ThrowingFunction<? super T, ? extends T, X> function)
            throws X, InterruptedException {
        Objects.requireNonNull(function, "function");
        enter();
        try {
            T next = function.apply(value);
            value = next;
            return next;
        } catch (Throwable e) {
            flag.poison(e);
            throw e;
        } finally {
            core.unlock(Access.WRITE);
        }
    }

    // ---- guards

    /** Takes the lock for reading. Waits and throws like {@link #read}. */
    public ReadGuard<T> readLock() throws InterruptedException {
        take(Access.READ, false);
        return new ReadGuardImpl<>(this, Sites.callerIfCaptured());
    }

    /**
     * Takes the lock for reading as soon as nobody writes, past those who wait: for a thread that reads already. A writer
     * may starve if that is used otherwise. Waits and throws like {@link #read}.
     */
    public ReadGuard<T> readRecursive() throws InterruptedException {
        take(Access.READ, true);
        return new ReadGuardImpl<>(this, Sites.callerIfCaptured());
    }

    /**
     * Takes the lock for reading with the right to write later, once nobody writes or has that right. Waits and throws
     * like {@link #read}.
     */
    public UpgradableGuard<T> upgradableRead() throws InterruptedException {
        take(Access.UPGRADABLE, false);
        return new UpgradableGuardImpl<>(this, Sites.callerIfCaptured());
    }

    /** Takes the lock for writing. Waits and throws like {@link #write}. */
    public WriteGuard<T> writeLock() throws InterruptedException {
        take(Access.WRITE, false);
        return new WriteGuardImpl<>(this, Sites.callerIfCaptured());
    }

    /**
     * Takes the lock for reading if nobody writes or waits. Never waits.
     *
     * @throws PoisonedException if the lock is poisoned
     */
    public Optional<ReadGuard<T>> tryReadLock() {
        return tryTake(Access.READ)
                ? Optional.of(new ReadGuardImpl<>(this, Sites.callerIfCaptured()))
                : Optional.empty();
    }

    /** Takes the lock for reading, but gives up after the timeout. Otherwise like {@link #readLock}. */
    public Optional<ReadGuard<T>> tryReadLock(Duration timeout) throws InterruptedException {
        return tryTake(Access.READ, timeout)
                ? Optional.of(new ReadGuardImpl<>(this, Sites.callerIfCaptured()))
                : Optional.empty();
    }

    /**
     * Takes the lock for writing if nobody holds it or waits. Never waits.
     *
     * @throws PoisonedException if the lock is poisoned
     */
    public Optional<WriteGuard<T>> tryWriteLock() {
        return tryTake(Access.WRITE)
                ? Optional.of(new WriteGuardImpl<>(this, Sites.callerIfCaptured()))
                : Optional.empty();
    }

    /** Takes the lock for writing, but gives up after the timeout. Otherwise like {@link #writeLock}. */
    public Optional<WriteGuard<T>> tryWriteLock(Duration timeout) throws InterruptedException {
        return tryTake(Access.WRITE, timeout)
                ? Optional.of(new WriteGuardImpl<>(this, Sites.callerIfCaptured()))
                : Optional.empty();
    }

    // ---- poison

    /** {@return whether a writer's critical section has failed} Another thread may change that at any time. */
    public boolean isPoisoned() {
        return flag.isPoisoned();
    }

    /** Takes the lock for writing, poisoned or not. The poison stays, unless {@link #clearPoison} is called. */
    public WriteGuard<T> lockPoisoned() throws InterruptedException {
        core.lock(Access.WRITE, false, false, 0);
        if (!isPoisoned()) {
            checkRefusalOrUnlock(Access.WRITE);
        }
        return new WriteGuardImpl<>(this, Sites.callerIfCaptured());
    }

    /** Declares the value sound again. Returns whether the lock was poisoned. */
    public boolean clearPoison() {
        return flag.clear();
    }

    /**
     * Replaces the value of a poisoned lock by what the function makes of it, and clears the poison. If the lock is not
     * poisoned, or is no longer when this thread has it, the function is not called. If the function throws, value and
     * poison stay. Waits like {@link #writeLock}.
     *
     * @return whether the function was called
     * @throws X what the function throws
     */
    public <X extends Throwable> boolean recover(ThrowingFunction<? super T, ? extends T, X> repair)
            throws X, InterruptedException {
        Objects.requireNonNull(repair, "repair");
        core.lock(Access.WRITE, false, false, 0);
        try {
            if (!isPoisoned()) {
                checkRefusal();
                return false;
            }
            value = repair.apply(value);
            flag.clear();
            return true;
        } finally {
            core.unlock(Access.WRITE);
        }
    }

    /**
     * Takes the value out and leaves the lock empty: whoever asks for it afterwards gets {@code IllegalStateException}.
     * Never waits.
     *
     * @throws IllegalStateException if a thread holds the lock, or the value has been taken out before
     * @throws PoisonedException if the lock is poisoned
     */
    @SuppressWarnings("NullAway") // nobody sees the null: the lock refuses, and an optimistic read is not valid
    public T intoInner() {
        if (!core.tryLock(Access.WRITE)) {
            throw new IllegalStateException(
                    core.description() + " cannot give its value away while it is locked; unlock it first");
        }
        try {
            checkRefusal();
            T taken = value;
            value = null;
            flag.empty();
            return taken;
        } finally {
            core.unlock(Access.WRITE);
        }
    }

    // ---- looking

    /** {@return the name} */
    public String name() {
        return core.name();
    }

    /** {@return what can be said about the lock at this instant} The holder is the writer or the upgradable reader. */
    public LockStats stats() {
        return core.stats(isPoisoned());
    }

    /** {@return such as {@code RwLock[config, 3 readers, 1 waiting]}} */
    @Override
    public String toString() {
        ThreadContext owner = core.owner();
        long readers = core.readers();
        int waiting = core.waiting();
        String held = core.isWriting() ? "written by " : "upgradable by ";
        return "RwLock[" + name() + (core.isTaken() ? "" : ", free")
                + (owner == null ? "" : ", " + held + Threads.nameOf(owner))
                + (readers == 0 ? "" : ", " + readers + (readers == 1 ? " reader" : " readers"))
                + (waiting == 0 ? "" : ", " + waiting + " waiting") + (isPoisoned() ? ", poisoned" : "") + "]";
    }

    // ---- entering

    private void enter() throws InterruptedException {
        take(Access.WRITE, false);
    }

    private void take(Access access, boolean recursive) throws InterruptedException {
        core.lock(access, recursive, false, 0);
        checkRefusalOrUnlock(access);
    }

    private boolean tryTake(Access access) {
        if (!core.tryLock(access)) {
            return false;
        }
        checkRefusalOrUnlock(access);
        return true;
    }

    private boolean tryTake(Access access, Duration timeout) throws InterruptedException {
        if (!core.lock(access, false, true, Waiter.deadline(timeout))) {
            return false;
        }
        checkRefusalOrUnlock(access);
        return true;
    }

    private void checkRefusalOrUnlock(Access access) {
        Refusal why = flag.refusal();
        if (why != null) {
            core.unlock(access);
            throw why.toException(core.description());
        }
    }

    private void checkRefusal() {
        Refusal why = flag.refusal();
        if (why != null) {
            throw why.toException(core.description());
        }
    }
}
