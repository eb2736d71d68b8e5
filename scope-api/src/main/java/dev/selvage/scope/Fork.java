package dev.selvage.scope;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A task that runs in a thread of its own inside a scope. The counterpart of Rust's {@code ScopedJoinHandle}.
 *
 * <p>A handle may be read by any thread, also after the end of the scope; then no method blocks.
 *
 * @param <T> the type of the task's result
 */
public sealed interface Fork<T extends @Nullable Object> permits ForkImpl {
    /** The states of a fork. */
    enum State {
        /** It waits for its turn, or its thread has not begun. */
        QUEUED,
        /** Its task runs. */
        RUNNING,
        /** Its task returned. */
        SUCCEEDED,
        /** Its task threw. */
        FAILED,
        /** It was cancelled and its task gave up. */
        CANCELLED,
        /** It was cancelled before its task began. */
        NOT_STARTED
    }

    /**
     * {@return the name: {@code scope/fork#n}, or {@code scope/fork#n.m} for the m-th fork of the n-th fork} It is the
     * name of the thread as well if the user gave either part.
     */
    String name();

    /** {@return the state at this instant} */
    State state();

    /** {@return how the task ended, or empty while it has not} Never blocks. */
    Optional<Outcome<T>> outcome();

    /**
     * Returns the result of a fork that has succeeded. Never blocks.
     *
     * @throws IllegalStateException if the fork has not succeeded; the message gives its state
     */
    T get();

    /**
     * Waits for the result of the task.
     *
     * <p>A cancellation point: if the calling code is cancelled or interrupted, it throws also when the value is there,
     * unless the scope has ended. Nothing happens to the fork then. A fork that has not succeeded is reported first.
     *
     * @throws ScopeFailedException if the task failed; the cause is the task's exception, the same instance
     * @throws ScopeCancelledException if the fork was cancelled or never started, or if the caller is cancelled
     * @throws InterruptedException if the caller is interrupted
     * @throws IllegalStateException if a fork joins itself
     * @throws DeadlockException if the fork waits, perhaps through others, for the caller: see {@link DeadlockDetection}
     */
    T join() throws ScopeFailedException, InterruptedException;

    /**
     * Waits for the result of the task, up to the given time. Zero and negative durations try once.
     *
     * @throws TimeoutException if the time passed; the fork goes on
     * @throws ScopeFailedException if the task failed
     * @throws ScopeCancelledException if the fork was cancelled or never started, or if the caller is cancelled
     * @throws InterruptedException if the caller is interrupted
     */
    T join(Duration timeout) throws TimeoutException, ScopeFailedException, InterruptedException;

    /**
     * Waits until the fork, and the forks that it made, have ended, and returns how its task ended.
     *
     * @throws ScopeCancelledException if the caller is cancelled
     * @throws InterruptedException if the caller is interrupted
     * @throws DeadlockException if the fork waits, perhaps through others, for the caller: see {@link DeadlockDetection}
     */
    Outcome<T> await() throws InterruptedException;

    /**
     * Cancels this fork alone and returns at once; its siblings do not notice. Idempotent: the first reason stays.
     *
     * @return whether this call cancelled it
     */
    boolean cancel(String message);
}
