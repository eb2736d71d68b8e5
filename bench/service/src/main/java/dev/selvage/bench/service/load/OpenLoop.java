package dev.selvage.bench.service.load;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.LoopbackServer;
import dev.selvage.bench.service.wire.Micros;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * Clients who come at random times, however long the ones before them wait (an open loop). A latency counts from the time
 * at which the client meant to send, so that no delay of the service, or of this program, hides (coordinated omission).
 */
public final class OpenLoop implements AutoCloseable {
    private static final long SEED = 20_26;
    private static final long NANOS = 1_000_000_000L;
    /** A request that has no answer by then counts as wrong. */
    private static final Duration FOREVER = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_2)
            .executor(Executors.newVirtualThreadPerTaskExecutor())
            .build();
    private final int port;

    /** Makes the clients of the service at the port. */
    public OpenLoop(int port) {
        this.port = port;
    }

    /** Sends requests at a mean rate, for the pages from {@code first} on, and returns when the last one has ended. */
    public Load run(Scenario scenario, long first, int count, double rate) throws InterruptedException {
        Load load = new Load();
        SplittableRandom random = new SplittableRandom(SEED);
        CountDownLatch all = new CountDownLatch(count);
        long begin = System.nanoTime();
        double at = 0;
        for (long id = first; id < first + count; id++) {
            at += -Math.log(1 - random.nextDouble()) / rate;
            long due = begin + (long) (at * NANOS);
            waitUntil(due);
            long page = id;
            Thread.startVirtualThread(() -> {
                try {
                    visit(scenario, page, due, load);
                } finally {
                    all.countDown();
                }
            });
        }
        all.await();
        load.ended(System.nanoTime() - begin);
        return load;
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void visit(Scenario scenario, long id, long due, Load load) {
        HttpRequest request =
                HttpRequest.newBuilder(LoopbackServer.address(port, id)).build();
        CompletableFuture<HttpResponse<String>> call = http.sendAsync(request, BodyHandlers.ofString());
        Duration patience = scenario.hangUp(id).orElse(FOREVER);
        try {
            HttpResponse<String> response = call.get(patience.toNanos(), TimeUnit.NANOSECONDS);
            boolean right = response.statusCode() != 200 || response.body().equals(page(id));
            load.answered(System.nanoTime() - due, right ? response.statusCode() : Load.WRONG);
        } catch (TimeoutException e) {
            call.cancel(true);
            load.hungUp(id, Micros.now(), patience != FOREVER);
        } catch (ExecutionException e) {
            load.broken(new IOException("page " + id + " got no answer", e));
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts the clients", e);
        }
    }

    /** {@return the right answer} */
    public static String page(long id) {
        return Arrays.stream(Backend.values())
                .map(backend -> backend.answer(id))
                .collect(Collectors.joining(" "));
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
