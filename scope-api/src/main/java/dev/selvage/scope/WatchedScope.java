package dev.selvage.scope;

import dev.selvage.scope.waiting.Sites;
import java.lang.ref.Reference;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The handle of a scope that is watched by {@link LostScopes}. It does nothing itself. */
final class WatchedScope<T extends @Nullable Object, R extends @Nullable Object> implements JoinScope<T, R> {
    private final JoinScopeImpl<T, R> scope;

    private WatchedScope(JoinScopeImpl<T, R> scope) {
        this.scope = scope;
    }

    /** Opens a scope, and has it watched if it is its turn. */
    static <T extends @Nullable Object, R extends @Nullable Object> JoinScope<T, R> open(
            ScopeConfig config, Joiner<T, R> joiner) {
        if (!LostScopes.watchesNext()) {
            return new JoinScopeImpl<>(config, joiner, Sites.CAPTURED);
        }
        JoinScopeImpl<T, R> scope = new JoinScopeImpl<>(config, joiner, true);
        WatchedScope<T, R> handle = new WatchedScope<>(scope);
        scope.watchedBy(LostScopes.watch(handle, scope));
        return handle;
    }

    @Override
    public R join() throws ScopeFailedException, InterruptedException {
        try {
            return scope.join();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public void close() {
        try {
            scope.close();
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    @Override
    public <U extends T> Fork<U> fork(Callable<? extends U> task) {
        return scope.fork(task);
    }

    @Override
    public <U extends T> Fork<U> fork(String name, Callable<? extends U> task) {
        return scope.fork(name, task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(Scope.Task task) {
        return scope.fork(task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(String name, Scope.Task task) {
        return scope.fork(name, task);
    }

    @Override
    public <U extends T> Fork<U> fork(ScopedValue.Carrier bindings, Callable<? extends U> task) {
        return scope.fork(bindings, task);
    }

    @Override
    public <U extends T> Fork<U> fork(String name, ScopedValue.Carrier bindings, Callable<? extends U> task) {
        return scope.fork(name, bindings, task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(ScopedValue.Carrier bindings, Scope.Task task) {
        return scope.fork(bindings, task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(String name, ScopedValue.Carrier bindings, Scope.Task task) {
        return scope.fork(name, bindings, task);
    }

    @Override
    public <U extends T> Optional<Fork<@Nullable U>> tryFork(Scope.Task task) {
        return scope.tryFork(task);
    }

    @Override
    public <U extends T> Optional<Fork<@Nullable U>> tryFork(String name, Scope.Task task) {
        return scope.tryFork(name, task);
    }

    @Override
    public <U extends T> Optional<Fork<U>> tryFork(Callable<? extends U> task) {
        return scope.tryFork(task);
    }

    @Override
    public <U extends T> Optional<Fork<U>> tryFork(String name, Callable<? extends U> task) {
        return scope.tryFork(name, task);
    }

    @Override
    public boolean cancel(String message) {
        return scope.cancel(message);
    }

    @Override
    public Optional<CancelReason> reason() {
        return scope.reason();
    }

    @Override
    public String name() {
        return scope.name();
    }

    @Override
    public String toString() {
        return scope.toString();
    }
}
