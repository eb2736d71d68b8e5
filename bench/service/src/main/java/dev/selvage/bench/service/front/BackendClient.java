package dev.selvage.bench.service.front;

import dev.selvage.bench.service.style.Visit.Reply;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.LoopbackServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** The calls to the backends, on one client of the JDK with its defaults. */
final class BackendClient implements AutoCloseable {
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
    private final Map<Backend, Integer> ports;
    private final AtomicInteger open = new AtomicInteger();

    BackendClient(Map<Backend, Integer> ports) {
        this.ports = Map.copyOf(ports);
    }

    /**
     * Makes the connections, by a call to each backend whose answer does not matter. A first call that is cancelled while
     * it still negotiates HTTP/2 would not reset a stream.
     */
    void connect(long id) throws InterruptedException {
        for (Backend backend : Backend.values()) {
            try {
                http.send(request(backend, id), BodyHandlers.discarding());
            } catch (IOException e) {
                throw new UncheckedIOException("backend " + backend + " does not answer", e);
            }
        }
    }

    /** Asks and waits. An interrupt cancels the exchange, which resets its stream. */
    String ask(Backend backend, long id) throws IOException, InterruptedException {
        open.incrementAndGet();
        try {
            return body(backend, http.send(request(backend, id), BodyHandlers.ofString()));
        } finally {
            open.decrementAndGet();
        }
    }

    Reply askAsync(Backend backend, long id) {
        open.incrementAndGet();
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(request(backend, id), BodyHandlers.ofString());
        CompletableFuture<String> answer = call.thenApply(response -> {
            try {
                return body(backend, response);
            } catch (IOException e) {
                throw new CompletionException(e);
            }
        });
        return new Reply(answer.whenComplete((body, failure) -> open.decrementAndGet()), call);
    }

    private HttpRequest request(Backend backend, long id) {
        return HttpRequest.newBuilder(LoopbackServer.address(ports.get(backend), id))
                .build();
    }

    private static String body(Backend backend, HttpResponse<String> response) throws IOException {
        if (response.statusCode() != 200) {
            throw new IOException("backend " + backend + " answered " + response.statusCode() + ": " + response.body());
        }
        return response.body();
    }

    /** {@return how many calls are open} In the styles that wait, each one holds a virtual thread. */
    int open() {
        return open.get();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
