package dev.selvage.examples.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real web server whose files can be cut, held back and changed. */
final class TestServer implements AutoCloseable {
    /** How a file is served: its content, its version, and the byte at which the server stops. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Served(byte[] content, String version, int stopAt, boolean hang, boolean ranges) {}

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<String, Served> files = new ConcurrentHashMap<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private final List<String> requests = new CopyOnWriteArrayList<>();

    TestServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.setExecutor(executor);
        server.start();
    }

    static byte[] content(int seed, int size) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    String url(String name) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
    }

    String serve(String name, byte[] content) {
        files.put(name, new Served(content, "\"1\"", content.length, false, true));
        return url(name);
    }

    String serveVersion(String name, byte[] content, String version) {
        files.put(name, new Served(content, version, content.length, false, true));
        return url(name);
    }

    String serveWithoutRanges(String name, byte[] content) {
        files.put(name, new Served(content, "\"1\"", content.length, false, false));
        return url(name);
    }

    /** The server breaks the connection after that many bytes. */
    String serveAndDie(String name, byte[] content, int after) {
        files.put(name, new Served(content, "\"1\"", after, false, true));
        return url(name);
    }

    /** The server sends no more after that many bytes, until it is closed. */
    String serveAndHang(String name, byte[] content, int after) {
        files.put(name, new Served(content, "\"1\"", after, true, true));
        return url(name);
    }

    /** {@return such as {@code /a.bin bytes=100- "1"}, for each request} */
    List<String> requests() {
        return requests;
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String range = exchange.getRequestHeaders().getFirst("Range");
        String version = exchange.getRequestHeaders().getFirst("If-Range");
        requests.add(path + " " + range + " " + version);
        Served file = files.get(path.substring(1));
        try (exchange) {
            if (file == null) {
                exchange.sendResponseHeaders(404, -1);
                return;
            }
            boolean current = version == null || version.equals(file.version());
            boolean part = range != null && current && file.ranges();
            send(exchange, file, part ? Integer.parseInt(range.replaceAll("\\D", "")) : 0, part);
        }
    }

    private void send(HttpExchange exchange, Served file, int from, boolean part) throws IOException {
        int size = file.content().length;
        exchange.getResponseHeaders().set("ETag", file.version());
        if (part && from >= size) {
            exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
            exchange.sendResponseHeaders(416, -1);
            return;
        }
        if (part) {
            exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
        }
        exchange.sendResponseHeaders(part ? 206 : 200, size - from);
        exchange.getResponseBody().write(file.content(), from, Math.max(0, file.stopAt() - from));
        exchange.getResponseBody().flush();
        if (file.hang()) {
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void close() {
        release.countDown();
        server.stop(0);
        executor.shutdownNow();
    }
}
