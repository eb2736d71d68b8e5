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
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/** The jobs on an {@link ExecutorService}. */
public final class ExecutorBefore implements Jobs {
    private final Shop shop;

    /** Makes the jobs of a shop. */
    public ExecutorBefore(Shop shop) {
        this.shop = shop;
    }

    @Override
    public Page page(long id) throws InterruptedException, ExecutionException {
        // region fan-out
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<User> user = executor.submit(() -> shop.user(id));
            Future<List<Order>> orders = executor.submit(() -> shop.orders(id));
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    @Override
    public String firstQuote(List<Mirror> mirrors) throws InterruptedException, ExecutionException {
        // region first
        List<Callable<String>> tasks = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            tasks.add(mirror::quote);
        }
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return executor.invokeAny(tasks);
        }
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws InterruptedException, ExecutionException {
        // region timeout
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            long deadline = System.nanoTime() + time.toNanos();
            Future<User> user = executor.submit(() -> shop.user(id));
            Future<List<Order>> orders = executor.submit(() -> shop.orders(id));
            try {
                return Optional.of(new Page(
                        user.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS),
                        orders.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS)));
            } catch (TimeoutException e) {
                user.cancel(true); // else close() waits for them, however long that takes
                orders.cancel(true);
                return Optional.empty();
            }
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) throws InterruptedException, ExecutionException {
        // region cancel
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<User> user = executor.submit(() -> shop.user(id));
            Future<List<Order>> orders = executor.submit(() -> shop.orders(id));
            client.onHangUp(() -> {
                user.cancel(true);
                orders.cancel(true);
            });
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    @Override
    public Page pageOrProblem(long id) throws IOException, InterruptedException {
        // region failure
        try {
            return page(id);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("page " + id, e.getCause());
        }
        // endregion
    }

    @Override
    public List<String> images(List<String> urls) throws InterruptedException, ExecutionException {
        // region many
        List<Callable<String>> tasks = new ArrayList<>();
        for (String url : urls) {
            tasks.add(() -> shop.image(url));
        }
        List<String> images = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
            for (Future<String> image : executor.invokeAll(tasks)) {
                images.add(image.get());
            }
        }
        return images;
        // endregion
    }

    @Override
    public void serve(Server server, Consumer<String> log) throws InterruptedException {
        // region serve
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Optional<Connection> next = server.accept();
            while (next.isPresent()) {
                Connection connection = next.get();
                executor.execute(() -> {
                    try {
                        connection.serve();
                    } catch (Exception e) { // forget this, and nobody hears of it
                        log.accept("connection failed: " + e);
                    }
                });
                next = server.accept();
            }
        }
        // endregion
    }

    @Override
    public List<String> tenants() throws InterruptedException, ExecutionException {
        // region context
        String tenant = TENANT.get();
        Callable<String> task = () -> ScopedValue.where(TENANT, tenant).call(() -> TENANT.get()); // again in each task
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> first = executor.submit(task);
            Future<String> second = executor.submit(task);
            return List.of(first.get(), second.get());
        }
        // endregion
    }
}
