package dev.selvage.examples.guide;

import dev.selvage.examples.docs.jobs.Server;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeGatherers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The code of {@code docs/guide/limits.md}. */
public final class Limiting {
    // region limiter
    private static final Limiter DB = Limiter.of("db", 10);
    // endregion

    private final Shop shop;

    /** Makes the examples on a shop. */
    public Limiting(Shop shop) {
        this.shop = shop;
    }

    List<String> map(List<String> urls) throws ScopeFailedException, InterruptedException {
        // region map
        return Scope.map(urls, 8, shop::image);
        // endregion
    }

    List<String> stream(List<String> urls) {
        // region stream
        return urls.stream()
                .gather(ScopeGatherers.mapConcurrentUnordered(8, shop::image))
                .filter(image -> !image.isEmpty())
                .limit(3) // the rest is cancelled
                .toList();
        // endregion
    }

    void refresh(List<String> urls, Consumer<String> show) throws ScopeFailedException, InterruptedException {
        // region scope
        Scope.run(c -> c.withName("refresh").withMaxConcurrency(8), scope -> {
            for (String url : urls) {
                scope.fork("load", () -> show.accept(shop.image(url))); // the ninth waits here for a permit
            }
        });
        // endregion
    }

    List<Order> orders(List<Long> users) throws ScopeFailedException, InterruptedException {
        // region shared
        return Scope.call(c -> c.withName("orders").withLimiter(DB), scope -> {
            List<Fork<List<Order>>> forks = new ArrayList<>();
            for (long user : users) {
                forks.add(scope.fork("of-user", () -> shop.orders(user)));
            }
            List<Order> all = new ArrayList<>();
            for (Fork<List<Order>> fork : forks) {
                all.addAll(fork.join());
            }
            return all;
        });
        // endregion
    }

    static void serve(Server server, int atOnce, Consumer<String> log)
            throws ScopeFailedException, InterruptedException {
        // region reject
        Scope.supervise(
                c -> c.withName("server").withMaxConcurrency(atOnce),
                failure -> log.accept("failed: " + failure.cause()),
                scope -> {
                    Optional<Connection> next = server.accept();
                    while (next.isPresent()) {
                        if (scope.tryFork("connection", next.get()::serve).isEmpty()) {
                            log.accept("busy: turned away");
                        }
                        next = server.accept();
                    }
                });
        // endregion
    }

    /** What a page links to. */
    @FunctionalInterface
    interface Web {
        List<String> links(String page) throws InterruptedException;
    }

    // region crawl
    static Set<String> crawl(Web web, String start) throws ScopeFailedException, InterruptedException {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        Scope.run(c -> c.withName("crawl").withMaxConcurrency(4), scope -> follow(scope, web, start, seen));
        return seen;
    }

    private static void follow(Scope scope, Web web, String page, Set<String> seen) {
        if (seen.add(page)) {
            scope.fork("page", () -> {
                for (String link : web.links(page)) {
                    follow(scope, web, link, seen); // queued at the limit: this fork never waits for a permit
                }
            });
        }
    }
    // endregion

    static int depth(Scope scope, int left) throws ScopeFailedException, InterruptedException {
        // region lend
        if (left == 0) {
            return 0;
        }
        Fork<Integer> below = scope.fork("level", () -> depth(scope, left - 1));
        return 1 + below.join(); // lends the permit of this fork while it waits
        // endregion
    }
}
