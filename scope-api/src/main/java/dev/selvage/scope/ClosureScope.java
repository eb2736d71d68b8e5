package dev.selvage.scope;

import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The scope of {@code call}, {@code run} and {@code supervise}. */
final class ClosureScope extends ScopeCore implements Scope {
    private final @Nullable Consumer<? super ForkFailure> supervisor;

    private ClosureScope(ScopeConfig config, @Nullable Consumer<? super ForkFailure> supervisor) {
        super(config, false);
        this.supervisor = supervisor;
    }

    static <X extends Throwable> Body<@Nullable Void, X> valued(VoidBody<X> body) {
        Objects.requireNonNull(body, "body");
        return scope -> {
            body.apply(scope);
            return null;
        };
    }

    static <R extends @Nullable Object, X extends Throwable> R call(
            ScopeConfig config, @Nullable Consumer<? super ForkFailure> supervisor, Body<? extends R, X> body)
            throws X, ScopeFailedException, InterruptedException {
        Objects.requireNonNull(body, "body");
        ClosureScope scope = new ClosureScope(config, supervisor);
        R result;
        try {
            result = body.apply(scope);
        } catch (Throwable thrown) {
            throw ClosureScope.<X>sneaky(scope.end(thrown));
        }
        Throwable thrown = scope.end(null);
        if (thrown != null) {
            throw ClosureScope.<X>sneaky(thrown);
        }
        return result;
    }

    /** What end() gives is what the body threw, so of type X, or one of the exceptions that call() declares. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X sneaky(@Nullable Throwable thrown) throws X {
        throw (X) Objects.requireNonNull(thrown, "thrown");
    }

    /** Ends the scope after its body. Returns what {@code call} is to throw: never null if the body threw. */
    private @Nullable Throwable end(@Nullable Throwable thrown) {
        boolean restore = leaveBody();
        if (thrown != null && cancelReason() == null) {
            cancel(CancelReason.of(
                    thrown instanceof InterruptedException
                            ? CancelReason.Kind.OWNER_INTERRUPTED
                            : CancelReason.Kind.BODY_FAILED,
                    "the body threw " + Failures.text(thrown),
                    scopeName(),
                    thrown));
        }
        boolean interruptedBefore = cancelReason() != null;
        boolean interrupted = awaitForks();
        CancelReason reason = cancelReason();
        Throwable result = verdict(thrown, reason);
        if (interrupted && (interruptedBefore || !(result instanceof InterruptedException))) {
            restore = true;
        }
        if (tellTakenInterrupt() && !(result instanceof InterruptedException)) {
            restore = true;
        }
        finish(result != null && reason != null && reason.kind() == CancelReason.Kind.PARENT);
        if (restore) {
            owner().interrupt();
        }
        return result;
    }

    private @Nullable Throwable verdict(@Nullable Throwable thrown, @Nullable CancelReason reason) {
        Throwable result = thrown != null && !isOurs(thrown, reason) ? thrown : verdictOfScope(reason);
        if (result != null) {
            failures.suppressInto(result);
        }
        return result;
    }

    /** {@return whether the body's exception is what our own interrupt or cancellation made of it} */
    private boolean isOurs(Throwable thrown, @Nullable CancelReason reason) {
        if (reason == null || reason.cause() == thrown) {
            return false;
        }
        if (thrown instanceof ScopeCancelledException cancelled) {
            return cancelled.reason().isOrComesFrom(reason);
        }
        return isInterrupt(thrown) && !(thrown instanceof OutsideInterruptException) && bodyWasInterrupted();
    }

    private @Nullable Throwable verdictOfScope(@Nullable CancelReason reason) {
        if (reason == null) {
            return null;
        }
        return switch (reason.kind()) {
            case SIBLING_FAILED -> {
                ForkImpl<?> fork = Objects.requireNonNull(failures.firstFork(), "first failure");
                yield failure(fork, Objects.requireNonNull(failures.first(), "first failure"));
            }
            case DEADLINE -> new ScopeTimeoutException(reason);
            case OWNER_INTERRUPTED -> new OutsideInterruptException(reason.message());
            default -> new ScopeCancelledException("scope '" + scopeName() + "'", reason);
        };
    }

