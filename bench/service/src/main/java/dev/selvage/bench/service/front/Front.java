package dev.selvage.bench.service.front;

import dev.selvage.bench.service.style.Pages;
import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.HangUp;
import dev.selvage.bench.service.wire.LoopbackServer;
import dev.selvage.bench.service.wire.LoopbackServer.Answer;
import dev.selvage.bench.service.wire.Micros;
import dev.selvage.bench.service.wire.VisitRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/** The web server in front of the service under test. */
public final class Front implements AutoCloseable {
    /** No page that anybody asks for. */
    private static final long CONNECTING = Long.MIN_VALUE;

    private final Pages pages;
    private final BackendClient client;
    private final Duration deadline;
    private final LoopbackServer server;
    private final AtomicInteger open = new AtomicInteger();
    private final LinkedBlockingQueue<VisitRecord> records = new LinkedBlockingQueue<>();

    /** Starts the service in a style. */
    public Front(Style style, Map<Backend, Integer> backends, Duration deadline) throws Exception {
        this.pages = style.open();
        this.client = new BackendClient(backends);
        this.deadline = deadline;
        client.connect(CONNECTING);
        this.server = new LoopbackServer(this::answer);
    }

    private Answer answer(long id, HangUp hangUp) {
        long arrived = Micros.now();
        open.incrementAndGet();
        Answer answer = new Answer(500, "a bug of the service");
        try {
            answer = page(new HttpVisit(id, client, deadline, hangUp));
        } finally {
            hangUp.close();
            Thread.interrupted(); // given just when the answer was known: not for the server's own code
            records.add(new VisitRecord(id, arrived, Micros.now(), hangUp.isGone() ? 499 : answer.status()));
            open.decrementAndGet();
        }
        return answer;
    }

    private Answer page(HttpVisit visit) {
        try {
            return new Answer(200, pages.page(visit));
        } catch (ExecutionException e) {
            return new Answer(502, String.valueOf(e.getCause()));
        } catch (TimeoutException e) {
            return new Answer(504, String.valueOf(e.getMessage()));
        } catch (CancellationException | InterruptedException e) {
            return new Answer(499, "the client hung up");
        }
    }

    /** {@return the port} */
    public int port() {
        return server.port();
    }

    /** {@return how many visits are open: each one holds a virtual thread} */
    public int openVisits() {
        return open.get();
    }

    /** {@return how many calls to backends are open} */
    public int openCalls() {
        return client.open();
    }

    /** {@return the visits that have ended, since the last call of this} */
    public List<VisitRecord> take() {
        List<VisitRecord> taken = new ArrayList<>();
        records.drainTo(taken);
        return taken;
    }

    @Override
    public void close() {
        server.close();
        pages.close();
        client.close();
    }
}
