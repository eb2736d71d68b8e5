package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * A function of a value that may throw.
 *
 * @param <T> the value
 * @param <R> the result
 * @param <X> the checked exception; inferred as {@code RuntimeException} where there is none
 */
@FunctionalInterface
public interface ThrowingFunction<T extends @Nullable Object, R extends @Nullable Object, X extends Throwable> {
    /** Applies the function. */
    R apply(T value) throws X;
}
