package dev.selvage.scope;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a scope from {@link Scope#open(Joiner)}: when it is done, and what its {@code join} returns. The names
 * are those of the JDK's {@code StructuredTaskScope.Joiner}.
 *
 * <p>One instance serves one scope; a second use is refused. {@code onComplete} is called by the threads of the forks,
 * several at a time. What a joiner throws fails the scope.
 *
 * @param <T> what the forks return
 * @param <R> what {@code join} returns
 */
public interface Joiner<T extends @Nullable Object, R extends @Nullable Object> {
    /**
     * Called by the forking thread before the fork starts, also in a cancelled scope.
     *
     * @return whether to cancel the scope
     */
    default boolean onFork(Fork<? extends T> fork) {
        return false;
    }

    /**
     * Called once for each fork that was started, by its thread, after its outcome is known.
     *
     * @return whether to cancel the scope
     */
    default boolean onComplete(Fork<? extends T> fork) {
        return false;
    }

    /**
     * Called by the owner in {@code join} when the deadline of the scope has passed.
     *
     * @return true if {@link #result()} is meaningful all the same; false to throw {@link ScopeTimeoutException}
     */
    default boolean onTimeout() {
        return false;
    }

    /**
     * Returns what {@code join} returns. Called by the owner.
     *
     * @throws Exception to fail {@code join}; it becomes the cause of a {@link ScopeFailedException}
     */
    R result() throws Exception;

    /** {@return a joiner that waits for all forks, cancels on the first failure, and gives their values in fork order} */
    static <T extends @Nullable Object> Joiner<T, List<T>> allSuccessfulOrThrow() {
        return new Joiners.AllSuccessful<>();
    }

    /**
     * {@return a joiner that is done with the first success} If all forks fail, {@code join} fails with the first
     * failure; without any fork, with a {@code NoSuchElementException}.
     */
    static <T extends @Nullable Object> Joiner<T, T> anySuccessfulOrThrow() {
        return new Joiners.AnySuccessful<>();
    }

    /** {@return a joiner that waits for all forks and cancels on the first failure} It keeps no fork. */
    static <T extends @Nullable Object> Joiner<T, @Nullable Void> awaitAllSuccessfulOrThrow() {
        return new Joiners.AwaitAllSuccessful<>();
    }

    /** {@return a joiner that waits for all forks, whatever becomes of them} It keeps no fork. */
    static <T extends @Nullable Object> Joiner<T, @Nullable Void> awaitAll() {
        return new Joiners.AwaitAll<>();
    }

    /**
     * {@return a joiner that is done when the predicate holds for a completed fork, and gives all forks in fork order}
     * After a timeout it gives what there is.
     */
    static <T extends @Nullable Object> Joiner<T, List<Fork<T>>> allUntil(Predicate<? super Fork<T>> done) {
        return new Joiners.AllUntil<>(done);
    }

    /**
     * {@return a joiner that is done with the k-th success and gives the values in the order of completion} It fails as
     * soon as every fork has ended with fewer.
     *
     * @throws IllegalArgumentException if {@code k} is less than 1
     */
    static <T extends @Nullable Object> Joiner<T, List<T>> quorum(int k) {
        return new Joiners.Quorum<>(k);
    }
}