    @Override
    String joinerName() {
        return supervisor == null ? "fail-fast" : "supervised";
    }

    @Override
    void beforeFailure(ForkImpl<?> fork, Throwable failure) {
        if (supervisor == null) {
            failures.add(fork, failure);
        }
    }

    @Override
    void afterEnd(ForkImpl<?> fork) {
        Throwable failure = fork.failure();
        if (failure == null) {
            return;
        }
        Consumer<? super ForkFailure> handler = supervisor;
        if (handler == null) {
            // Only now: who joins this very fork gets its failure, with the place of the join, not the cancellation.
            cancelBecauseFailed(fork, failure);
            return;
        }
        try {
            handler.accept(new ForkFailure(fork, failure));
        } catch (Throwable e) {
            e.addSuppressed(failure);
            LoggerFactory.getLogger(Scope.class)
                    .error("the failure handler of scope '{}' threw for fork '{}'", scopeName(), fork.name(), e);
        }
    }

    @Override
    public <T extends @Nullable Object> Fork<T> fork(ScopedValue.Carrier bindings, Callable<? extends T> task) {
        return Forking.fork(this, null, Objects.requireNonNull(bindings, "bindings"), task);
    }

    @Override
    public <T extends @Nullable Object> Fork<T> fork(
            String name, ScopedValue.Carrier bindings, Callable<? extends T> task) {
        return Forking.fork(
                this, Objects.requireNonNull(name, "name"), Objects.requireNonNull(bindings, "bindings"), task);
    }

    @Override
    public Fork<@Nullable Void> fork(ScopedValue.Carrier bindings, Task task) {
        return Forking.fork(this, null, Objects.requireNonNull(bindings, "bindings"), callable(task));
    }

    @Override
    public Fork<@Nullable Void> fork(String name, ScopedValue.Carrier bindings, Task task) {
        return Forking.fork(
                this,
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(bindings, "bindings"),
                callable(task));
    }

    @Override
    public Optional<Fork<@Nullable Void>> tryFork(Task task) {
        return Forking.tryFork(this, null, callable(task));
    }

    @Override
    public Optional<Fork<@Nullable Void>> tryFork(String name, Task task) {
        return Forking.tryFork(this, Objects.requireNonNull(name, "name"), callable(task));
    }

    @Override
    public <T extends @Nullable Object> Optional<Fork<T>> tryFork(Callable<? extends T> task) {
        return Forking.tryFork(this, null, task);
    }

    @Override
    public <T extends @Nullable Object> Optional<Fork<T>> tryFork(String name, Callable<? extends T> task) {
        return Forking.tryFork(this, Objects.requireNonNull(name, "name"), task);
    }

    @Override
    public <T extends @Nullable Object> Fork<T> fork(Callable<? extends T> task) {
        return newFork(null, task);
    }

    @Override
    public <T extends @Nullable Object> Fork<T> fork(String name, Callable<? extends T> task) {
        return newFork(Objects.requireNonNull(name, "name"), task);
    }

    @Override
    public Fork<@Nullable Void> fork(Task task) {
        return newFork(null, callable(task));
    }

    @Override
    public Fork<@Nullable Void> fork(String name, Task task) {
        return newFork(Objects.requireNonNull(name, "name"), callable(task));
    }

    static <T extends @Nullable Object> Callable<@Nullable T> callable(Task task) {
        Objects.requireNonNull(task, "task");
        return () -> {
            task.run();
            return null;
        };
    }

    @Override
    public String toString() {
        return "Scope[" + scopeName() + (hasEnded() ? ", ended" : "")
                + (cancelReason() == null ? "" : ", cancelled: " + cancelReason()) + "]";
    }
}
