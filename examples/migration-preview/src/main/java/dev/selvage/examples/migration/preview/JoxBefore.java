package dev.selvage.examples.migration.preview;

import com.softwaremill.jox.structured.Fork;
import com.softwaremill.jox.structured.JoxScopeExecutionException;
import com.softwaremill.jox.structured.Par;
import com.softwaremill.jox.structured.Race;
import com.softwaremill.jox.structured.Scopes;
import dev.selvage.examples.docs.jobs.Client;
import dev.selvage.examples.docs.jobs.Jobs;
import dev.selvage.examples.docs.jobs.Mirror;
import dev.selvage.examples.docs.jobs.Server;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The jobs on Jox. */
public final class JoxBefore implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public JoxBefore(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws InterruptedException {
        // region fan-out
        return Scopes.supervised(scope -> {
            Fork<User> user = scope.fork(() -> shop.user(id));
            Fork<List<Order>> orders = scope.fork(() -> shop.orders(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
    }

    @Override
    public String firstQuote(List<Mirror> mirrors) throws InterruptedException {
        // region first
        List<Callable<String>> tasks = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            tasks.add(mirror::quote);
        }
        return Race.race(tasks);
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws InterruptedException {
        // region timeout
        try {
            return Optional.of(Race.timeout(time.toMillis(), () -> page(id)));
        } catch (TimeoutException e) {
            return Optional.empty();
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) {
        // region cancel
        Thread owner = Thread.currentThread();
        client.onHangUp(owner::interrupt); // a moment late, it hits whatever this thread does next
        try {
            return Scopes.supervised(scope -> {
                Fork<User> user = scope.fork(() -> shop.user(id));
                Fork<List<Order>> orders = scope.fork(() -> shop.orders(id));
                return new Page(user.join(), orders.join());
            });
        } catch (InterruptedException e) {
            throw new CancellationException("the client hung up, or somebody else interrupted us");
        }
        // endregion
    }

    @Override
    public Page pageOrProblem(long id) throws IOException, InterruptedException {
        // region failure
        try {
            return page(id);
        } catch (JoxScopeExecutionException e) { // unchecked
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("page " + id, e.getCause());
        }
        // endregion
    }

    @Override
    public List<String> images(List<String> urls) throws InterruptedException {
        // region many
        List<Callable<String>> tasks = new ArrayList<>();
        for (String url : urls) {
            tasks.add(() -> shop.image(url));
        }
        return Par.parLimit(4, tasks);
        // endregion
    }

    @Override
    public void serve(Server server, Consumer<String> log) throws InterruptedException {
        // region serve
        Scopes.supervised(scope -> {
            Optional<Connection> next = server.accept();
            while (next.isPresent()) {
                Connection connection = next.get();
                scope.forkUser(() -> {
                    try {
                        connection.serve();
                    } catch (Exception e) { // else it would end the server
                        log.accept("connection failed: " + e);
                    }
                    return null;
                });
                next = server.accept();
            }
            return null;
        });
        // endregion
    }

    @Override
    public List<String> tenants() throws InterruptedException {
        // region context
        return Scopes.supervised(scope -> {
            Fork<String> first = scope.fork(() -> TENANT.get());
            Fork<String> second = scope.fork(() -> TENANT.get());
            return List.of(first.join(), second.join());
        });
        // endregion
    }
}
