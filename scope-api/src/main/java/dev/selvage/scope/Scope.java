package dev.selvage.scope;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A scope that threads cannot outlive: {@link #call} and its siblings return when every fork has ended. The counterpart
 * of Rust's {@code thread::scope}.
 *
 * <p>The body runs on the caller's thread. The scope fails fast: the first failure of a fork cancels the others and the
 * body. The owner, and any fork of the scope, may fork; any thread may cancel.
 */
public sealed interface Scope permits ClosureScope {
    /**
     * The body of a scope that returns a value.
     *
     * @param <R> what it returns
     * @param <X> the checked exception that it throws, besides those of joining
     */
    @FunctionalInterface
    interface Body<R extends @Nullable Object, X extends Throwable> {
        /** Runs the body in the scope. */
        R apply(Scope scope) throws X, ScopeFailedException, InterruptedException;
    }

    /**
     * The body of a scope that returns nothing.
     *
     * @param <X> the checked exception that it throws, besides those of joining
     */
    @FunctionalInterface
    interface VoidBody<X extends Throwable> {
        /** Runs the body in the scope. */
        void apply(Scope scope) throws X, ScopeFailedException, InterruptedException;
    }

    /** A task without a result. */
    @FunctionalInterface
    interface Task {
        /** Runs the task. */
        void run() throws Exception;
    }

    /**
     * A function that may throw.
     *
     * @param <T> its argument
     * @param <R> its result
     */
    @FunctionalInterface
    interface Mapper<T extends @Nullable Object, R extends @Nullable Object> {
        /** Applies the function. */
        R apply(T value) throws Exception;
    }

    /**
     * A consumer that may throw.
     *
     * @param <T> its argument
     */
    @FunctionalInterface
    interface Action<T extends @Nullable Object> {
        /** Performs the action. */
        void accept(T value) throws Exception;
    }

    /**
     * A function of two arguments that may throw.
     *
     * @param <A> the first argument
     * @param <B> the second
     * @param <R> its result
     */
    @FunctionalInterface
    interface Mapper2<A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> {
        /** Applies the function. */
        R apply(A first, B second) throws Exception;
    }

    /**
     * A consumer of two arguments that may throw.
     *
     * @param <A> the first argument
     * @param <B> the second
     */
    @FunctionalInterface
    interface Action2<A extends @Nullable Object, B extends @Nullable Object> {
        /** Performs the action. */
        void accept(A first, B second) throws Exception;
    }

    /** The registration of {@link Scope#onCancel}. */
    @FunctionalInterface
    interface Hook extends AutoCloseable {
        /** Withdraws the hook; if it runs on another thread at this instant, waits until it has returned. */
        @Override
        void close();
    }

    // ---- entry

    /**
     * Runs the body in a new scope and returns its result once every fork has ended.
     *
     * <p>It waits for the forks, whoever made them; nothing makes it return earlier. If the caller is interrupted while
     * the forks end, they are cancelled and awaited, and {@link InterruptedException} is thrown. If the caller's own
     * scope is cancelled already, the body does not run.
     *
     * @throws X what the body throws, the same instance; failures of forks are suppressed into it
     * @throws ScopeFailedException if a fork failed
     * @throws ScopeTimeoutException if the deadline passed
     * @throws ScopeCancelledException if the scope was cancelled, also if the body returned a value
     * @throws InterruptedException if the caller is interrupted
     */
    static <R extends @Nullable Object, X extends Throwable> R call(Body<? extends R, X> body)
            throws X, ScopeFailedException, InterruptedException {
        return ClosureScope.call(ScopeConfig.DEFAULT, null, body);
    }

    /** Like {@link #call(Body)}, with a configuration. */
    static <R extends @Nullable Object, X extends Throwable> R call(
            UnaryOperator<ScopeConfig> config, Body<? extends R, X> body)
            throws X, ScopeFailedException, InterruptedException {
        return ClosureScope.call(config.apply(ScopeConfig.DEFAULT), null, body);
    }

    /** Like {@link #call(Body)}, for a body without a result. */
    static <X extends Throwable> void run(VoidBody<X> body) throws X, ScopeFailedException, InterruptedException {
        ClosureScope.call(ScopeConfig.DEFAULT, null, ClosureScope.valued(body));
    }

    /** Like {@link #run(VoidBody)}, with a configuration. */
    static <X extends Throwable> void run(UnaryOperator<ScopeConfig> config, VoidBody<X> body)
            throws X, ScopeFailedException, InterruptedException {
        ClosureScope.call(config.apply(ScopeConfig.DEFAULT), null, ClosureScope.valued(body));
    }

    /**
     * Runs the body in a scope whose forks do not disturb each other: each failure is given to the handler once, by the
     * thread of the failed fork; siblings go on. Nothing is retained of a fork that has ended. What the handler throws
     * is logged.
     */
    static <X extends Throwable> void supervise(Consumer<? super ForkFailure> handler, VoidBody<X> body)
            throws X, ScopeFailedException, InterruptedException {
        ClosureScope.call(ScopeConfig.DEFAULT, handler, ClosureScope.valued(body));
    }

    /** Like {@link #supervise(Consumer, VoidBody)}, with a configuration. */
    static <X extends Throwable> void supervise(
            UnaryOperator<ScopeConfig> config, Consumer<? super ForkFailure> handler, VoidBody<X> body)
            throws X, ScopeFailedException, InterruptedException {
        ClosureScope.call(config.apply(ScopeConfig.DEFAULT), handler, ClosureScope.valued(body));
    }

    /** Like {@link #supervise(Consumer, VoidBody)}, for a body with a result. */
    static <R extends @Nullable Object, X extends Throwable> R superviseCall(
            Consumer<? super ForkFailure> handler, Body<? extends R, X> body)
            throws X, ScopeFailedException, InterruptedException {
        return superviseCall(config -> config, handler, body);
    }

    /** Like {@link #superviseCall(Consumer, Body)}, with a configuration. */
    static <R extends @Nullable Object, X extends Throwable> R superviseCall(
            UnaryOperator<ScopeConfig> config, Consumer<? super ForkFailure> handler, Body<? extends R, X> body)
            throws X, ScopeFailedException, InterruptedException {
        Objects.requireNonNull(handler, "handler"); // null is how a scope fails fast
        return ClosureScope.call(config.apply(ScopeConfig.DEFAULT), handler, body);
    }

    /** Opens a scope that fails fast, for try-with-resources. Its forks may return anything. */
    static JoinScope<@Nullable Object, @Nullable Void> open() {
        return WatchedScope.open(ScopeConfig.DEFAULT, Joiner.awaitAllSuccessfulOrThrow());
    }

    /** Like {@link #open()}, with a configuration. */
    static JoinScope<@Nullable Object, @Nullable Void> open(UnaryOperator<ScopeConfig> config) {
        return WatchedScope.open(config.apply(ScopeConfig.DEFAULT), Joiner.awaitAllSuccessfulOrThrow());
    }

    /** Opens a scope with a joiner, for try-with-resources. */
    static <T extends @Nullable Object, R extends @Nullable Object> JoinScope<T, R> open(Joiner<T, R> joiner) {
        return WatchedScope.open(ScopeConfig.DEFAULT, UsedJoiners.claim(joiner));
    }

    /** Like {@link #open(Joiner)}, with a configuration. */
    static <T extends @Nullable Object, R extends @Nullable Object> JoinScope<T, R> open(
            Joiner<T, R> joiner, UnaryOperator<ScopeConfig> config) {
        return WatchedScope.open(config.apply(ScopeConfig.DEFAULT), UsedJoiners.claim(joiner));
    }

    // ---- the scope

    /**
     * Starts the task in a thread of its own. In a cancelled scope no thread starts, and the fork is
     * {@link Fork.State#NOT_STARTED}. In a scope with a limit it may wait, or queue the fork: see
     * {@link ScopeConfig#withMaxConcurrency}.
     *
     * <p>An interrupt from outside that comes while it waits cancels the scope; the end of the scope tells of it.
     *
     * @throws IllegalStateException if the scope has ended, or if scoped values were bound since it was opened
     * @throws WrongThreadException if the caller is neither the owner nor a fork of this scope
     * @throws java.util.concurrent.RejectedExecutionException if the thread factory gives no thread
     */
    <T extends @Nullable Object> Fork<T> fork(Callable<? extends T> task);

    /** Like {@link #fork(Callable)}, with a name. */
    <T extends @Nullable Object> Fork<T> fork(String name, Callable<? extends T> task);

    /** Like {@link #fork(Callable)}, for a task without a result. */
    Fork<@Nullable Void> fork(Task task);

    /** Like {@link #fork(Task)}, with a name. */
    Fork<@Nullable Void> fork(String name, Task task);

    /** Like {@link #fork(Callable)}, for a task that runs with these scoped values bound, besides those it inherits. */
    <T extends @Nullable Object> Fork<T> fork(ScopedValue.Carrier bindings, Callable<? extends T> task);

    /** Like {@link #fork(ScopedValue.Carrier, Callable)}, with a name. */
    <T extends @Nullable Object> Fork<T> fork(String name, ScopedValue.Carrier bindings, Callable<? extends T> task);

    /** Like {@link #fork(ScopedValue.Carrier, Callable)}, for a task without a result. */
    Fork<@Nullable Void> fork(ScopedValue.Carrier bindings, Task task);

    /** Like {@link #fork(ScopedValue.Carrier, Task)}, with a name. */
    Fork<@Nullable Void> fork(String name, ScopedValue.Carrier bindings, Task task);

    /**
     * Like {@link #fork(Callable)}, unless the limit of the scope is reached: then it returns an empty result at once,
     * and the task does not run. Without a limit it always forks.
     */
    <T extends @Nullable Object> Optional<Fork<T>> tryFork(Callable<? extends T> task);

    /** Like {@link #tryFork(Callable)}, with a name. */
    <T extends @Nullable Object> Optional<Fork<T>> tryFork(String name, Callable<? extends T> task);

    /** Like {@link #tryFork(Callable)}, for a task without a result. */
    Optional<Fork<@Nullable Void>> tryFork(Task task);

    /** Like {@link #tryFork(Task)}, with a name. */
    Optional<Fork<@Nullable Void>> tryFork(String name, Task task);

    // ---- forks that own a handle

    /**
     * Moves the handle into a fork that runs the task with it. From this call on the handle belongs to the fork, and it is
     * closed exactly once: when the task ends, whichever way, or, if the task does not run, at once: the fork was
     * cancelled before it started, or this call throws.
     *
     * <p>What closing throws makes the fork fail, or is suppressed into what the task threw; it is logged if the task did
     * not run.
     *
     * {@snippet :
     * scope.fork(file.clone(), f -> search(f.get())); // each fork has a handle of its own
     * scope.fork(file.move(), f -> search(f.get())); // `file` cannot be used from here on
     * }
     *
     * <p>For a task with a result there is {@link #forkCall(Handle, Mapper)}: with one name for both, the compiler could
     * not tell which of them {@code h -> use(h)} means.
     *
     * @throws HandleClosedException if the handle was closed or moved
     */
    default <H extends Handle<H>> Fork<@Nullable Void> fork(H handle, Action<? super H> task) {
        return fork(OwnedTask.<H, @Nullable Void>ofAction(handle, task));
    }

    /** Like {@link #fork(Handle, Action)}, with a name. */
    default <H extends Handle<H>> Fork<@Nullable Void> fork(String name, H handle, Action<? super H> task) {
        return fork(name, OwnedTask.<H, @Nullable Void>ofAction(handle, task));
    }

    /** Like {@link #fork(Handle, Action)}, for a task with a result. */
    default <H extends Handle<H>, T extends @Nullable Object> Fork<T> forkCall(
            H handle, Mapper<? super H, ? extends T> task) {
        return fork(OwnedTask.<H, T>of(handle, task));
    }

    /**
     * Like {@link #fork(Handle, Action)}, with two handles, such as the ends of two channels. If one of them cannot be moved,
     * the other is closed. The second is closed first.
     */
    default <A extends Handle<A>, B extends Handle<B>> Fork<@Nullable Void> fork(
            A first, B second, Action2<? super A, ? super B> task) {
        return fork(OwnedTask.<A, B, @Nullable Void>ofAction(first, second, task));
    }

    /** Like {@link #fork(Handle, Handle, Action2)}, with a name. */
    default <A extends Handle<A>, B extends Handle<B>> Fork<@Nullable Void> fork(
            String name, A first, B second, Action2<? super A, ? super B> task) {
        return fork(name, OwnedTask.<A, B, @Nullable Void>ofAction(first, second, task));
    }

    /** Like {@link #fork(Handle, Handle, Action2)}, for a task with a result. */
    default <A extends Handle<A>, B extends Handle<B>, T extends @Nullable Object> Fork<T> forkCall(
            A first, B second, Mapper2<? super A, ? super B, ? extends T> task) {
        return fork(OwnedTask.<A, B, T>of(first, second, task));
    }

    /** Like {@link #forkCall(Handle, Handle, Mapper2)}, with a name. */
    default <A extends Handle<A>, B extends Handle<B>, T extends @Nullable Object> Fork<T> forkCall(
            String name, A first, B second, Mapper2<? super A, ? super B, ? extends T> task) {
        return fork(name, OwnedTask.<A, B, T>of(first, second, task));
    }

    /** Like {@link #forkCall(Handle, Mapper)}, with a name. */
    default <H extends Handle<H>, T extends @Nullable Object> Fork<T> forkCall(
            String name, H handle, Mapper<? super H, ? extends T> task) {
        return fork(name, OwnedTask.<H, T>of(handle, task));
    }

    /** Like {@link #fork(Handle, Action)}, unless the limit is reached: then the handle is closed, and no task runs. */
    default <H extends Handle<H>> Optional<Fork<@Nullable Void>> tryFork(H handle, Action<? super H> task) {
        return tryFork(OwnedTask.<H, @Nullable Void>ofAction(handle, task));
    }

    /** Like {@link #tryFork(Handle, Action)}, with a name. */
    default <H extends Handle<H>> Optional<Fork<@Nullable Void>> tryFork(
            String name, H handle, Action<? super H> task) {
        return tryFork(name, OwnedTask.<H, @Nullable Void>ofAction(handle, task));
    }

    /** Like {@link #tryFork(Handle, Action)}, for a task with a result. */
    default <H extends Handle<H>, T extends @Nullable Object> Optional<Fork<T>> tryForkCall(
            H handle, Mapper<? super H, ? extends T> task) {
        return tryFork(OwnedTask.<H, T>of(handle, task));
    }

    /** Like {@link #tryForkCall(Handle, Mapper)}, with a name. */
    default <H extends Handle<H>, T extends @Nullable Object> Optional<Fork<T>> tryForkCall(
            String name, H handle, Mapper<? super H, ? extends T> task) {
        return tryFork(name, OwnedTask.<H, T>of(handle, task));
    }

    /**
     * Cancels the scope: its forks and, unless it has ended, its body are interrupted, or woken if they wait in a
     * primitive of this library; everything nested in them is cancelled. May be called by any thread; returns without
     * waiting. Idempotent: the first reason stays.
     *
     * @return whether this call cancelled the scope
     */
    boolean cancel(String message);

    /** {@return why the scope was cancelled, or empty if it is not} */
    Optional<CancelReason> reason();

    /** {@return the name} */
    String name();

    // ---- the surroundings of the current code

    /**
     * Throws if the current fork or body is cancelled; for loops that never block.
     *
     * @throws ScopeCancelledException with the reason
     */
    static void checkCancelled() {
        Surroundings.checkCancelled();
    }

    /** {@return why the current fork or body is cancelled, or empty if it is not} */
    static Optional<CancelReason> cancelReason() {
        return Surroundings.cancelReason();
    }

    /**
     * {@return the time left until the earliest deadline of all enclosing scopes; never negative, and zero once it has
     * passed, which many a client refuses as a timeout} In a shield it is the
     * time left of the shield, whose code the deadlines around it do not reach.
     */
    static Optional<Duration> remaining() {
        return Surroundings.remaining();
    }

    /**
     * Registers a hook that runs once if the current fork or body is cancelled, on the thread that cancels (a deadline
     * has one of its own), after the interrupts, and not interrupted itself; at once if it is cancelled already. For I/O
     * that ignores interrupts:
     * code that the interrupt wakes may withdraw the hook before its turn, and then it does not run. What it throws is
     * logged.
     *
     * @throws IllegalStateException if the calling thread is in no scope
     */
    static Hook onCancel(Consumer<? super CancelReason> hook) {
        return Surroundings.onCancel(hook);
    }

    /**
     * Runs clean-up that the cancellation around it does not disturb for the given time; after it, the clean-up itself
     * is cancelled.
     *
     * @throws IllegalArgumentException if the time is zero or negative
     */
    static void shield(Duration max, Task cleanup) throws Exception {
        Surroundings.shield(max, () -> {
            cleanup.run();
            return null;
        });
    }

    /** Like {@link #shield(Duration, Task)}, with a result. */
    static <T extends @Nullable Object> T shield(Duration max, Callable<? extends T> cleanup) throws Exception {
        return Surroundings.shield(max, cleanup);
    }

    // ---- looking at a running service

    /**
     * {@return all live scopes of this JVM as a tree, in text} For each scope: name, joiner, owner, age, place, time left,
     * limits, reason of the cancellation, and what its body does. For each live fork, newest first: name, state, age,
     * reason, what it waits for and what it holds. Scopes opened in a fork, and forks made by it, stand under it.
     *
     * <p>No fork is stopped, but for the instant in which its stack is read (of the first thousand threads that are in no
     * wait of this library), so the lines may be from different instants.
     */
    static String dump() {
        StringBuilder text = new StringBuilder();
        try {
            dump(text);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder failed: " + e.getMessage(), e);
        }
        return text.toString();
    }

    /** Writes what {@link #dump()} returns, without keeping it. */
    static void dump(Appendable out) throws IOException {
        Dump.write(new DumpText(out));
    }

    /**
     * {@return what {@link #dump()} tells, as a JSON object} Its {@code scopes} are a list; a scope or fork has a
     * {@code kind} ({@code "scope"}, {@code "fork"}) and a list of {@code children}. Times are in milliseconds.
     */
    static String dumpJson() {
        StringBuilder json = new StringBuilder();
        try {
            dumpJson(json);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringBuilder failed: " + e.getMessage(), e);
        }
        return json.toString();
    }

    /** Writes what {@link #dumpJson()} returns, without keeping it. */
    static void dumpJson(Appendable out) throws IOException {
        Dump.write(new DumpJson(out));
    }

    /** {@return how often scopes have been used wrongly in this JVM} */
    static ScopeProblems problems() {
        return Problems.now();
    }

    // ---- combinators

    /** Runs two tasks at the same time and combines their results. The first failure cancels the other. */
    static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R par(
            Callable<? extends A> first,
            Callable<? extends B> second,
            BiFunction<? super A, ? super B, ? extends R> combine)
            throws ScopeFailedException, InterruptedException {
        return Combinators.par(first, second, combine);
    }

    /**
     * Runs the tasks at the same time, returns the first success, and cancels the rest.
     *
     * @throws IllegalArgumentException if there is no task
     * @throws ScopeFailedException if all fail; the cause is the first failure
     */
    static <T extends @Nullable Object> T race(Collection<? extends Callable<? extends T>> tasks)
            throws ScopeFailedException, InterruptedException {
        return Combinators.race(tasks);
    }

    /**
     * Applies the function to each item, at most {@code limit} at a time, and returns the results in the order of the
     * items, as an unmodifiable list. The first failure cancels the rest. Costs {@code limit} forks, not one an item.
     *
     * @throws IllegalArgumentException if the limit is less than 1
     */
    static <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, int limit, Mapper<? super T, ? extends R> mapper)
            throws ScopeFailedException, InterruptedException {
        return Combinators.map(items, limit, mapper);
    }

    /** Like {@link #map}, for an action without a result. Takes the items from the iterable as they are needed. */
    static <T extends @Nullable Object> void forEach(Iterable<? extends T> items, int limit, Action<? super T> action)
            throws ScopeFailedException, InterruptedException {
        Combinators.forEach(items, limit, action);
    }
}
