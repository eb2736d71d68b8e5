package dev.selvage.examples.storefront.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A backend to play with: a real HTTP server that can be made slow, failing, hanging or dead while it runs. */
public final class DemoBackend implements AutoCloseable {
    private static final int PRODUCTS = 20;
    private static final Duration SLOW = Duration.ofMillis(300);
    private static final Duration VERY_SLOW = Duration.ofSeconds(2);

    /** What it knows. */
    public enum Kind {
        /** Names and descriptions. */
        CATALOGUE,
        /** Prices. */
        PRICES,
        /** What others bought. */
        RECOMMENDATIONS
    }

    /** How it behaves. */
    public enum Mode {
        /** It answers at once. */
        OK,
        /** It answers after 300 ms. */
        SLOW,
        /** It answers every second request after two seconds, the others at once. */
        JITTERY,
        /** It answers 500. */
        FAILING,
        /** It takes requests and does not answer. */
        HANGING,
        /** Nobody listens on its port. */
        DEAD
    }

    private final Kind kind;
    private final int port;
    private final AtomicInteger calls = new AtomicInteger();
    private volatile Mode mode = Mode.OK;
    private volatile CountDownLatch change = new CountDownLatch(1);
    private HttpServer server;
    private ExecutorService threads;

    /** Starts it; 0 for any port. */
    public DemoBackend(Kind kind, int port) throws IOException {
        this.kind = kind;
        start(port);
        this.port = server.getAddress().getPort();
    }

    private void start(int at) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/", this::serve);
        server.start();
    }

    private void stop() {
        server.stop(0);
        threads.shutdownNow();
    }

    /** {@return where it is} */
    public URI address() {
        return URI.create("http://localhost:" + port);
    }

    /** {@return how many requests it has got} */
    public int calls() {
        return calls.get();
    }

    /** Changes its behaviour. Requests that hang go on. */
    public synchronized void set(Mode next) throws IOException {
        if (mode == Mode.DEAD && next != Mode.DEAD) {
            start(port);
        }
        if (mode != Mode.DEAD && next == Mode.DEAD) {
            stop();
        }
        mode = next;
        change.countDown();
        change = new CountDownLatch(1);
    }

    private void serve(HttpExchange exchange) throws IOException {
        int call = calls.incrementAndGet();
        try (exchange) {
            CountDownLatch end = change;
            switch (mode) {
                case SLOW -> Thread.sleep(SLOW);
                case JITTERY -> Thread.sleep(call % 2 == 0 ? VERY_SLOW : Duration.ZERO);
                case HANGING -> end.await();
                default -> {}
            }
            if (mode == Mode.FAILING) {
                send(exchange, 500, "out of order");
                return;
            }
            String path = exchange.getRequestURI().getPath();
            int product = product(path);
            send(exchange, product > 0 ? 200 : 404, product > 0 ? about(product) : "no such product");
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // it died
        }
    }

    private static int product(String path) {
        try {
            int product = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1));
            return product <= PRODUCTS ? product : 0;
        } catch (NumberFormatException _) {
            return 0;
        }
    }

    private String about(int product) {
        JsonObject json = switch (kind) {
            case CATALOGUE ->
                new JsonObject()
                        .put("name", "Product " + product)
                        .put("description", "The best <" + product + "> there is.");
            case PRICES -> new JsonObject().put("cents", product * 199);
            case RECOMMENDATIONS ->
                new JsonObject()
                        .put(
                                "names",
                                new JsonArray()
                                        .add("Product " + (product % PRODUCTS + 1))
                                        .add("Product 7"));
        };
        return json.encode();
    }

    private static void send(HttpExchange exchange, int status, String text) throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public synchronized void close() {
        if (mode != Mode.DEAD) {
            stop();
            mode = Mode.DEAD;
        }
    }

    @Override
    public String toString() {
        return kind.name().toLowerCase(Locale.ROOT) + " (" + mode + ") at " + address();
    }
}
