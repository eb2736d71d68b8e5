package dev.selvage.sync;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A place where holders of a {@link Mutex} wait until another thread has changed the value; made by
 * {@link Mutex#newCondvar}, and bound to that mutex. The counterpart of Rust's {@code Condvar}.
 *
 * <p>A wait lets go of the mutex, waits for a signal, and takes the mutex again before it returns or throws, whatever
 * happened: after a timeout, an interrupt, the cancellation of the surrounding scope, and poison, too, the caller holds
 * the mutex. An interrupt or a cancellation ends the wait also if it was there before; a signal that comes in the same
 * instant goes to another waiter. Signals serve the longest waiter first. No wait ends without a signal, its timeout, an
 * interrupt or a cancellation. What a thread did under the mutex happens before what the woken thread does.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="condvar"}
 */
public final class Condvar {
    private final Mutex<?> mutex;
    private final @Nullable String name;
    private final Awaited signal = this::description;

    /** Longest first; waiters that have left are skipped. Guarded by its own monitor. */
    private final ArrayDeque<Waiter> waiters = new ArrayDeque<>();

    Condvar(Mutex<?> mutex, @Nullable String name) {
        this.mutex = mutex;
        this.name = name;
    }

    /**
     * Waits for a signal.
     *
     * @param guard an open guard of the mutex
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before or meanwhile
     * @throws PoisonedException if the mutex was poisoned meanwhile
     * @throws IllegalArgumentException if the guard is of another mutex
     */
    public void await(MutexGuard<?> guard) throws InterruptedException {
        check(guard);
        await(false, 0);
    }

    /**
     * Waits for a signal, but not longer than the timeout. Otherwise like {@link #await(MutexGuard)}.
     *
     * @return false if the time was over
     */
    public boolean await(MutexGuard<?> guard, Duration timeout) throws InterruptedException {
        check(guard);
        return await(true, Waiter.deadline(timeout));
    }

    /**
     * Waits as long as the condition holds. The condition is asked under the mutex, at once and after each signal. For
     * closures and guards alike.
     *
     * @throws InterruptedException if the thread is interrupted before or while it waits
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before or meanwhile
     * @throws PoisonedException if the mutex was poisoned meanwhile
     * @throws IllegalMonitorStateException if the thread does not hold the mutex
     */
    public void awaitWhile(BooleanSupplier condition) throws InterruptedException {
        Objects.requireNonNull(condition, "condition");
        begin();
        while (condition.getAsBoolean()) {
            await(false, 0);
        }
    }

    /**
     * Waits as long as the condition holds, but not longer than the timeout. Otherwise like
     * {@link #awaitWhile(BooleanSupplier)}.
     *
     * @return false if the time was over and the condition still held
     */
    public boolean awaitWhile(BooleanSupplier condition, Duration timeout) throws InterruptedException {
        Objects.requireNonNull(condition, "condition");
        long deadline = Waiter.deadline(timeout);
        begin();
        while (condition.getAsBoolean()) {
            if (!await(true, deadline)) {
                return !condition.getAsBoolean();
            }
        }
        return true;
    }

    /** Wakes the longest waiter. Any thread may, best under the mutex. Returns how many were woken: 0 or 1. */
    public int signal() {
        return wake(1);
    }

    /** Wakes all waiters. Any thread may, best under the mutex. Returns how many were woken. */
    public int signalAll() {
        return wake(Integer.MAX_VALUE);
    }

    private int wake(int most) {
        int woken = 0;
        synchronized (waiters) {
            while (woken < most) {
                Waiter waiter = waiters.poll();
                if (waiter == null) {
                    break;
                }
                if (waiter.tryWake()) {
                    woken++;
                }
            }
        }
        return woken;
    }

    private void check(MutexGuard<?> guard) {
        if (((MutexGuardImpl<?>) guard).openOf() != mutex) {
            throw new IllegalArgumentException(description() + " cannot wait with " + guard
                    + ": it is bound to its own mutex; make a condvar of the guard's mutex with newCondvar()");
        }
    }

    private void begin() throws InterruptedException {
        Waits.check(signal);
        if (!mutex.core.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(Threads.describeCurrent() + " cannot wait for " + description()
                    + " without holding the mutex; call it in run(...) or with an open guard");
        }
    }

    /** Waits once. Returns false if the time was over. The caller holds the mutex, before and after. */
    private boolean await(boolean timed, long deadline) throws InterruptedException {
        begin();
        Waiter waiter = new Waiter(signal);
        synchronized (waiters) {
            waiters.add(waiter);
        }
        Refusal before = mutex.flag.refusal();
        MutexHold hold = mutex.suspend();
        Wake wake;
        try {
            wake = waiter.await(timed, deadline);
            if (wake != Wake.WOKEN) {
                synchronized (waiters) {
                    waiters.remove(waiter);
                }
            }
        } finally {
            mutex.resume(hold);
        }
        RuntimeException refused = mutex.flag.refusedSince(before, mutex.core.description());
        try {
            Waits.rethrow(wake, waiter);
        } catch (InterruptedException | RuntimeException e) {
            if (refused != null) {
                e.addSuppressed(refused);
            }
            throw e;
        }
        if (refused != null) {
            throw refused;
        }
        return wake == Wake.WOKEN;
    }

    private String description() {
        return (name == null ? "a condvar" : "condvar '" + name + "'") + " of " + mutex.core.description();
    }

    /** {@return how many threads wait at this instant} */
    public int waiting() {
        synchronized (waiters) {
            return waiters.size();
        }
    }

    /** {@return the state at this instant} */
    public CondvarStats stats() {
        return new CondvarStats(name == null ? "" : name, mutex.name(), waiting());
    }

    /** {@return such as {@code Condvar[not empty of stock, 2 waiting]}} */
    @Override
    public String toString() {
        return "Condvar[" + (name == null ? "" : name + " ") + "of " + mutex.name() + ", " + waiting() + " waiting]";
    }
}
