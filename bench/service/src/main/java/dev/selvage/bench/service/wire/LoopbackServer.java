package dev.selvage.bench.service.wire;

import java.net.URI;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.VirtualThreadPool;

/**
 * Jetty on a loopback port, a virtual thread for each request. It speaks HTTP/2, in which a caller that gives up resets
 * its stream, so the server learns of it at once and the connection stays.
 */
public final class LoopbackServer implements AutoCloseable {
    private static final int STREAMS = 100_000;
    private static final long IDLE_MILLIS = 600_000;

    private final Server server = new Server(new VirtualThreadPool());
    private final ServerConnector connector;

    /** What answers a request. */
    @FunctionalInterface
    public interface Answering {
        /** {@return the answer} May block; {@code hangUp} tells when nobody waits for it any more. */
        Answer answer(long id, HangUp hangUp);
    }

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param body the text
     */
    public record Answer(int status, String body) {}

    /** Starts a server on a free port. */
    public LoopbackServer(Answering answering) throws Exception {
        HttpConfiguration http = new HttpConfiguration();
        HTTP2CServerConnectionFactory http2 = new HTTP2CServerConnectionFactory(http);
        http2.setMaxConcurrentStreams(STREAMS);
        // Jetty takes many resets for an attack and closes the connection; here each call that is given up is a reset.
        http2.setRateControlFactory(new RateControl.Factory() {});
        connector = new ServerConnector(server, new HttpConnectionFactory(http), http2);
        connector.setHost("127.0.0.1");
        connector.setIdleTimeout(IDLE_MILLIS);
        server.addConnector(connector);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                respond(answering, request, response, callback);
                return true;
            }
        });
        server.start();
    }

    private static void respond(Answering answering, Request request, Response response, Callback callback) {
        HangUp hangUp = new HangUp();
        request.addFailureListener(failure -> hangUp.happened());
        String path = request.getHttpURI().getPath();
        Answer answer = answering.answer(Long.parseLong(path.substring(1)), hangUp);
        response.setStatus(answer.status());
        Content.Sink.write(response, true, answer.body(), callback);
    }

    /** {@return the address of a page} */
    public static URI address(int port, long id) {
        return URI.create("http://127.0.0.1:" + port + "/" + id);
    }

    /** {@return the port} */
    public int port() {
        return connector.getLocalPort();
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the server at port " + port() + " does not stop", e);
        }
    }
}
