package dev.selvage.examples.migration.preview;

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
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The jobs of {@link TaskScopeBefore} in scopes. */
public final class TaskScopeAfter implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public TaskScopeAfter(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws ScopeFailedException, InterruptedException {
        // region fan-out
        try (var scope = Scope.open()) {
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            scope.join();
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    /** As {@link #page}, in the form that cannot be misused. */
    Page pageInClosure(long id) throws ScopeFailedException, InterruptedException {
        // region closure
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
        try (var scope = Scope.open(Joiner.<String>anySuccessfulOrThrow())) {
            for (Mirror mirror : mirrors) {
                scope.fork(mirror::quote);
            }
            return scope.join();
        }
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws ScopeFailedException, InterruptedException {
        // region timeout
        try (var scope = Scope.open(c -> c.withName("page").withTimeout(time))) {
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            scope.join();
            return Optional.of(new Page(user.get(), orders.get()));
        } catch (ScopeTimeoutException e) { // its cause is a java.util.concurrent.TimeoutException
            return Optional.empty();
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) throws ScopeFailedException, InterruptedException {
        // region cancel
        try (var scope = Scope.open()) {
            client.onHangUp(() -> scope.cancel("the client hung up")); // without effect once the scope has ended
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            scope.join();
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    @Override
    public Page pageOrProblem(long id) throws IOException, InterruptedException {
        // region failure
        try {
            return page(id);
        } catch (ScopeFailedException e) { // an ExecutionException, on every JDK
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
        return Scope.map(urls, 4, shop::image); // four threads, however many items
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
        try (var scope = Scope.open(Joiner.<String>allSuccessfulOrThrow())) {
            scope.fork(() -> TENANT.get());
            scope.fork(() -> TENANT.get());
            return scope.join();
        }
        // endregion
    }
}
