package dev.selvage.sync;

import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits that threads take and give back. The counterpart of tokio's {@code Semaphore}; unlike the JDK's,
 * nothing is given back that was not taken: the permits are handles.
 *
 * <p>All that wait, wait alike. They wait until there are enough permits, in the strict order of their arrival: a waiter
 * for many holds up those behind it, and is not starved. An interrupt or the cancellation of the surrounding scope ends
 * the wait, also if there are permits at that instant, and takes none. What a thread did before it gave permits back
 * happens before what their next holder does. Without waiters it costs one compare-and-set.
 *
 * <p>A thread that waits for permits whose holders all wait for it is told by the {@linkplain
 * dev.selvage.scope.DeadlockDetection deadlock detection}, if enough of them are known where places are captured: who
 * holds a permit is known in {@link #run} and {@link #call}, which give it back themselves. A handle may be on its way to
 * another thread, and is never taken for held; nor are the permits of a semaphore to which {@link #addPermits} has added.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="semaphore"}
 */
public final class Semaphore implements AutoCloseable {
    private final SemaphoreCore core;

    private Semaphore(String name, int permits) {
        this.core = new SemaphoreCore(name, permits);
    }

    /**
     * {@return a new semaphore with a name for messages and dumps}
     *
     * @param permits how many there are to take; 0 or more
     * @throws IllegalArgumentException if the permits are negative
     */
    public static Semaphore of(String name, int permits) {
        Objects.requireNonNull(name, "name");
        if (permits < 0) {
            throw new IllegalArgumentException(
                    "semaphore '" + name + "' cannot start with " + permits + " permits: start with 0 or more");
        }
        return new Semaphore(name, permits);
    }

    /**
     * Takes one permit, once there is one.
     *
     * @throws InterruptedException if the thread is interrupted before it has the permit
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled before it has the permit
     * @throws SemaphoreClosedException if the semaphore is closed, before or meanwhile
     */
    public Permit acquire() throws InterruptedException {
        return acquire(1);
    }

    /**
     * Takes several permits at once, once there are so many. Otherwise like {@link #acquire()}.
     *
     * @throws IllegalArgumentException if the permits are not positive
     */
    public Permit acquire(int permits) throws InterruptedException {
        checkPositive(permits);
        core.take(permits, false, 0);
        return new Permit(core, permits);
    }

    /**
     * Takes one permit if there is one and nobody waits. Never waits.
     *
     * @throws SemaphoreClosedException if the semaphore is closed
     */
    public Optional<Permit> tryAcquire() {
        return tryAcquire(1);
    }

    /** Takes several permits if there are so many and nobody waits. Otherwise like {@link #tryAcquire()}. */
    public Optional<Permit> tryAcquire(int permits) {
        checkPositive(permits);
        return core.tryTake(permits) ? Optional.of(new Permit(core, permits)) : Optional.empty();
    }

    /** Takes one permit, but gives up after the timeout. Otherwise like {@link #acquire()}. */
    public Optional<Permit> tryAcquire(Duration timeout) throws InterruptedException {
        return tryAcquire(1, timeout);
    }

    /** Takes several permits at once, but gives up after the timeout. Otherwise like {@link #acquire(int)}. */
    public Optional<Permit> tryAcquire(int permits, Duration timeout) throws InterruptedException {
        checkPositive(permits);
        return core.take(permits, true, Waiter.deadline(timeout))
                ? Optional.of(new Permit(core, permits))
                : Optional.empty();
    }

    /**
     * Runs the section with one permit, once there is one, and gives it back. Otherwise like {@link #acquire()}.
     *
     * @throws X what the section throws, the same instance
     * @throws dev.selvage.scope.DeadlockException if the permits never come, because their holders wait for this thread
     */
    public <X extends Throwable> void run(ThrowingRunnable<X> section) throws X, InterruptedException {
        run(1, section);
    }

    /** Runs the section with several permits. Otherwise like {@link #run(ThrowingRunnable)}. */
    public <X extends Throwable> void run(int permits, ThrowingRunnable<X> section) throws X, InterruptedException {
        Objects.requireNonNull(section, "section");
        PermitHold hold = enter(permits);
        try {
            section.run();
        } finally {
            leave(permits, hold);
        }
    }

    /**
     * Runs the section with one permit, and returns its result. Otherwise like {@link #run(ThrowingRunnable)}.
     *
     * @throws X what the section throws, the same instance
     */
    public <R extends @Nullable Object, X extends Throwable> R call(ThrowingSupplier<? extends R, X> section)
            throws X, InterruptedException {
        return call(1, section);
    }

    /** Runs the section with several permits. Otherwise like {@link #call(ThrowingSupplier)}. */
    public <R extends @Nullable Object, X extends Throwable> R call(
            int permits, ThrowingSupplier<? extends R, X> section) throws X, InterruptedException {
        Objects.requireNonNull(section, "section");
        PermitHold hold = enter(permits);
        try {
            return section.get();
        } finally {
            leave(permits, hold);
        }
    }

    private @Nullable PermitHold enter(int permits) throws InterruptedException {
        checkPositive(permits);
        core.take(permits, false, 0);
        return core.hold(permits);
    }

    private void leave(int permits, @Nullable PermitHold hold) {
        core.release(hold);
        core.giveBack(permits);
    }

    /** {@return how many permits can be taken at this instant} */
    public int available() {
        return (int) core.available();
    }

    /**
     * Makes more permits.
     *
     * @throws IllegalArgumentException if the number is not positive, or if there would be more than
     *     {@code Integer.MAX_VALUE}, those taken included; nothing is added then
     */
    public void addPermits(int permits) {
        checkPositive(permits);
        core.add(permits);
    }

    /**
     * Closes the semaphore: whoever waits, or asks later, gets {@link SemaphoreClosedException}. Permits that were taken
     * stay valid. A second close does nothing.
     */
    @Override
    public void close() {
        core.close();
    }

    /** {@return whether it is closed} */
    public boolean isClosed() {
        return core.isClosed();
    }

    /** {@return how many threads wait at this instant} */
    public int waiting() {
        return core.waiting();
    }

    /** {@return the state at this instant} */
    public SemaphoreStats stats() {
        return core.stats();
    }

    /** {@return the name} */
    public String name() {
        return core.name();
    }

    private void checkPositive(int permits) {
        if (permits <= 0) {
            throw new IllegalArgumentException(
                    core.description() + " was asked for " + permits + " permits: ask for 1 or more");
        }
    }

    /** {@return such as {@code Semaphore[uploads, 3 available, 2 waiting, closed]}} */
    @Override
    public String toString() {
        int waiting = waiting();
        return "Semaphore[" + name() + ", " + available() + " available"
                + (waiting == 0 ? "" : ", " + waiting + " waiting") + (isClosed() ? ", closed" : "") + "]";
    }
}
