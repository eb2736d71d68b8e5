package dev.selvage.examples.storefront;

import dev.selvage.channels.Sender;
import dev.selvage.channels.TrySend;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * The HTTP server: its event loop reads requests and puts them into a channel, from which the service forks. It never waits:
 * if the channel is full, the client is turned away.
 */
final class Server implements AutoCloseable {
    private static final int SECONDS_TO_START = 30;
    private static final int SECONDS_TO_STOP = 5;

    private final Vertx vertx;
    private final Sender<Exchange> requests;
    private final HttpServer server;

    private Server(Vertx vertx, Sender<Exchange> requests) {
        this.vertx = vertx;
        this.requests = requests;
        this.server = vertx.createHttpServer(new HttpServerOptions().setTcpNoDelay(true));
    }

    /**
     * Listens on the port of the loopback interface; 0 for any.
     *
     * @throws BindException if somebody else does
     */
    static Server listen(int port, Sender<Exchange> requests) throws Exception {
        Server server = new Server(Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1)), requests);
        server.server.requestHandler(request -> server.offer(new Exchange(request, server.vertx.getOrCreateContext())));
        try {
            server.server
                    .listen(port, "localhost")
                    .toCompletionStage()
                    .toCompletableFuture()
                    .get(SECONDS_TO_START, TimeUnit.SECONDS);
            return server;
        } catch (ExecutionException e) {
            server.close();
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    int port() {
        return server.actualPort();
    }

    // region offer
    private void offer(Exchange exchange) {
        switch (requests.trySend(exchange)) {
            case TrySend.Sent<Exchange> _ -> {}
            case TrySend.Full<Exchange>(Exchange back) ->
                refuse(back, "too many requests are waiting; try again later");
            case TrySend.Closed<Exchange>(Exchange back, var _) -> refuse(back, "the storefront is shutting down");
        }
    }
    // endregion

    private static void refuse(Exchange exchange, String why) {
        var _ = exchange.send(Answer.problem(new Problem(503, why), exchange.wantsJson()));
    }

    @Override
    public void close() {
        try (requests) {
            vertx.close()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(SECONDS_TO_STOP, TimeUnit.SECONDS)
                    .join(); // also if this thread is interrupted
        }
    }
}
