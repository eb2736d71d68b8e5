package dev.selvage.examples.storefront;

import dev.selvage.scope.Fork;
import dev.selvage.scope.ForkFailure;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes pages by asking three backends and the database at the same time. */
final class FanOut implements Pages {
    private static final Logger LOG = LoggerFactory.getLogger(FanOut.class);
    private static final String STOCK = "select quantity from storefront_stock where product = ?";

    private final Parts parts;
    private final Duration extraTime;
    private final Duration hedgeAfter;

    /** @param extraTime how long a page waits for what it can do without */
    FanOut(Parts parts, Duration extraTime, Duration hedgeAfter) {
        this.parts = parts;
        this.extraTime = extraTime;
        this.hedgeAfter = hedgeAfter;
    }

    private record Needed(JsonObject product, int cents) {}

    // region page
    @Override
    public ProductPage page(long id) throws ScopeFailedException, InterruptedException {
        return Scope.superviseCall(c -> c.withName("page"), FanOut::goesWithout, page -> {
            Fork<OptionalInt> stock = page.fork("stock", () -> inTime(() -> stock(id)));
            Fork<List<String>> others = page.fork("others", () -> inTime(() -> others(id)));
            Needed needed = needed(id); // if it fails, so does the page, and the two above are cancelled
            List<String> missing = new ArrayList<>();
            return new ProductPage(
                    id,
                    needed.product().getString("name"),
                    needed.product().getString("description"),
                    needed.cents(),
                    orElse(stock, OptionalInt.empty(), "stock", missing),
                    orElse(others, List.of(), "recommendations", missing),
                    missing);
        });
    }

    private static void goesWithout(ForkFailure failure) {
        LOG.info(
                "the page goes without {}: {}",
                failure.fork().name(),
                failure.cause().getMessage());
    }

    private Needed needed(long id) throws ScopeFailedException, InterruptedException {
        return Scope.call(c -> c.withName("needed"), scope -> {
            Fork<JsonObject> product =
                    scope.fork("product", () -> parts.catalogue().get("/products/" + id));
            Fork<Integer> price = scope.fork(
                    "price",
                    () -> parts.prices()
                            .getHedged("/products/" + id, hedgeAfter)
                            .getInteger("cents"));
            return new Needed(product.join(), price.join());
        });
    }
    // endregion

    // region extras
    private <T> T inTime(Callable<T> extra) throws Exception {
        return Scope.<T, Exception>call(c -> c.withName("extra").withTimeout(extraTime), _ -> extra.call());
    }

    private OptionalInt stock(long id) throws ScopeFailedException, InterruptedException {
        return parts.database()
                .query(STOCK, id, rows -> rows.next() ? OptionalInt.of(rows.getInt(1)) : OptionalInt.empty());
    }

    private List<String> others(long id) throws Exception {
        JsonObject answer = parts.recommendations()
                .tryGet("/products/" + id)
                .orElseThrow(() -> new Problem(503, "recommendations are busy"));
        return answer.getJsonArray("names").stream().map(String.class::cast).toList();
    }

    private static <T> T orElse(Fork<T> extra, T without, String what, List<String> missing)
            throws InterruptedException {
        return switch (extra.await()) {
            case Outcome.Succeeded<T>(T value) -> value;
            case Outcome.Failed<T>(Throwable cause) -> {
                missing.add(what + ": " + Problem.of(cause).getMessage());
                yield without;
            }
            case Outcome.Cancelled<T> _, Outcome.NotStarted<T> _ -> without;
        };
    }
    // endregion
}
