package dev.selvage.bench.service.style;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * One request for a page: three backends to be asked over HTTP, a deadline, and a client who may hang up. A backend that
 * fails answers with an {@link IOException}.
 */
public interface Visit {
    /** Asks the first backend and waits for its answer. An interrupt gives up the call, and the backend is told. */
    String user() throws IOException, InterruptedException;

    /** Asks the second backend. */
    String orders() throws IOException, InterruptedException;

    /** Asks the third backend. */
    String offers() throws IOException, InterruptedException;

    /** Asks the first backend without waiting. */
    Reply userAsync();

    /** Asks the second backend without waiting. */
    Reply ordersAsync();

    /** Asks the third backend without waiting. */
    Reply offersAsync();

    /** {@return how long the client waits} */
    Duration deadline();

    /** Registers what happens when the client hangs up: at once, if that is so already; never after the visit ended. */
    void onHangUp(Runnable action);

    /**
     * A call that goes on by itself.
     *
     * @param answer completes with the backend's answer
     * @param call what to cancel if nobody wants the answer: cancelling {@code answer} would not reach the call
     */
    record Reply(CompletableFuture<String> answer, CompletableFuture<?> call) {}
}
