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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;

/** The jobs of {@link FutureBefore} in scopes. */
public final class FutureAfter implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public FutureAfter(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws ScopeFailedException, InterruptedException {
        // region fan-out
        return Scope.par(() -> shop.user(id), () -> shop.orders(id), Page::new);
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
            return Optional.empty(); // and the two tasks have ended
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) throws ScopeFailedException, InterruptedException {
        // region cancel
        return Scope.call(scope -> {
            client.onHangUp(() -> scope.cancel("the client hung up")); // interrupts both tasks and wakes the caller
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
        } catch (ScopeFailedException e) { // always this one, and the cause is what the task threw
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
        return Scope.par(() -> TENANT.get(), () -> TENANT.get(), List::of);
        // endregion
    }
}
