package dev.selvage.sync;

/**
 * An action that may throw.
 *
 * @param <X> the checked exception; inferred as {@code RuntimeException} where there is none
 */
@FunctionalInterface
public interface ThrowingRunnable<X extends Throwable> {
    /** Performs the action. */
    void run() throws X;
}
