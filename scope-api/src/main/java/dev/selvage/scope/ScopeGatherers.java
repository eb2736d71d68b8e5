package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Gatherer;
import org.jspecify.annotations.Nullable;

/**
 * Gatherers that apply a function to the elements of a stream in forks, a bounded number at a time, on the thread that
 * evaluates the stream. Unlike the JDK's {@code mapConcurrent} the forks inherit scoped values, and an interrupt or a
 * cancellation of the stream's thread ends them.
 *
 * <p>A failure of the function cancels the rest and reaches the stream's caller as a {@link CompletionException} whose
 * cause it is; so does an interrupt, with the flag set again. When the stream wants no more elements, the rest is
 * cancelled.
 */
public final class ScopeGatherers {
    private static final Awaited NEXT_ELEMENT = Awaited.named("the next element of a stream");

    private ScopeGatherers() {}

    /**
     * {@return a gatherer that applies the function to {@code limit} elements at a time and keeps their order}
     *
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> mapConcurrent(
            int limit, Scope.Mapper<? super T, ? extends R> mapper) {
        return gatherer(limit, mapper, true);
    }

    /**
     * {@return a gatherer that applies the function to {@code limit} elements at a time and passes on each result as
     * soon as it is there}
     *
     * @throws IllegalArgumentException if the limit is less than 1
     */
    public static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> mapConcurrentUnordered(
            int limit, Scope.Mapper<? super T, ? extends R> mapper) {
        return gatherer(limit, mapper, false);
    }

    private static <T extends @Nullable Object, R extends @Nullable Object> Gatherer<T, ?, R> gatherer(
            int limit, Scope.Mapper<? super T, ? extends R> mapper, boolean ordered) {
        Combinators.requireLimit(limit);
        Objects.requireNonNull(mapper, "mapper");
        return Gatherer.<T, Window<T, R>, R>ofSequential(
                () -> new Window<>(limit, mapper, ordered), Window::accept, Window::finish);
    }

    /** The forks under way in one evaluation of a stream. Confined to the thread of the stream. */
    private static final class Window<T extends @Nullable Object, R extends @Nullable Object> {
        private final int limit;
        private final Scope.Mapper<? super T, ? extends R> mapper;
        private final boolean ordered;
        private final Completions<R> completions;
        private final ArrayDeque<Fork<R>> inOrder = new ArrayDeque<>();
        private @Nullable JoinScopeImpl<R, @Nullable Void> scope;
        private int running;

        Window(int limit, Scope.Mapper<? super T, ? extends R> mapper, boolean ordered) {
            this.limit = limit;
            this.mapper = mapper;
            this.ordered = ordered;
            this.completions = new Completions<>(!ordered);
        }

        boolean accept(T element, Gatherer.Downstream<? super R> downstream) {
            return guarded(() -> {
                JoinScopeImpl<R, @Nullable Void> open = scope;
                if (open == null) {
                    open = new JoinScopeImpl<>(ScopeConfig.DEFAULT, completions, Sites.CAPTURED);
                    scope = open;
                }
                Fork<R> fork = open.fork(() -> mapper.apply(element));
                running++;
                if (ordered) {
                    inOrder.add(fork);
                }
                return running < limit || downstream.push(next());
            });
        }

        void finish(Gatherer.Downstream<? super R> downstream) {
            guarded(() -> {
                while (running > 0 && !downstream.isRejecting()) {
                    downstream.push(next());
                }
                close("the stream wants no more");
                return true;
            });
        }

        /** Waits for the next result to pass on. */
        private R next() throws ScopeFailedException, InterruptedException {
            Fork<R> fork = ordered ? inOrder.remove() : completions.take();
            running--;
            return fork.join();
        }

        private boolean guarded(Step step) {
            try {
                return step.run();
            } catch (ScopeFailedException e) {
                close("an element failed");
                throw new CompletionException(e.getMessage(), e.getCause());
            } catch (InterruptedException e) {
                close("the stream's thread was interrupted");
                Thread.currentThread().interrupt();
                throw new CompletionException("interrupted while waiting for an element", e);
            } catch (RuntimeException | Error e) {
                Throwable failure = completions.firstFailure();
                close("the stream failed");
                if (e instanceof ScopeCancelledException && failure != null) {
                    throw new CompletionException("an element failed: " + Failures.text(failure), failure);
                }
                throw e;
            }
        }

        private void close(String message) {
            JoinScopeImpl<R, @Nullable Void> open = scope;
            scope = null;
            running = 0;
            if (open != null) {
                open.abandon(message);
            }
        }
    }

    private interface Step {
        boolean run() throws ScopeFailedException, InterruptedException;
    }

    /** The joiner: is done with the first failure and, if asked to, hands out forks in the order of completion. */
    private static final class Completions<R extends @Nullable Object> implements Joiner<R, @Nullable Void> {
        private final boolean handsOut;
        private final Queue<Fork<R>> completed = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Throwable failure;
        private volatile @Nullable Waiter taker;

        Completions(boolean handsOut) {
            this.handsOut = handsOut;
        }

        @Override
        @SuppressWarnings("unchecked") // a fork only gives values out
        public boolean onComplete(Fork<? extends R> fork) {
            boolean failed = fork.outcome().orElse(null) instanceof Outcome.Failed<?>(Throwable cause) && keep(cause);
            if (handsOut) {
                completed.add((Fork<R>) fork);
                Waiter waiting = taker;
                if (waiting != null) {
                    waiting.tryWake();
                }
            }
            return failed;
        }

        private synchronized boolean keep(Throwable cause) {
            if (failure == null) {
                failure = cause;
            }
            return true;
        }

        @Nullable
        Throwable firstFailure() {
            return failure;
        }

        /** Waits for the next completion. */
        Fork<R> take() throws InterruptedException {
            while (true) {
                Fork<R> fork = completed.poll();
                if (fork != null) {
                    return fork;
                }
                Waiter waiter = new Waiter(NEXT_ELEMENT);
                taker = waiter;
                if (!completed.isEmpty()) {
                    waiter.tryWake();
                }
                Wake wake = waiter.await(false, 0);
                taker = null;
                if (wake == Wake.CANCELLED) {
                    Surroundings.checkCancelled();
                }
                if (wake == Wake.INTERRUPTED) {
                    throw new OutsideInterruptException("interrupted while waiting for an element");
                }
            }
        }

        @Override
        public @Nullable Void result() {
            return null;
        }
    }
}
