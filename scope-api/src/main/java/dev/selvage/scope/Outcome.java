package dev.selvage.scope;

import org.jspecify.annotations.Nullable;

/**
 * How a fork ended: one of four ends.
 *
 * @param <T> the type of the value
 */
public sealed interface Outcome<T extends @Nullable Object> {
    /**
     * The task returned, even if it had been cancelled before.
     *
     * @param value what the task returned
     */
    record Succeeded<T extends @Nullable Object>(T value) implements Outcome<T> {}

    /**
     * The task threw.
     *
     * @param cause what it threw
     */
    record Failed<T extends @Nullable Object>(Throwable cause) implements Outcome<T> {}

    /**
     * The task was cancelled and gave up.
     *
     * @param reason why
     */
    record Cancelled<T extends @Nullable Object>(CancelReason reason) implements Outcome<T> {}

    /**
     * The task never ran.
     *
     * @param reason why
     */
    record NotStarted<T extends @Nullable Object>(CancelReason reason) implements Outcome<T> {}
}
