package dev.selvage.scope;

import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** The combinators of {@link Scope}. */
final class Combinators {
    private Combinators() {}

    static <A extends @Nullable Object, B extends @Nullable Object, R extends @Nullable Object> R par(
            Callable<? extends A> first,
            Callable<? extends B> second,
            BiFunction<? super A, ? super B, ? extends R> combine)
            throws ScopeFailedException, InterruptedException {
        try {
            Objects.requireNonNull(combine, "combine");
            return Scope.<R, RuntimeException>call(scope -> {
                Fork<A> a = scope.fork(first);
                Fork<B> b = scope.fork(second);
                // The later one first: with one carrier the other has ended then, and one park is enough.
                B ofSecond = b.join();
                return combine.apply(a.join(), ofSecond);
            });
        } catch (Throwable e) {
            OwnedTask.refused(first, e); // those that no fork was made for
            OwnedTask.refused(second, e);
            throw e;
        }
    }

    static <T extends @Nullable Object> T race(Collection<? extends Callable<? extends T>> tasks)
            throws ScopeFailedException, InterruptedException {
        if (tasks.isEmpty()) {
            throw new IllegalArgumentException("a race needs at least one task");
        }
        try (JoinScope<T, T> scope = Scope.open(Joiner.<T>anySuccessfulOrThrow())) {
            for (Callable<? extends T> task : tasks) {
                scope.<T>fork(task);
            }
            return scope.join();
        } catch (Throwable e) {
            tasks.forEach(task -> OwnedTask.refused(task, e));
            throw e;
        }
    }

    static <T extends @Nullable Object, R extends @Nullable Object> List<R> map(
            Collection<? extends T> items, int limit, Scope.Mapper<? super T, ? extends R> mapper)
            throws ScopeFailedException, InterruptedException {
        Objects.requireNonNull(mapper, "mapper");
        requireLimit(limit);
        Object[] inputs = items.toArray();
        @Nullable Object[] results = new Object[inputs.length];
        AtomicInteger next = new AtomicInteger();
        Scope.<RuntimeException>run(scope -> {
            for (int worker = Math.min(limit, inputs.length); worker > 0; worker--) {
                scope.fork("map", () -> mapNext(inputs, results, next, mapper));
            }
        });
        @SuppressWarnings("unchecked")
        List<R> list = (List<R>) Collections.unmodifiableList(Arrays.asList(results));
        return list;
    }

    @SuppressWarnings("unchecked") // the inputs are those of a Collection<? extends T>
    private static <T extends @Nullable Object, R extends @Nullable Object> void mapNext(
            Object[] inputs,
            @Nullable Object[] results,
            AtomicInteger next,
            Scope.Mapper<? super T, ? extends R> mapper)
            throws Exception {
        for (int i = next.getAndIncrement(); i < inputs.length; i = next.getAndIncrement()) {
            Scope.checkCancelled();
            results[i] = mapper.apply((T) inputs[i]);
        }
    }

    static <T extends @Nullable Object> void forEach(
            Iterable<? extends T> items, int limit, Scope.Action<? super T> action)
            throws ScopeFailedException, InterruptedException {
        Objects.requireNonNull(action, "action");
        requireLimit(limit);
        if (items instanceof Collection<? extends T> collection) {
            Combinators.<T, @Nullable Void>map(collection, limit, item -> {
                action.accept(item);
                return null;
            });
            return;
        }
        Iterator<? extends T> source = items.iterator();
        Scope.<RuntimeException>run(scope -> {
            for (int worker = limit; worker > 0; worker--) {
                scope.fork("forEach", () -> takeEach(source, action));
            }
        });
    }

    private static <T extends @Nullable Object> void takeEach(
            Iterator<? extends T> source, Scope.Action<? super T> action) throws Exception {
        while (true) {
            Scope.checkCancelled();
            T item;
            synchronized (source) {
                if (!source.hasNext()) {
                    return;
                }
                item = source.next();
            }
            action.accept(item);
        }
    }

    static void requireLimit(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be at least 1, not " + limit);
        }
    }
}
