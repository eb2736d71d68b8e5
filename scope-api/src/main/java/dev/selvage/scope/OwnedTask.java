package dev.selvage.scope;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A task that owns a handle: it closes it when it has run, or, if it is given to a fork, however that ends: also if it
 * never starts, or is refused. For all that takes a task: {@code fork} with bound scoped values, {@link Scope#par},
 * {@link Scope#race}. {@link Scope#fork(Handle, Scope.Action)} is the short form.
 *
 * <p>It runs once. One that is never run must be closed.
 *
 * @param <T> its result
 */
public final class OwnedTask<T extends @Nullable Object> implements Callable<T>, AutoCloseable {
    private final Work<?, T> work;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** The handle with what is to be done with it. */
    private record Work<H extends Handle<H>, T extends @Nullable Object>(
            H handle, Scope.Mapper<? super H, ? extends T> task) {
        T run(Consumer<? super Throwable> beforeClose) throws Exception {
            try (H mine = handle) {
                try {
                    return task.apply(mine);
                } catch (Throwable e) {
                    beforeClose.accept(e);
                    throw e;
                }
            }
        }
    }

    private OwnedTask(Work<?, T> work) {
        this.work = work;
    }

    /**
     * Moves the handle into a task that returns a value.
     *
     * @throws HandleClosedException if the handle was closed or moved
     */
    public static <H extends Handle<H>, T extends @Nullable Object> OwnedTask<T> of(
            H handle, Scope.Mapper<? super H, ? extends T> task) {
        H mine = Objects.requireNonNull(handle, "handle").move();
        if (task == null) {
            mine.close();
            throw new NullPointerException("task");
        }
        return new OwnedTask<>(new Work<>(mine, task));
    }

    /** Like {@link #of(Handle, Scope.Mapper)}, with two handles; if one cannot be moved, the other is closed. */
    @SuppressWarnings("NullAway") // without a task, `of` closes the handles and throws
    public static <A extends Handle<A>, B extends Handle<B>, T extends @Nullable Object> OwnedTask<T> of(
            A first, B second, Scope.Mapper2<? super A, ? super B, ? extends T> task) {
        TwoHandles<A, B> both = new TwoHandles<>(first, second);
        Scope.Mapper<TwoHandles<A, B>, T> work =
                task == null ? null : handles -> task.apply(handles.first(), handles.second());
        return of(both, work);
    }

    /** Like {@link #of(Handle, Handle, Scope.Mapper2)}, for a task without a result. */
    @SuppressWarnings("NullAway") // the null is the result; without a task, `of` closes the handles and throws
    static <A extends Handle<A>, B extends Handle<B>, T extends @Nullable Object> OwnedTask<@Nullable T> ofAction(
            A first, B second, Scope.Action2<? super A, ? super B> task) {
        Scope.Mapper2<A, B, @Nullable T> work = task == null
                ? null
                : (mine, other) -> {
                    task.accept(mine, other);
                    return null;
                };
        return of(first, second, work);
    }

    /** Like {@link #of(Handle, Scope.Mapper)}, for a task without a result. */
    @SuppressWarnings("NullAway") // the null is the result; without a task, `of` closes the handle and throws
    static <H extends Handle<H>, T extends @Nullable Object> OwnedTask<@Nullable T> ofAction(
            H handle, Scope.Action<? super H> task) {
        Scope.Mapper<H, @Nullable T> work = task == null
                ? null
                : mine -> {
                    task.accept(mine);
                    return null;
                };
        return of(handle, work);
    }

    /**
     * Runs the task, then closes the handle; what that throws is suppressed into what the task threw.
     *
     * @throws IllegalStateException if it has run or was closed
     */
    @Override
    public T call() throws Exception {
        return call(failure -> {});
    }

    /**
     * Runs the task, and tells of its failure before the handle is closed: others who see the handle closed, and fail
     * because of it, must not be first.
     */
    T call(Consumer<? super Throwable> beforeClose) throws Exception {
        if (!taken.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    "this task with " + work.handle
                            + " has run, or was closed: a task that owns a handle runs once; make another with a clone of the handle");
        }
        return work.run(beforeClose);
    }

    /** Closes the handle, unless the task has run; a second close does nothing. */
    @Override
    public void close() {
        if (taken.compareAndSet(false, true)) {
            work.handle.close();
        }
    }

    // ---- what forks do with it

    /** Makes the fork the owner of the handle. */
    static void belongTo(Callable<?> task, ThreadContext fork) {
        if (task instanceof OwnedTask<?> owned) {
            TwoHandles.belongTo(owned.work.handle, fork);
        }
    }

    /** Closes the handle of a task that was refused with the given exception. */
    static void refused(@Nullable Callable<?> task, Throwable why) {
        if (task instanceof OwnedTask<?> owned) {
            try {
                owned.close();
            } catch (RuntimeException | Error e) {
                why.addSuppressed(e);
            }
        }
    }

    /** Closes the handle of a task that will not run. */
    static void dropped(@Nullable Callable<?> task, ForkImpl<?> fork) {
        if (task instanceof OwnedTask<?> owned) {
            try {
                owned.close();
            } catch (RuntimeException | Error e) {
                LoggerFactory.getLogger(Scope.class)
                        .error("closing the handle of fork '{}', which never ran, failed", fork.name(), e);
            }
        }
    }

    @Override
    public String toString() {
        return "OwnedTask[" + work.handle + (taken.get() ? ", taken" : "") + "]";
    }
}
