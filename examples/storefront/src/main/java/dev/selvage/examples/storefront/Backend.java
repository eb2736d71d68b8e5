package dev.selvage.examples.storefront;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** One HTTP backend, as it is seen from here. All requests together make at most so many calls of it at a time. */
public final class Backend {
    private static final Logger LOG = LoggerFactory.getLogger(Backend.class);

    private final String name;
    private final URI address;
    private final HttpClient client;
    private final Limiter limiter;

    /** Creates a backend; the client may serve others as well. */
    public Backend(String name, URI address, HttpClient client, int atOnce) {
        this.name = name;
        this.address = address;
        this.client = client;
        this.limiter = Limiter.of(name, atOnce);
    }

    /** {@return where it is} */
    public URI address() {
        return address;
    }

    // region limited
    /** {@return what it says} Waits for a permit, if as many calls as may be are under way. */
    JsonObject get(String path) throws ScopeFailedException, InterruptedException {
        return Scope.call(
                c -> c.withName(name).withLimiter(limiter),
                scope -> scope.fork("call", () -> call(path)).join());
    }
    // endregion

    // region try
    /** {@return what it says, or empty if as many calls as may be are under way} */
    Optional<JsonObject> tryGet(String path) throws ScopeFailedException, InterruptedException {
        return Scope.call(c -> c.withName(name).withLimiter(limiter), scope -> {
            Optional<Fork<JsonObject>> call = scope.tryFork("call", () -> call(path));
            return call.isEmpty() ? Optional.empty() : Optional.of(call.get().join());
        });
    }
    // endregion

    // region hedged
    /** {@return what it says first} If it has not answered after that time, it is asked once more, unless it is busy. */
    JsonObject getHedged(String path, Duration after) throws ScopeFailedException, InterruptedException {
        try (var scope = Scope.open(
                Joiner.<JsonObject>anySuccessfulOrThrow(), c -> c.withName(name).withLimiter(limiter))) {
            Fork<JsonObject> first = scope.fork("call", () -> call(path));
            try {
                first.join(after);
            } catch (TimeoutException _) {
                scope.tryFork("second-call", () -> call(path));
            } catch (ScopeFailedException | ScopeCancelledException _) {
                // the join below tells
            }
            return scope.join();
        }
    }
    // endregion

    /** Calls it now. */
    JsonObject call(String path) throws Problem, InterruptedException {
        long start = System.nanoTime();
        String what = "no answer";
        try {
            HttpResponse<String> response = client.send(request(path), HttpResponse.BodyHandlers.ofString());
            what = Integer.toString(response.statusCode());
            return switch (response.statusCode()) {
                case 200 -> new JsonObject(response.body());
                case 404 -> throw new Problem(404, name + " knows nothing of " + path);
                default -> throw new Problem(502, name + " answered " + response.statusCode());
            };
        } catch (HttpTimeoutException e) {
            throw new Problem(504, name + " did not answer in time", e);
        } catch (IOException e) {
            throw new Problem(502, name + " cannot be reached", e);
        } catch (DecodeException e) {
            throw new Problem(502, name + " answered something that is not JSON", e);
        } finally {
            LOG.info("{}{}: {} after {} ms", name, path, what, (System.nanoTime() - start) / 1_000_000);
        }
    }

    // region deadline
    private HttpRequest request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path));
        Scope.remaining().filter(Duration::isPositive).ifPresent(request::timeout);
        Optional.ofNullable(MDC.get("request")).ifPresent(id -> request.header("X-Request-Id", id));
        return request.build();
    }
    // endregion
}
