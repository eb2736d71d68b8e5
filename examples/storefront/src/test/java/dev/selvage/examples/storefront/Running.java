package dev.selvage.examples.storefront;

import dev.selvage.examples.storefront.demo.Demo;
import dev.selvage.examples.storefront.demo.DemoBackend;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A storefront that runs in this JVM, with its own backends, and a client of it. */
final class Running implements AutoCloseable {
    /** With more time than by default: the machine may be busy with other things. */
    static final Settings SETTINGS = new Settings(
            0,
            Duration.ofSeconds(3),
            Duration.ofMillis(800),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(7));

    private final Demo demo;
    private final Storefront storefront;
    private final Thread thread;
    private final CompletableFuture<Integer> port = new CompletableFuture<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    Running(Postgres postgres) throws IOException {
        this(postgres, SETTINGS, Storefront.SCOPES);
    }

    Running(Postgres postgres, Settings settings, Storefront.Style style) throws IOException {
        this.demo = new Demo(Optional.of(postgres.url()));
        this.storefront = new Storefront(settings, demo, style);
        this.thread = Thread.ofPlatform().name("storefront").start(this::run);
    }

    private void run() {
        try {
            storefront.service().run(port::complete);
            end.complete(null);
        } catch (Throwable e) {
            port.completeExceptionally(e);
            end.completeExceptionally(e);
        }
    }

    int port() throws Exception {
        return port.get(30, TimeUnit.SECONDS);
    }

    DemoBackend backend(DemoBackend.Kind kind) {
        return demo.backend(kind);
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(request(path).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> getJson(String path) throws Exception {
        return client.send(
                request(path).header("Accept", "application/json").build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String path) throws Exception {
        return client.send(postRequest(path), HttpResponse.BodyHandlers.ofString());
    }

    CompletableFuture<HttpResponse<String>> begin(HttpRequest request) {
        return client.sendAsync(request, HttpResponse.BodyHandlers.ofString());
    }

    HttpRequest postRequest(String path) throws Exception {
        return request(path).POST(HttpRequest.BodyPublishers.noBody()).build();
    }

    HttpRequest.Builder request(String path) throws Exception {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + port() + path))
                .timeout(Duration.ofSeconds(20));
    }

    /** Waits until the tables are there. */
    Running ready() throws Exception {
        org.awaitility.Awaitility.await()
                .until(() -> getJson("/products/1").body().contains("\"stock\""));
        return this;
    }

    @Override
    public void close() throws Exception {
        storefront.service().stop();
        try {
            end.get(30, TimeUnit.SECONDS);
        } finally {
            thread.interrupt();
            thread.join();
            storefront.close();
            demo.close();
            client.shutdownNow();
        }
    }
}
