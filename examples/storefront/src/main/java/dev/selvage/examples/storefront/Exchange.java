package dev.selvage.examples.storefront;

import io.vertx.core.Context;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/** One request and its answer. Made on the event loop of the server, used by the fork that serves it. */
final class Exchange {
    private static final String ID = "X-Request-Id";
    private static final Pattern SANE = Pattern.compile("[\\w.:-]{1,64}");
    private static final int SECONDS_TO_WRITE = 5;

    private final HttpServerRequest request;
    private final Context eventLoop;
    private final CountDownLatch hungUp = new CountDownLatch(1);
    private final Instant arrived = Instant.now();
    private final String id;

    Exchange(HttpServerRequest request, Context eventLoop) {
        this.request = request;
        this.eventLoop = eventLoop;
        this.id = Optional.ofNullable(request.getHeader(ID))
                .filter(given -> SANE.matcher(given).matches())
                .orElseGet(() -> UUID.randomUUID().toString().substring(0, 8));
        request.response().closeHandler(_ -> hungUp.countDown());
    }

    /** {@return the client's name for the request, or else one of ours} */
    String id() {
        return id;
    }

    Instant arrived() {
        return arrived;
    }

    String method() {
        return request.method().name();
    }

    String path() {
        return request.path();
    }

    Optional<String> parameter(String name) {
        return Optional.ofNullable(request.getParam(name));
    }

    boolean wantsJson() {
        String accept = request.getHeader("Accept");
        return accept != null && accept.contains("application/json");
    }

    /** Waits until the client has closed the connection. */
    void awaitHangUp() throws InterruptedException {
        hungUp.await();
    }

    /** Sends the answer; returns without waiting. */
    CompletableFuture<Void> send(Answer answer) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        eventLoop.runOnContext(_ -> {
            HttpServerResponse response = request.response();
            if (response.closed()) {
                sent.complete(null);
                return;
            }
            response.setStatusCode(answer.status())
                    .putHeader("Content-Type", answer.type())
                    .putHeader(ID, id)
                    .end(answer.body())
                    .onComplete(_ -> sent.complete(null)); // a client that does not want its answer is no failure
        });
        return sent;
    }

    /** Sends the answer, and waits until it has been written to the connection. */
    void answer(Answer answer) throws InterruptedException {
        try {
            send(answer).get(SECONDS_TO_WRITE, TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            request.connection().close();
        }
    }

    @Override
    public String toString() {
        return method() + " " + request.uri();
    }
}
