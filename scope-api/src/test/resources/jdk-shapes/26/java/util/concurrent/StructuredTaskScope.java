package java.util.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A stand-in with the public shape of JDK 26, written for JdkShapesTest: plain threads behind those
 * signatures that a caller of open, fork, join and close can tell apart.
 */
public sealed interface StructuredTaskScope<T, R> extends AutoCloseable permits StructuredTaskScope.StandIn {

    /** What was forked. */
    interface Subtask<T> extends Supplier<T> {
        /** Where it stands. */
        enum State {
            UNAVAILABLE,
            SUCCESS,
            FAILED
        }

        State state();

        @Override
        T get();

        Throwable exception();
    }

    /** What makes the result. */
    interface Joiner<T, R> {
        default boolean onFork(Subtask<T> subtask) {
            return false;
        }

        default boolean onComplete(Subtask<T> subtask) {
            return false;
        }

        default void onTimeout() {
            throw new TimeoutException();
        }

        R result() throws Throwable;

        static <T> Joiner<T, Void> awaitAllSuccessfulOrThrow() {
            return new FirstFailure<>();
        }

        static <T> Joiner<T, Void> awaitAll() {
            return () -> null;
        }
    }

    /** What a scope is opened with. */
    sealed interface Configuration permits StandIn.Settings {
        Configuration withThreadFactory(ThreadFactory threadFactory);

        Configuration withName(String name);

        Configuration withTimeout(Duration timeout);
    }

    static <T, R> StructuredTaskScope<T, R> open(
            Joiner<? super T, ? extends R> joiner, UnaryOperator<Configuration> configOperator) {
        Configuration plain = new StandIn.Settings(Thread.ofVirtual().factory(), null);
        return new StandIn<>(joiner, configOperator.apply(plain));
    }

    static <T, R> StructuredTaskScope<T, R> open(Joiner<? super T, ? extends R> joiner) {
        return open(joiner, UnaryOperator.identity());
    }

    static <T> StructuredTaskScope<T, Void> open() {
        return open(Joiner.awaitAllSuccessfulOrThrow(), UnaryOperator.identity());
    }

    <U extends T> Subtask<U> fork(Callable<? extends U> task);

    <U extends T> Subtask<U> fork(Runnable task);

    R join() throws InterruptedException;

    boolean isCancelled();

    @Override
    void close();

    /** Keeps the first failure. */
    final class FirstFailure<T> implements Joiner<T, Void> {
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        @Override
        public boolean onComplete(Subtask<T> subtask) {
            if (subtask.state() == Subtask.State.FAILED) {
                failure.compareAndSet(null, subtask.exception());
            }
            return false;
        }

        @Override
        public Void result() throws Throwable {
            Throwable first = failure.get();
            if (first != null) {
                throw first;
            }
            return null;
        }
    }

    /** Knows its threads. */
    final class StandIn<T, R> implements StructuredTaskScope<T, R> {
        record Settings(ThreadFactory factory, String name) implements Configuration {
            @Override
            public Settings withThreadFactory(ThreadFactory threadFactory) {
                return new Settings(threadFactory, name);
            }

            @Override
            public Settings withName(String name) {
                return new Settings(factory, name);
            }

            @Override
            public Settings withTimeout(Duration timeout) {
                throw new UnsupportedOperationException("the stand-in has no timeout");
            }
        }

        private record Part<U>(State state, U value, Throwable exception) implements Subtask<U> {
            @Override
            public U get() {
                return value;
            }
        }

        private final Thread owner = Thread.currentThread();
        private final Joiner<? super T, ? extends R> joiner;
        private final Settings settings;
        private final List<Thread> threads = new ArrayList<>();

        private StandIn(Joiner<? super T, ? extends R> joiner, Configuration configuration) {
            this.joiner = joiner;
            this.settings = (Settings) configuration;
        }

        @Override
        public <U extends T> Subtask<U> fork(Callable<? extends U> task) {
            checkOwner();
            Thread thread = settings.factory().newThread(() -> tell(run(task)));
            if (thread == null) {
                throw new RejectedExecutionException("no thread");
            }
            threads.add(thread);
            thread.start();
            return new Part<>(Subtask.State.UNAVAILABLE, null, null);
        }

        @Override
        public <U extends T> Subtask<U> fork(Runnable task) {
            throw new UnsupportedOperationException("the stand-in forks a Callable only");
        }

        private static <U> Part<U> run(Callable<? extends U> task) {
            try {
                return new Part<>(Subtask.State.SUCCESS, task.call(), null);
            } catch (Throwable e) {
                return new Part<>(Subtask.State.FAILED, null, e);
            }
        }

        @SuppressWarnings("unchecked")
        private synchronized void tell(Subtask<? extends T> subtask) {
            ((Joiner<T, R>) joiner).onComplete((Subtask<T>) subtask);
        }

        @Override
        public R join() throws InterruptedException {
            checkOwner();
            for (Thread thread : threads) {
                thread.join(); // not the subtask, which may not have run: the JDK counts threads, too
            }
            try {
                return joiner.result();
            } catch (Throwable e) {
                throw new FailedException(e);
            }
        }

        @Override
        public boolean isCancelled() {
            return false;
        }

        @Override
        public void close() {
            checkOwner();
            boolean interrupted = false;
            while (threads.stream().anyMatch(Thread::isAlive)) {
                try {
                    join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                owner.interrupt();
            }
        }

        private void checkOwner() {
            if (Thread.currentThread() != owner) {
                throw new WrongThreadException("not the owner");
            }
        }

        @Override
        public String toString() {
            return "stand-in " + settings.name();
        }
    }

    /** What join throws. */
    final class FailedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        FailedException(Throwable cause) {
            super(cause);
        }
    }

    /** What join throws when time is up. */
    final class TimeoutException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
