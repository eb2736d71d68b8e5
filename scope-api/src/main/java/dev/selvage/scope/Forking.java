package dev.selvage.scope;

import dev.selvage.scope.waiting.ThreadContext;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The way from a call of {@code fork} to a fork that has been started, queued or refused. */
final class Forking {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();

    private Forking() {}

    static <T extends @Nullable Object> ForkImpl<T> fork(
            ScopeCore scope,
            @Nullable String name,
            ScopedValue.@Nullable Carrier bindings,
            Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        try {
            Nursery place = nurseryOfCaller(scope);
            scope.beforeAdmission();
            Limits limits = scope.limits();
            if (limits != null) {
                return fork(scope, limits, place, limits.admit(place), name, bindings, task);
            }
            ForkImpl<T> fork = new ForkImpl<>(scope, place.maker(), name, place.nextNumber(), task);
            OwnedTask.belongTo(task, fork);
            scope.announce(fork);
            place.start(fork, body(fork, bindings));
            return fork;
        } catch (Throwable e) {
            OwnedTask.refused(task, e);
            throw e;
        }
    }

    /** Forks, unless a limit is reached. */
    static <T extends @Nullable Object> Optional<Fork<T>> tryFork(
            ScopeCore scope, @Nullable String name, Callable<? extends T> task) {
        Objects.requireNonNull(task, "task");
        try {
            Nursery place = nurseryOfCaller(scope);
            scope.beforeAdmission();
            Limits limits = scope.limits();
            if (limits == null || scope.cancelReason() != null) {
                return Optional.of(fork(scope, name, null, task));
            }
            if (limits.tryTakeAll()) {
                return Optional.of(fork(scope, limits, place, Limits.Admission.GRANTED, name, null, task));
            }
        } catch (Throwable e) {
            OwnedTask.refused(task, e);
            throw e;
        }
        if (task instanceof OwnedTask<?> owned) {
            owned.close();
        }
        return Optional.empty();
    }

    private static <T extends @Nullable Object> ForkImpl<T> fork(
            ScopeCore scope,
            Limits limits,
            Nursery place,
            Limits.Admission admission,
            @Nullable String name,
            ScopedValue.@Nullable Carrier bindings,
            Callable<? extends T> task) {
        boolean permitsUsed = false;
        try {
            ForkImpl<T> fork = new ForkImpl<>(scope, place.maker(), name, place.nextNumber(), task);
            OwnedTask.belongTo(task, fork);
            scope.announce(fork);
            Runnable body = body(fork, bindings);
            if (admission == Limits.Admission.QUEUED) {
                place.queue(fork, body, limits);
            } else {
                permitsUsed = place.start(fork, body);
            }
            return fork;
        } finally {
            if (admission == Limits.Admission.GRANTED && !permitsUsed) {
                limits.release(null);
            }
        }
    }

    /** {@return what the thread of the fork runs} */
    private static Runnable body(ForkImpl<?> fork, ScopedValue.@Nullable Carrier bindings) {
        var carriers = fork.scope.carriers();
        Runnable body = carriers.isEmpty() ? fork : Carried.capture(carriers, fork);
        return bindings == null ? body : () -> bindings.run(body);
    }

    /** Makes the thread of a fork. Called by the JDK's scope, on the thread that starts it. */
    static Thread newThread(ForkImpl<?> fork, Runnable body) {
        ThreadFactory factory = fork.scope.config().threadFactory();
        Thread thread = factory == null ? VIRTUAL.newThread(body) : factory.newThread(body);
        if (thread == null) {
            throw new RejectedExecutionException("the thread factory of scope '" + fork.scope.scopeName()
                    + "' gave no thread for fork '" + fork.name() + "': its task does not run");
        }
        fork.bind(thread);
        return thread;
    }

    private static Nursery nurseryOfCaller(ScopeCore scope) {
        Thread caller = Thread.currentThread();
        if (caller == scope.owner()) {
            if (scope.hasEnded() || scope.hasLeftBody()) {
                throw ended(scope);
            }
            return scope.nursery();
        }
        if (ThreadContext.current() instanceof ForkImpl<?> fork && fork.scope == scope) {
            return fork.ownNursery();
        }
        if (scope.hasEnded()) {
            throw ended(scope);
        }
        throw new WrongThreadException("thread '" + ThreadContext.nameOf(caller) + "' is not in " + scope.description()
                + ": only its owner '" + ThreadContext.nameOf(scope.owner()) + "' and its forks may fork");
    }

    private static IllegalStateException ended(ScopeCore scope) {
        return new IllegalStateException(
                scope.description() + " has ended: the task does not run; fork while the scope is open");
    }
}
