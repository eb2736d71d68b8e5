package dev.selvage.bench.service.style;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An executor for each visit in try-with-resources, as introductions to virtual threads show it. No thread outlives the
 * visit; for that, {@code close} waits for all of them, also when the deadline has passed or a call has failed.
 */
final class ClosedExecutorPages implements Pages {
    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        // region page
        long end = Pages.end(visit);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> user = executor.submit(visit::user);
            Future<String> orders = executor.submit(visit::orders);
            Future<String> offers = executor.submit(visit::offers);
            return user.get(Pages.left(end), TimeUnit.NANOSECONDS)
                    + " "
                    + orders.get(Pages.left(end), TimeUnit.NANOSECONDS)
                    + " "
                    + offers.get(Pages.left(end), TimeUnit.NANOSECONDS);
        }
        // endregion
    }
}
