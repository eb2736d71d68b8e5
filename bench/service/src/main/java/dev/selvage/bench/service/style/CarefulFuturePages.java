package dev.selvage.bench.service.style;

import dev.selvage.bench.service.style.Visit.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/**
 * {@code CompletableFuture} on an asynchronous client, with failing fast and cancelling written by hand. No thread waits
 * in a call; the calls are told to end when the answer is known, and are not awaited.
 */
final class CarefulFuturePages implements Pages {
    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        try {
            // region page
            List<Reply> replies = List.of(visit.userAsync(), visit.ordersAsync(), visit.offersAsync());
            CompletableFuture<String> page = CompletableFuture.allOf(
                            replies.stream().map(Reply::answer).toArray(CompletableFuture[]::new))
                    .thenApply(all ->
                            replies.stream().map(reply -> reply.answer().join()).collect(Collectors.joining(" ")))
                    .orTimeout(visit.deadline().toNanos(), TimeUnit.NANOSECONDS);
            replies.forEach(reply -> reply.answer().exceptionally(e -> {
                page.completeExceptionally(e instanceof CompletionException ? e.getCause() : e);
                return null;
            }));
            visit.onHangUp(() -> page.cancel(true));
            try {
                return page.get();
            } finally {
                replies.forEach(reply -> reply.call().cancel(true));
            }
            // endregion
        } catch (ExecutionException e) {
            throw FuturePages.timeoutOr(e);
        }
    }
}
