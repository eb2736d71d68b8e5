package dev.selvage.bench.service.front;

import dev.selvage.bench.service.style.Visit;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.HangUp;
import java.io.IOException;
import java.time.Duration;

/**
 * A visit over HTTP.
 *
 * @param id the page
 * @param client the calls to the backends
 * @param deadline how long the client waits
 * @param hangUp tells that it waits no longer
 */
record HttpVisit(long id, BackendClient client, Duration deadline, HangUp hangUp) implements Visit {
    @Override
    public String user() throws IOException, InterruptedException {
        return client.ask(Backend.USER, id);
    }

    @Override
    public String orders() throws IOException, InterruptedException {
        return client.ask(Backend.ORDERS, id);
    }

    @Override
    public String offers() throws IOException, InterruptedException {
        return client.ask(Backend.OFFERS, id);
    }

    @Override
    public Reply userAsync() {
        return client.askAsync(Backend.USER, id);
    }

    @Override
    public Reply ordersAsync() {
        return client.askAsync(Backend.ORDERS, id);
    }

    @Override
    public Reply offersAsync() {
        return client.askAsync(Backend.OFFERS, id);
    }

    @Override
    public void onHangUp(Runnable action) {
        hangUp.on(action);
    }
}
