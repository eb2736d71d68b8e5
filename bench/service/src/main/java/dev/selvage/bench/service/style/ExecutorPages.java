package dev.selvage.bench.service.style;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One executor for all visits, and futures that are read in turn: what most code does. A failure is seen when its turn
 * comes; whatever still runs when the answer is known goes on; nobody tells the thread that the client hung up.
 */
final class ExecutorPages implements Pages {
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        // region page
        long end = Pages.end(visit);
        Future<String> user = executor.submit(visit::user);
        Future<String> orders = executor.submit(visit::orders);
        Future<String> offers = executor.submit(visit::offers);
        return user.get(Pages.left(end), TimeUnit.NANOSECONDS)
                + " "
                + orders.get(Pages.left(end), TimeUnit.NANOSECONDS)
                + " "
                + offers.get(Pages.left(end), TimeUnit.NANOSECONDS);
        // endregion
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
