package dev.selvage.bench.service.style;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * {@code CompletableFuture} as most code has it. {@code allOf} waits for all, also when one has failed; {@code orTimeout}
 * and {@code cancel} complete the future and stop no call.
 */
final class FuturePages implements Pages {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        try {
            // region page
            CompletableFuture<String> user = async(visit::user);
            CompletableFuture<String> orders = async(visit::orders);
            CompletableFuture<String> offers = async(visit::offers);
            CompletableFuture<String> page = CompletableFuture.allOf(user, orders, offers)
                    .thenApply(all -> user.join() + " " + orders.join() + " " + offers.join())
                    .orTimeout(visit.deadline().toNanos(), TimeUnit.NANOSECONDS);
            visit.onHangUp(() -> page.cancel(true));
            return page.get();
            // endregion
        } catch (ExecutionException e) {
            throw timeoutOr(e);
        }
    }

    /** Starts a task that throws checked exceptions, which a Supplier may not. */
    private CompletableFuture<String> async(Callable<String> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                executor);
    }

    /** Throws the timeout that the exception tells of, or returns the exception. */
    static ExecutionException timeoutOr(ExecutionException e) throws TimeoutException {
        if (e.getCause() instanceof TimeoutException late) {
            throw late;
        }
        return e;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
