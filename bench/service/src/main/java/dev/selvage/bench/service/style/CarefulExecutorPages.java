package dev.selvage.bench.service.style;

import java.util.concurrent.CompletionService;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An executor for each visit, with all that a scope does written by hand. */
final class CarefulExecutorPages implements Pages {
    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        // region page
        long end = Pages.end(visit);
        Thread owner = Thread.currentThread();
        visit.onHangUp(owner::interrupt);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            try {
                CompletionService<String> ended = new ExecutorCompletionService<>(executor);
                Future<String> user = ended.submit(visit::user);
                Future<String> orders = ended.submit(visit::orders);
                Future<String> offers = ended.submit(visit::offers);
                for (int left = 3; left > 0; left--) {
                    Future<String> next = ended.poll(Pages.left(end), TimeUnit.NANOSECONDS);
                    if (next == null) {
                        throw new TimeoutException("the deadline of the page passed");
                    }
                    next.get();
                }
                return user.get() + " " + orders.get() + " " + offers.get();
            } finally {
                executor.shutdownNow();
            }
        }
        // endregion
    }
}
