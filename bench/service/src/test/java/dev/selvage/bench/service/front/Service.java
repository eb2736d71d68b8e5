package dev.selvage.bench.service.front;

import dev.selvage.bench.service.backend.Backends;
import dev.selvage.bench.service.backend.Plan;
import dev.selvage.bench.service.style.Style;
import dev.selvage.bench.service.wire.Backend;
import dev.selvage.bench.service.wire.CallRecord;
import dev.selvage.bench.service.wire.CallRecord.End;
import dev.selvage.bench.service.wire.LoopbackServer;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** The backends, the service in one style, and a client, in this JVM. */
final class Service implements AutoCloseable {
    /** So long that it never passes in a test. */
    static final Duration LONG = Duration.ofHours(1);

    final Backends backends;
    final Front front;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

    Service(Style style, Plan plan, Duration deadline) throws Exception {
        backends = new Backends(plan);
        Map<Backend, Integer> ports = new EnumMap<>(Backend.class);
        for (Backend backend : Backend.values()) {
            ports.put(backend, backends.port(backend));
        }
        front = new Front(style, ports, deadline);
    }

    /** {@return the answer, once it is there} */
    HttpResponse<String> visit(long id) throws Exception {
        return answer(start(id));
    }

    CompletableFuture<HttpResponse<String>> start(long id) {
        HttpRequest request =
                HttpRequest.newBuilder(LoopbackServer.address(front.port(), id)).build();
        return client.sendAsync(request, BodyHandlers.ofString());
    }

    static HttpResponse<String> answer(CompletableFuture<HttpResponse<String>> visit) throws Exception {
        return visit.get(20, TimeUnit.SECONDS);
    }

    /** {@return how the calls to the backend ended, as far as they have} */
    List<End> ends(Backend backend, long id) {
        return backends.records().stream()
                .filter(call -> call.backend() == backend && call.id() == id)
                .map(CallRecord::end)
                .toList();
    }

    @Override
    public void close() {
        backends.release();
        client.shutdownNow();
        front.close();
        backends.close();
    }
}
