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
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.function.Consumer;

/** The jobs on the {@link StructuredTaskScope} of JDK 25. */
public final class TaskScopeBefore implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public TaskScopeBefore(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws InterruptedException {
        // region fan-out
        try (var scope = StructuredTaskScope.open()) {
            Subtask<User> user = scope.fork(() -> shop.user(id));
            Subtask<List<Order>> orders = scope.fork(() -> shop.orders(id));
            scope.join();
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    @Override
    public String firstQuote(List<Mirror> mirrors) throws InterruptedException {
        // region first
        try (var scope = StructuredTaskScope.open(Joiner.<String>anySuccessfulResultOrThrow())) {
            for (Mirror mirror : mirrors) {
                scope.fork(mirror::quote);
            }
            return scope.join();
        }
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws InterruptedException {
        // region timeout
        try (var scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow(), c -> c.withTimeout(time))) {
            Subtask<User> user = scope.fork(() -> shop.user(id));
            Subtask<List<Order>> orders = scope.fork(() -> shop.orders(id));
            scope.join();
            return Optional.of(new Page(user.get(), orders.get()));
        } catch (StructuredTaskScope.TimeoutException e) { // unchecked, and no java.util.concurrent.TimeoutException
            return Optional.empty();
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) {
        // region cancel
        // Nobody but a failing fork can cancel the scope, so the thread in join() is interrupted. If the client hangs
        // up a moment later, the interrupt hits whatever this thread does next.
        Thread owner = Thread.currentThread();
        client.onHangUp(owner::interrupt);
        try (var scope = StructuredTaskScope.open()) {
            Subtask<User> user = scope.fork(() -> shop.user(id));
            Subtask<List<Order>> orders = scope.fork(() -> shop.orders(id));
            scope.join();
            return new Page(user.get(), orders.get());
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
        } catch (FailedException e) { // unchecked; since JDK 27 an ExecutionException
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
        Semaphore four = new Semaphore(4);
        try (var scope = StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow())) {
            for (String url : urls) {
                scope.fork(() -> {
                    four.acquire(); // in a thread that exists already: 10,000 items are 10,000 threads
                    try {
                        return shop.image(url);
                    } finally {
                        four.release();
                    }
                });
            }
            return scope.join().map(Subtask::get).toList(); // since JDK 26 join gives the list itself
        }
        // endregion
    }

    @Override
    public void serve(Server server, Consumer<String> log) throws InterruptedException {
        // region serve
        try (var scope = StructuredTaskScope.open(Joiner.awaitAll())) { // gone in JDK 27
            Optional<Connection> next = server.accept();
            while (next.isPresent()) {
                Connection connection = next.get();
                scope.fork(() -> {
                    try {
                        connection.serve();
                    } catch (Exception e) {
                        log.accept("connection failed: " + e);
                    }
                });
                next = server.accept();
            }
            scope.join();
        }
        // endregion
    }

    @Override
    public List<String> tenants() throws InterruptedException {
        // region context
        try (var scope = StructuredTaskScope.open(Joiner.<String>allSuccessfulOrThrow())) {
            scope.fork(() -> TENANT.get());
            scope.fork(() -> TENANT.get());
            return scope.join().map(Subtask::get).toList();
        }
        // endregion
    }
}
