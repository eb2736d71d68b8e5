package dev.selvage.examples.storefront.plain;

import dev.selvage.examples.storefront.Backend;
import dev.selvage.examples.storefront.Pages;
import dev.selvage.examples.storefront.Parts;
import dev.selvage.examples.storefront.ProductPage;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The same pages with an executor and futures, as they are often written; the guide says what breaks. */
public final class PlainPages implements Pages {
    private static final Logger LOG = LoggerFactory.getLogger(PlainPages.class);
    private static final AtomicInteger RUNNING = new AtomicInteger();

    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Semaphore recommendations = new Semaphore(50);
    private final Parts parts;
    private final long deadline;
    private final long extraTime;

    /** Creates what makes pages. */
    public PlainPages(Parts parts, Duration deadline, Duration extraTime) {
        this.parts = parts;
        this.deadline = deadline.toMillis();
        this.extraTime = extraTime.toMillis();
    }

    // region plain
    @Override
    public ProductPage page(long id) throws Exception {
        Future<JsonObject> product = submit(() -> get(parts.catalogue(), id));
        Future<JsonObject> price = submit(() -> get(parts.prices(), id));
        Future<OptionalInt> stock = submit(() -> stock(id));
        Future<List<String>> others = submit(() -> others(id));
        List<String> missing = new ArrayList<>();
        JsonObject found = product.get(deadline, TimeUnit.MILLISECONDS); // if this throws, the other three go on
        int cents = price.get(deadline, TimeUnit.MILLISECONDS).getInteger("cents"); // a second deadline
        return new ProductPage(
                id,
                found.getString("name"),
                found.getString("description"),
                cents,
                orElse(stock, OptionalInt.empty(), "stock", missing),
                orElse(others, List.of(), "recommendations", missing),
                missing);
    }

    private <T> T orElse(Future<T> extra, T without, String what, List<String> missing) throws InterruptedException {
        try {
            return extra.get(extraTime, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            missing.add(what + ": took too long"); // nobody waits for it any more, but it goes on
        } catch (ExecutionException e) {
            missing.add(what + ": " + e.getCause().getMessage());
        }
        return without;
    }

    private List<String> others(long id) throws Exception {
        recommendations.acquire(); // the page may be long gone when its turn comes
        try {
            return get(parts.recommendations(), id).getJsonArray("names").stream()
                    .map(String.class::cast)
                    .toList();
        } finally {
            recommendations.release();
        }
    }

    private JsonObject get(Backend backend, long id) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(backend.address().resolve("/products/" + id))
                .timeout(Duration.ofSeconds(5)) // whatever time the request has left
                .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        LOG.info("{}: {}", request.uri(), response.statusCode()); // without the id of the request: MDC stays behind
        return new JsonObject(response.body());
    }
    // endregion

    private OptionalInt stock(long id) throws Exception {
        return parts.database().transaction(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement("select quantity from storefront_stock where product = ?")) {
                statement.setLong(1, id);
                try (ResultSet rows = statement.executeQuery()) {
                    return rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty();
                }
            }
        });
    }

    private <T> Future<T> submit(Callable<T> task) {
        return executor.submit(() -> {
            RUNNING.incrementAndGet();
            try {
                return task.call();
            } finally {
                RUNNING.decrementAndGet();
            }
        });
    }

    /** {@return how many tasks run, whether or not anybody waits for them} */
    public static int running() {
        return RUNNING.get();
    }
}
