package dev.selvage.scope;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * A scope for try-with-resources, with a {@link Joiner}. Unlike the body of {@link Scope#call}, the code in the block is
 * not interrupted when this scope is cancelled, since {@code close} could not take an {@code InterruptedException} back:
 * only its waits in primitives of this library, {@link #join} and {@link Fork#join} among them, are woken.
 *
 * @param <T> what the forks return
 * @param <R> what {@code join} returns
 */
public sealed interface JoinScope<T extends @Nullable Object, R extends @Nullable Object> extends AutoCloseable
        permits JoinScopeImpl, WatchedScope {
    /**
     * Starts the task in a thread of its own. In a cancelled scope no thread starts. In a scope with a limit it may wait,
     * or queue the fork: see {@link ScopeConfig#withMaxConcurrency}.
     *
     * @throws IllegalStateException if the scope was joined or has ended
     * @throws WrongThreadException if the caller is neither the owner nor a fork of this scope
     */
    <U extends T> Fork<U> fork(Callable<? extends U> task);

    /** Like {@link #fork(Callable)}, with a name. */
    <U extends T> Fork<U> fork(String name, Callable<? extends U> task);

    /** Like {@link #fork(Callable)}, for a task without a result: its value is null. */
    <U extends T> Fork<@Nullable U> fork(Scope.Task task);

    /** Like {@link #fork(Scope.Task)}, with a name. */
    <U extends T> Fork<@Nullable U> fork(String name, Scope.Task task);

    /** Like {@link #fork(Callable)}, for a task that runs with these scoped values bound, besides those it inherits. */
    <U extends T> Fork<U> fork(ScopedValue.Carrier bindings, Callable<? extends U> task);

    /** Like {@link #fork(ScopedValue.Carrier, Callable)}, with a name. */
    <U extends T> Fork<U> fork(String name, ScopedValue.Carrier bindings, Callable<? extends U> task);

    /** Like {@link #fork(ScopedValue.Carrier, Callable)}, for a task without a result: its value is null. */
    <U extends T> Fork<@Nullable U> fork(ScopedValue.Carrier bindings, Scope.Task task);

    /** Like {@link #fork(ScopedValue.Carrier, Scope.Task)}, with a name. */
    <U extends T> Fork<@Nullable U> fork(String name, ScopedValue.Carrier bindings, Scope.Task task);

    /**
     * Like {@link #fork(Callable)}, unless the limit of the scope is reached: then it returns an empty result at once,
     * and the task does not run. Without a limit it always forks.
     */
    <U extends T> Optional<Fork<U>> tryFork(Callable<? extends U> task);

    /** Like {@link #tryFork(Callable)}, with a name. */
    <U extends T> Optional<Fork<U>> tryFork(String name, Callable<? extends U> task);

    /** Like {@link #tryFork(Callable)}, for a task without a result: its value is null. */
    <U extends T> Optional<Fork<@Nullable U>> tryFork(Scope.Task task);

    /** Like {@link #tryFork(Scope.Task)}, with a name. */
    <U extends T> Optional<Fork<@Nullable U>> tryFork(String name, Scope.Task task);

    // ---- forks that own a handle

    /**
     * Moves the handle into a fork that runs the task with it, and closes it exactly once, as
     * {@link Scope#fork(Handle, Scope.Action)} does. The value of the fork is null.
     *
     * @throws HandleClosedException if the handle was closed or moved
     */
    @SuppressWarnings("NullAway") // U may be null here: the result says so
    default <H extends Handle<H>, U extends T> Fork<@Nullable U> fork(H handle, Scope.Action<? super H> task) {
        return this.<@Nullable U>fork(OwnedTask.<H, U>ofAction(handle, task));
    }

    /** Like {@link #fork(Handle, Scope.Action)}, with a name. */
    @SuppressWarnings("NullAway") // U may be null here: the result says so
    default <H extends Handle<H>, U extends T> Fork<@Nullable U> fork(
            String name, H handle, Scope.Action<? super H> task) {
        return this.<@Nullable U>fork(name, OwnedTask.<H, U>ofAction(handle, task));
    }

    /** Like {@link #fork(Handle, Scope.Action)}, for a task with a result. */
    default <H extends Handle<H>, U extends T> Fork<U> forkCall(H handle, Scope.Mapper<? super H, ? extends U> task) {
        return this.<U>fork(OwnedTask.<H, U>of(handle, task));
    }

    /** Like {@link #forkCall(Handle, Scope.Mapper)}, with a name. */
    default <H extends Handle<H>, U extends T> Fork<U> forkCall(
            String name, H handle, Scope.Mapper<? super H, ? extends U> task) {
        return this.<U>fork(name, OwnedTask.<H, U>of(handle, task));
    }

    /** Like {@link #fork(Handle, Scope.Action)}, unless the limit is reached: then the handle is closed. */
    @SuppressWarnings("NullAway") // U may be null here: the result says so
    default <H extends Handle<H>, U extends T> Optional<Fork<@Nullable U>> tryFork(
            H handle, Scope.Action<? super H> task) {
        return this.<@Nullable U>tryFork(OwnedTask.<H, U>ofAction(handle, task));
    }

    /** Like {@link #tryFork(Handle, Scope.Action)}, with a name. */
    @SuppressWarnings("NullAway") // U may be null here: the result says so
    default <H extends Handle<H>, U extends T> Optional<Fork<@Nullable U>> tryFork(
            String name, H handle, Scope.Action<? super H> task) {
        return this.<@Nullable U>tryFork(name, OwnedTask.<H, U>ofAction(handle, task));
    }

    /** Like {@link #tryFork(Handle, Scope.Action)}, for a task with a result. */
    default <H extends Handle<H>, U extends T> Optional<Fork<U>> tryForkCall(
            H handle, Scope.Mapper<? super H, ? extends U> task) {
        return this.<U>tryFork(OwnedTask.<H, U>of(handle, task));
    }

    /** Like {@link #tryForkCall(Handle, Scope.Mapper)}, with a name. */
    default <H extends Handle<H>, U extends T> Optional<Fork<U>> tryForkCall(
            String name, H handle, Scope.Mapper<? super H, ? extends U> task) {
        return this.<U>tryFork(name, OwnedTask.<H, U>of(handle, task));
    }

    /**
     * Waits until every fork has ended or the scope is cancelled, and returns what the joiner makes of it.
     *
     * <p>Interrupted, it throws and leaves the scope as it was: it may be called again.
     *
     * @throws ScopeFailedException if the joiner fails
     * @throws ScopeTimeoutException if the deadline passed, unless the joiner gives a result all the same
     * @throws ScopeCancelledException if this scope or one around it was cancelled
     * @throws InterruptedException if the owner is interrupted
     * @throws IllegalStateException if the scope was joined or has ended
     * @throws WrongThreadException if the caller is not the owner
     */
    R join() throws ScopeFailedException, InterruptedException;

    /**
     * Waits until every fork has ended, uninterruptibly, and ends the scope. Without a {@code join} the forks are
     * cancelled first. A second close does nothing.
     *
     * @throws IllegalStateException after everything has ended, if there were forks and {@code join} was not called
     * @throws WrongThreadException if the caller is not the owner
     */
    @Override
    void close();

    /** Cancels the scope, as {@link Scope#cancel} does. */
    boolean cancel(String message);

    /** {@return why the scope was cancelled, or empty if it is not} */
    Optional<CancelReason> reason();

    /** {@return the name} */
    String name();
}
