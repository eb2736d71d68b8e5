package dev.selvage.examples.download;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A web server on the loopback interface that serves a few files, slowly, and understands ranges. */
final class DemoServer implements AutoCloseable {
    private static final Pattern RANGE = Pattern.compile("bytes=(\\d{1,18})-");
    private static final int BUFFER = 1 << 16;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    /** Starts a server that takes about the given time for each file; for the later ones in the list less. */
    DemoServer(List<Path> files, Duration time) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        for (int i = 0; i < files.size(); i++) {
            Path file = files.get(i);
            long nanos = time.toNanos() * (files.size() - i) / files.size();
            server.createContext("/" + file.getFileName(), exchange -> serve(exchange, file, nanos));
        }
        server.setExecutor(executor);
        server.start();
    }

    String address() {
        return "http://" + InetAddress.getLoopbackAddress().getHostAddress() + ":"
                + server.getAddress().getPort() + "/";
    }

    Item item(Path file) {
        return Item.parse(address() + file.getFileName());
    }

    private static void serve(HttpExchange exchange, Path file, long nanos) throws IOException {
        long size = Files.size(file);
        String tag = "\"" + size + "-" + Files.getLastModifiedTime(file).toMillis() + "\"";
        long from = start(exchange, tag);
        exchange.getResponseHeaders().set("ETag", tag);
        exchange.getResponseHeaders().set("Accept-Ranges", "bytes");
        try (exchange) {
            if (from > 0 && from >= size) {
                exchange.getResponseHeaders().set("Content-Range", "bytes */" + size);
                exchange.sendResponseHeaders(416, -1);
                return;
            }
            if (from > 0) {
                exchange.getResponseHeaders().set("Content-Range", "bytes " + from + "-" + (size - 1) + "/" + size);
            }
            exchange.sendResponseHeaders(from > 0 ? 206 : 200, size - from);
            send(exchange.getResponseBody(), file, from, (double) nanos / size);
        }
    }

    /** {@return the first byte that is wanted} */
    private static long start(HttpExchange exchange, String tag) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        String version = exchange.getRequestHeaders().getFirst("If-Range");
        if (range == null || (version != null && !version.equals(tag))) {
            return 0;
        }
        Matcher form = RANGE.matcher(range);
        return form.matches() ? Long.parseLong(form.group(1)) : 0;
    }

    private static void send(OutputStream out, Path file, long from, double nanosPerByte) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        long start = System.nanoTime();
        long sent = 0;
        try (FileChannel in = FileChannel.open(file)) {
            in.position(from);
            while (in.read(buffer) > 0) {
                out.write(buffer.array(), 0, buffer.position());
                sent += buffer.position();
                buffer.clear();
                LockSupport.parkNanos((long) (sent * nanosPerByte) - (System.nanoTime() - start));
            }
        }
    }

    @Override
    public void close() {
        server.stop(0);
        executor.shutdownNow();
    }
}
