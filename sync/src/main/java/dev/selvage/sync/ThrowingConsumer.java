package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * An action on a value that may throw.
 *
 * @param <T> the value
 * @param <X> the checked exception; inferred as {@code RuntimeException} where there is none
 */
@FunctionalInterface
public interface ThrowingConsumer<T extends @Nullable Object, X extends Throwable> {
    /** Performs the action. */
    void accept(T value) throws X;
}
