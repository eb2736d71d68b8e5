package dev.selvage.scope;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The joiners of {@link Joiner}. Their state is guarded by their monitor: they are called by many threads. */
final class Joiners {
    private Joiners() {}

    /** {@return the name of the method that makes such a joiner, or the class of one of the user's} */
    static String nameOf(Joiner<?, ?> joiner) {
        return switch (joiner) {
            case AllSuccessful<?> _ -> "allSuccessfulOrThrow";
            case AwaitAllSuccessful<?> _ -> "awaitAllSuccessfulOrThrow";
            case AwaitAll<?> _ -> "awaitAll";
            case AnySuccessful<?> _ -> "anySuccessfulOrThrow";
            case Quorum<?> quorum -> "quorum(" + quorum.k + ")";
            case AllUntil<?> _ -> "allUntil";
            default -> joiner.getClass().getName();
        };
    }

    /** Remembers the first failure. */
    abstract static class FirstFailure<T extends @Nullable Object, R extends @Nullable Object> implements Joiner<T, R> {
        private @Nullable Throwable first;

        /** Keeps what the fork failed with, if nothing has been kept yet. Returns whether the fork failed. */
        final boolean keepFailure(Fork<? extends T> fork) {
            if (fork.state() != Fork.State.FAILED) {
                return false; // without the monitor: forks are many
            }
            if (fork.outcome().orElse(null) instanceof Outcome.Failed<?> failed) {
                keep(failed.cause());
            }
            return true;
        }

        private synchronized void keep(Throwable failure) {
            if (first == null) {
                first = failure;
            }
        }

        final synchronized @Nullable Throwable firstFailure() {
            return first;
        }

        final void throwFirstFailure() throws ScopeFailedException {
            Throwable failure = firstFailure();
            if (failure != null) {
                throw new ScopeFailedException("a fork failed: " + Failures.text(failure), failure);
            }
        }
    }

    static final class AllSuccessful<T extends @Nullable Object> extends FirstFailure<T, List<T>> {
        private final List<Fork<? extends T>> forks = new ArrayList<>();

        @Override
        public synchronized boolean onFork(Fork<? extends T> fork) {
            forks.add(fork);
            return false;
        }

        @Override
        public boolean onComplete(Fork<? extends T> fork) {
            return keepFailure(fork);
        }

        @Override
        public synchronized List<T> result() throws ScopeFailedException {
            throwFirstFailure();
            List<T> values = new ArrayList<>(forks.size());
            for (Fork<? extends T> fork : forks) {
                values.add(fork.get());
            }
            return Collections.unmodifiableList(values);
        }
    }

    static final class AwaitAllSuccessful<T extends @Nullable Object> extends FirstFailure<T, @Nullable Void> {
        @Override
        public boolean onComplete(Fork<? extends T> fork) {
            return keepFailure(fork);
        }

        @Override
        public @Nullable Void result() throws ScopeFailedException {
            throwFirstFailure();
            return null;
        }
    }

    static final class AwaitAll<T extends @Nullable Object> implements Joiner<T, @Nullable Void> {
        @Override
        public @Nullable Void result() {
            return null;
        }
    }

    static final class AnySuccessful<T extends @Nullable Object> extends FirstFailure<T, T> {
        private @Nullable Fork<? extends T> winner;

        @Override
        public boolean onComplete(Fork<? extends T> fork) {
            if (fork.state() != Fork.State.SUCCEEDED) {
                keepFailure(fork);
                return false;
            }
            synchronized (this) {
                if (winner == null) {
                    winner = fork;
                }
            }
            return true;
        }

        @Override
        public synchronized T result() throws ScopeFailedException {
            Fork<? extends T> fork = winner;
            if (fork != null) {
                return fork.get();
            }
            throwFirstFailure();
            throw new NoSuchElementException("no fork of the scope has succeeded");
        }
    }

    static final class Quorum<T extends @Nullable Object> extends FirstFailure<T, List<T>> {
        private final int k;
        private final List<T> values = new ArrayList<>();

        Quorum(int k) {
            if (k < 1) {
                throw new IllegalArgumentException("a quorum needs at least 1 success, not " + k);
            }
            this.k = k;
        }

        @Override
        public boolean onComplete(Fork<? extends T> fork) {
            if (fork.state() != Fork.State.SUCCEEDED) {
                keepFailure(fork);
                return false;
            }
            synchronized (this) {
                if (values.size() < k) {
                    values.add(fork.get());
                }
                return values.size() == k;
            }
        }

        @Override
        public synchronized List<T> result() throws ScopeFailedException {
            if (values.size() < k) {
                throwFirstFailure();
                throw new NoSuchElementException(
                        "a quorum of " + k + " was asked for, " + values.size() + " succeeded");
            }
            return Collections.unmodifiableList(new ArrayList<>(values));
        }
    }

    static final class AllUntil<T extends @Nullable Object> implements Joiner<T, List<Fork<T>>> {
        private final Predicate<? super Fork<T>> done;
        private final List<Fork<T>> forks = new ArrayList<>();

        AllUntil(Predicate<? super Fork<T>> done) {
            this.done = Objects.requireNonNull(done, "done");
        }

        @Override
        public synchronized boolean onFork(Fork<? extends T> fork) {
            forks.add(covariant(fork));
            return false;
        }

        @Override
        public boolean onComplete(Fork<? extends T> fork) {
            return done.test(covariant(fork));
        }

        @Override
        public boolean onTimeout() {
            return true;
        }

        @Override
        public synchronized List<Fork<T>> result() {
            return List.copyOf(forks);
        }

        /** A fork only gives values out. */
        @SuppressWarnings("unchecked")
        private static <T extends @Nullable Object> Fork<T> covariant(Fork<? extends T> fork) {
            return (Fork<T>) fork;
        }
    }
}
