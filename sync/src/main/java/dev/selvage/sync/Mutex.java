package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that one thread at a time can reach. The counterpart of Rust's {@code Mutex<T>}.
 *
 * <p>The value is reached in a closure ({@link #run}, {@link #call}, {@link #update}) or through a guard ({@link #lock},
 * {@link #tryLock()}). A critical section that an exception leaves <em>poisons</em> the mutex: from then on every way in
 * throws {@link PoisonedException}, until {@link #recover} or {@link #clearPoison}. See {@link Poisoning}.
 *
 * <p>All that wait, wait alike. They wait until no other thread holds the mutex. An interrupt or the cancellation of the
 * surrounding scope ends the wait, also if the mutex is free at that instant, and leaves the mutex and its value alone.
 * The longest waiter is served as {@link Fairness} says. What a holder did before it let go happens before what the next
 * does. Without contention it costs one compare-and-set. A mutex is not reentrant: a holder that asks for it again gets
 * {@link DeadlockException} at once, with the place where it took it.
 *
 * <p>The value must not be used outside: {@code call} and {@code get} can let it escape, and the mutex does not notice.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="mutex"}
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="recover"}
 *
 * @param <T> the value
 */
public final class Mutex<T extends @Nullable Object> {
    final MutexCore core;
    final PoisonFlag flag;

    /** Guarded by the core. */
    T value;

    /** The guard's hold, if it is held by a guard. Guarded by the core. */
    @Nullable
    MutexHold hold;

    private Mutex(LockConfig config, T value) {
        this.core = new MutexCore(config.name(), config.fairness());
        this.flag = new PoisonFlag(config.poisoning());
        this.value = value;
    }

    /** {@return a new mutex around the value, with a name for messages and dumps} */
    public static <T extends @Nullable Object> Mutex<T> of(String name, T value) {
        return new Mutex<>(LockConfig.DEFAULT.withName(name), value);
    }

    /** {@return a new mutex around the value, with a configuration} */
    public static <T extends @Nullable Object> Mutex<T> of(UnaryOperator<LockConfig> config, T value) {
        return new Mutex<>(config.apply(LockConfig.DEFAULT), value);
    }

    // ---- closures

    /**
     * Runs the critical section with the value, once no other thread holds the mutex.
     *
     * @throws X what the section throws, the same instance; it poisons the mutex
     * @throws InterruptedException if the thread is interrupted before it has the mutex
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it has the mutex
     * @throws PoisonedException if the mutex is poisoned
     * @throws DeadlockException if this thread holds the mutex already
     */
    public <X extends Throwable> void run(ThrowingConsumer<? super T, X> section) throws X, InterruptedException {
        Objects.requireNonNull(section, "section");
        core.lock(); // as enter() does: see the way through a free lock in MutexCore
        if (flag.refusal() != null) {
            checkRefusal();
        }
        try {
            section.accept(value);
        } catch (Throwable e) {
            flag.poison(e);
            throw e;
        } finally {
            core.unlock();
        }
    }

    /**
     * Runs the critical section with the value, and returns its result. Otherwise like {@link #run}.
     *
     * @throws X what the section throws, the same instance; it poisons the mutex
     */
    public <R extends @Nullable Object, X extends Throwable> R call(ThrowingFunction<? super T, ? extends R, X> section)
            throws X, InterruptedException {
        Objects.requireNonNull(section, "section");
        core.lock(); // as enter() does: see the way through a free lock in MutexCore
        if (flag.refusal() != null) {
            checkRefusal();
        }
        try {
            return section.apply(value);
        } catch (Throwable e) {
            flag.poison(e);
            throw e;
        } finally {
            core.unlock();
        }
    }

    /**
     * Replaces the value by what the function makes of it, and returns the new value. If the function throws, the old
     * value stays. Otherwise like {@link #run}.
     *
     * @throws X what the function throws, the same instance; it poisons the mutex
     */
    public <X extends Throwable> T update(ThrowingFunction<? super T, ? extends T, X> function)
            throws X, InterruptedException {
        Objects.requireNonNull(function, "function");
        core.lock(); // as enter() does: see the way through a free lock in MutexCore
        if (flag.refusal() != null) {
            checkRefusal();
        }
        try {
            T next = function.apply(value);
            value = next;
            return next;
        } catch (Throwable e) {
            flag.poison(e);
            throw e;
        } finally {
            core.unlock();
        }
    }

    // ---- guards

    /**
     * Takes the mutex, once no other thread holds it. The guard belongs to this thread; close it, best by
     * try-with-resources.
     *
     * @throws InterruptedException if the thread is interrupted before it has the mutex
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it has the mutex
     * @throws PoisonedException if the mutex is poisoned
     * @throws DeadlockException if this thread holds the mutex already
     */
    public MutexGuard<T> lock() throws InterruptedException {
        enter();
        return new MutexGuardImpl<>(this);
    }

    /**
     * Takes the mutex if no thread holds it, this one included. Never waits, and neither interrupts nor cancellation
     * matter.
     *
     * @return the guard, or empty if the mutex is held
     * @throws PoisonedException if the mutex is free and poisoned
     */
    public Optional<MutexGuard<T>> tryLock() {
        if (!core.tryLock()) {
            return Optional.empty();
        }
        checkRefusal();
        return Optional.of(new MutexGuardImpl<>(this));
    }

    /**
     * Takes the mutex, once no other thread holds it, but gives up after the timeout. A timeout that is not positive
     * makes one attempt. Otherwise like {@link #lock}.
     *
     * @return the guard, or empty if the time is over
     */
    public Optional<MutexGuard<T>> tryLock(Duration timeout) throws InterruptedException {
        if (!core.lock(Waiter.deadline(timeout))) {
            return Optional.empty();
        }
        checkRefusal();
        return Optional.of(new MutexGuardImpl<>(this));
    }

    /** {@return a new place to wait for changes of the value} */
    public Condvar newCondvar() {
        return new Condvar(this, null);
    }

    /** {@return a new place to wait for changes of the value, with a name for messages and dumps} */
    public Condvar newCondvar(String name) {
        return new Condvar(this, Objects.requireNonNull(name, "name"));
    }

    // ---- poison

    /** {@return whether a critical section has failed} Another thread may change that at any time. */
    public boolean isPoisoned() {
        return flag.isPoisoned();
    }

    /**
     * Takes the mutex like {@link #lock}, poisoned or not. The poison stays when the guard is closed, unless
     * {@link #clearPoison} was called.
     */
    public MutexGuard<T> lockPoisoned() throws InterruptedException {
        core.lock();
        if (!isPoisoned()) {
            checkRefusal();
        }
        return new MutexGuardImpl<>(this);
    }

    /**
     * Declares the value sound again. Best called while holding the guard of {@link #lockPoisoned}.
     *
     * @return whether the mutex was poisoned
     */
    public boolean clearPoison() {
        return flag.clear();
    }

    /**
     * Replaces the value of a poisoned mutex by what the function makes of it, and clears the poison. If the mutex is not
     * poisoned, or is no longer when this thread has it, the function is not called. If the function throws, value and
     * poison stay. Waits like {@link #lock}.
     *
     * @return whether the function was called
     * @throws X what the function throws
     */
    public <X extends Throwable> boolean recover(ThrowingFunction<? super T, ? extends T, X> repair)
            throws X, InterruptedException {
        Objects.requireNonNull(repair, "repair");
        core.lock();
        if (!isPoisoned()) {
            checkRefusal();
            core.unlock();
            return false;
        }
        try {
            value = repair.apply(value);
            clearPoison();
            return true;
        } finally {
            core.unlock();
        }
    }

    /**
     * Takes the value out and leaves the mutex empty: whoever asks for it afterwards gets
     * {@code IllegalStateException}. Never waits.
     *
     * @throws IllegalStateException if a thread holds the mutex, or the value has been taken out before
     * @throws PoisonedException if the mutex is poisoned
     */
    @SuppressWarnings("NullAway") // nobody sees the null: the mutex refuses
    public T intoInner() {
        if (!core.tryLock()) {
            throw new IllegalStateException(
                    core.description() + " cannot give its value away while it is locked" + by() + "; unlock it first");
        }
        checkRefusal();
        T taken = value;
        value = null;
        flag.empty();
        core.unlock();
        return taken;
    }

    // ---- looking

    /** {@return the name} */
    public String name() {
        return core.name();
    }

    /** {@return what can be said about the mutex at this instant} */
    public LockStats stats() {
        return core.stats(isPoisoned());
    }

    /** {@return such as {@code Mutex[stock, locked by orders/charge#2, 3 waiting, poisoned]}} */
    @Override
    public String toString() {
        int waiting = core.waiting();
        return "Mutex[" + name() + ", " + (core.isLocked() ? "locked" + by() : "free")
                + (waiting == 0 ? "" : ", " + waiting + " waiting") + (isPoisoned() ? ", poisoned" : "") + "]";
    }

    private String by() {
        ThreadContext holder = core.holder();
        return holder == null ? "" : " by " + Threads.nameOf(holder);
    }

    // ---- for guards

    /** Lets go of the mutex for a while. Returns the hold of the guard, if it is held by one. Called by the holder. */
    @Nullable
    MutexHold suspend() {
        MutexHold mine = hold;
        if (mine == null) {
            core.unlock();
        } else {
            mine.suspend();
        }
        return mine;
    }

    /** Takes the mutex again, whatever happens meanwhile. */
    void resume(@Nullable MutexHold suspended) {
        if (suspended == null) {
            core.relock();
        } else {
            suspended.resume();
        }
    }

    private void enter() throws InterruptedException {
        core.lock();
        if (flag.refusal() != null) {
            checkRefusal();
        }
    }

    /** Gives the mutex back and throws if it is not to be entered. Called by the holder. */
    private void checkRefusal() {
        Refusal why = flag.refusal();
        if (why != null) {
            core.unlock();
            throw why.toException(core.description());
        }
    }
}
