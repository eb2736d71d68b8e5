package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * A supplier that may throw.
 *
 * @param <T> the value
 * @param <X> the checked exception; inferred as {@code RuntimeException} where there is none
 */
@FunctionalInterface
public interface ThrowingSupplier<T extends @Nullable Object, X extends Throwable> {
    /** Supplies the value. */
    T get() throws X;
}
