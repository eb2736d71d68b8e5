package dev.selvage.bench.sts;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The fan-out of {@code bench/service} on the JDK's own scope. */
public final class RawPages {
    private RawPages() {}

    /** Asks three backends at the same time. Nobody but a fork can cancel the scope: the owner is interrupted instead. */
    public static String page(
            Callable<String> userCall,
            Callable<String> ordersCall,
            Callable<String> offersCall,
            Duration deadline,
            Consumer<Runnable> onHangUp)
            throws ExecutionException, TimeoutException, InterruptedException {
        // region page
        Thread owner = Thread.currentThread();
        onHangUp.accept(owner::interrupt);
        try (var scope =
                StructuredTaskScope.open(Joiner.<String>awaitAllSuccessfulOrThrow(), c -> c.withTimeout(deadline))) {
            Subtask<String> user = scope.fork(userCall);
            Subtask<String> orders = scope.fork(ordersCall);
            Subtask<String> offers = scope.fork(offersCall);
            scope.join();
            return user.get() + " " + orders.get() + " " + offers.get();
        } catch (FailedException e) {
            throw new ExecutionException(e.getCause());
        } catch (StructuredTaskScope.TimeoutException e) {
            throw late(e);
        }
        // endregion
    }

    private static TimeoutException late(StructuredTaskScope.TimeoutException e) {
        TimeoutException late = new TimeoutException("the deadline of the page passed");
        late.initCause(e);
        return late;
    }
}
