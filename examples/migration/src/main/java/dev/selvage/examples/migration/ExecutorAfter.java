package dev.selvage.examples.migration;

import dev.selvage.examples.docs.jobs.Client;
import dev.selvage.examples.docs.jobs.Jobs;
import dev.selvage.examples.docs.jobs.Mirror;
import dev.selvage.examples.docs.jobs.Server;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import dev.selvage.scope.spi.ContextCarrier;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The jobs of {@link ExecutorBefore} in scopes. */
public final class ExecutorAfter implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public ExecutorAfter(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws ScopeFailedException, InterruptedException {
        // region fan-out
        return Scope.call(scope -> {
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
    }

    @Override
    public String firstQuote(List<Mirror> mirrors) throws ScopeFailedException, InterruptedException {
        // region first
        List<Callable<String>> tasks = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            tasks.add(mirror::quote);
        }
        return Scope.race(tasks);
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws ScopeFailedException, InterruptedException {
        // region timeout
        try {
            return Scope.call(c -> c.withName("page").withTimeout(time), scope -> {
                Fork<User> user = scope.fork("user", () -> shop.user(id));
                Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
                return Optional.of(new Page(user.join(), orders.join()));
            });
        } catch (ScopeTimeoutException e) {
            return Optional.empty(); // both have ended
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) throws ScopeFailedException, InterruptedException {
        // region cancel
        return Scope.call(scope -> {
            client.onHangUp(() -> scope.cancel("the client hung up"));
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
    }

    @Override
    public Page pageOrProblem(long id) throws IOException, InterruptedException {
        // region failure
        try {
            return page(id);
        } catch (ScopeFailedException e) { // an ExecutionException: old catch blocks still work
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("page " + id, e.getCause());
        }
        // endregion
    }

    @Override
    public List<String> images(List<String> urls) throws ScopeFailedException, InterruptedException {
        // region many
        return Scope.map(urls, 4, shop::image);
        // endregion
    }

    @Override
    public void serve(Server server, Consumer<String> log) throws ScopeFailedException, InterruptedException {
        // region serve
        Scope.supervise(failure -> log.accept("connection failed: " + failure.cause()), scope -> {
            Optional<Connection> next = server.accept();
            while (next.isPresent()) {
                scope.fork("connection", next.get()::serve);
                next = server.accept();
            }
        });
        // endregion
    }

    @Override
    public List<String> tenants() throws ScopeFailedException, InterruptedException {
        // region context
        return Scope.call(scope -> {
            Fork<String> first = scope.fork(() -> TENANT.get());
            Fork<String> second = scope.fork(() -> TENANT.get());
            return List.of(first.join(), second.join());
        });
        // endregion
    }

    static String locale(ThreadLocal<String> locale) throws ScopeFailedException, InterruptedException {
        // region carrier
        return Scope.call(c -> c.withContext(ContextCarrier.of(locale)), scope -> {
            Fork<String> fork = scope.fork("reader", () -> locale.get());
            return fork.join();
        });
        // endregion
    }
}
