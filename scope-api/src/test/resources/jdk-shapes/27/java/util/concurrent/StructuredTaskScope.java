package java.util.concurrent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * A stand-in with the public shape of JDK 27 and 28, written for JdkShapesTest: plain threads behind those
 * signatures that a caller of open, fork, join and close can tell apart.
 */
public sealed interface StructuredTaskScope<T, R, R_X extends Throwable> extends AutoCloseable permits StructuredTaskScope.StandIn {

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
    interface Joiner<T, R, R_X extends Throwable> {
        default boolean onFork(Subtask<T> subtask) {
            return false;
        }

        default boolean onComplete(Subtask<T> subtask) {
            return false;
        }

        R result() throws R_X;

        R timeout() throws R_X;

        static <T, R_X extends Throwable> Joiner<T, Void, R_X> awaitAllSuccessfulOrThrow(
                Function<Throwable, R_X> asThrown) {
            return new FirstFailure<>(asThrown);
        }

        static <T> Joiner<T, Void, ExecutionException> awaitAllSuccessfulOrThrow() {
            return awaitAllSuccessfulOrThrow(ExecutionException::new);
        }
    }

    /** What a scope is opened with. */
    sealed interface Configuration permits StandIn.Settings {
        Configuration withThreadFactory(ThreadFactory threadFactory);

        Configuration withName(String name);

        Configuration withTimeout(Duration timeout);
    }

    static <T, R, R_X extends Throwable> StructuredTaskScope<T, R, R_X> open(
            Joiner<? super T, ? extends R, R_X> joiner, UnaryOperator<Configuration> configOperator) {
        Configuration plain = new StandIn.Settings(Thread.ofVirtual().factory(), null);
        return new StandIn<>(joiner, configOperator.apply(plain));
    }

    static <T, R, R_X extends Throwable> StructuredTaskScope<T, R, R_X> open(Joiner<? super T, ? extends R, R_X> joiner) {
        return open(joiner, UnaryOperator.identity());
    }

    static <T> StructuredTaskScope<T, Void, ExecutionException> open(UnaryOperator<Configuration> configOperator) {
        return open(Joiner.awaitAllSuccessfulOrThrow(), configOperator);
    }

    static <T> StructuredTaskScope<T, Void, ExecutionException> open() {
        return open(Joiner.awaitAllSuccessfulOrThrow(), UnaryOperator.identity());
    }

    <U extends T> Subtask<U> fork(Callable<? extends U> task);

    <U extends T> Subtask<U> fork(Runnable task);

    R join() throws R_X, InterruptedException;

    boolean isCancelled();

    @Override
    void close();

    /** Keeps the first failure. */
    final class FirstFailure<T, R_X extends Throwable> implements Joiner<T, Void, R_X> {
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final Function<Throwable, R_X> asThrown;

        FirstFailure(Function<Throwable, R_X> asThrown) {
            this.asThrown = asThrown;
        }

        @Override
        public boolean onComplete(Subtask<T> subtask) {
            if (subtask.state() == Subtask.State.FAILED) {
                failure.compareAndSet(null, subtask.exception());
            }
            return false;
        }

        @Override
        public Void result() throws R_X {
            Throwable first = failure.get();
            if (first != null) {
                throw asThrown.apply(first);
            }
            return null;
        }

        @Override
        public Void timeout() throws R_X {
            throw asThrown.apply(new CancelledByTimeoutException());
        }
    }

    /** Knows its threads. */
    final class StandIn<T, R, R_X extends Throwable> implements StructuredTaskScope<T, R, R_X> {
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
        private final Joiner<? super T, ? extends R, R_X> joiner;
        private final Settings settings;
        private final List<Thread> threads = new ArrayList<>();

        private StandIn(Joiner<? super T, ? extends R, R_X> joiner, Configuration configuration) {
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
            ((Joiner<T, R, R_X>) joiner).onComplete((Subtask<T>) subtask);
        }

        @Override
        public R join() throws R_X, InterruptedException {
            checkOwner();
            for (Thread thread : threads) {
                thread.join(); // not the subtask, which may not have run: the JDK counts threads, too
            }
            return joiner.result();
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
                } catch (Throwable e) {
                    throw new AssertionError(e);
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

    /** What is the cause when time is up. */
    final class CancelledByTimeoutException extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
