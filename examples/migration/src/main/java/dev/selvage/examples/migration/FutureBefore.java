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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The jobs on {@link CompletableFuture}. */
public final class FutureBefore implements Jobs {
    private static final Executor EXECUTOR = Executors.newVirtualThreadPerTaskExecutor();

    private final Shop shop;

    /** Makes the jobs of a shop. */
    public FutureBefore(Shop shop) {
        this.shop = shop;
    }

    // region async
    /** Starts a task that throws checked exceptions, which a Supplier may not. */
    static <T> CompletableFuture<T> async(Callable<T> task) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return task.call();
                    } catch (Exception e) {
                        throw new CompletionException(e);
                    }
                },
                EXECUTOR);
    }
    // endregion

    @Override
    public Page page(long id) throws InterruptedException, ExecutionException {
        // region fan-out
        CompletableFuture<User> user = async(() -> shop.user(id));
        CompletableFuture<List<Order>> orders = async(() -> shop.orders(id));
        return user.thenCombine(orders, Page::new).get();
        // endregion
    }

    @Override
    public String firstQuote(List<Mirror> mirrors) throws InterruptedException, ExecutionException {
        // region first
        // anyOf would give the first end, also if it is a failure; and cancel() does not stop a running task,
        // so the threads have to be kept and interrupted by hand.
        CompletableFuture<String> first = new CompletableFuture<>();
        AtomicInteger left = new AtomicInteger(mirrors.size());
        List<Thread> threads = new ArrayList<>();
        for (Mirror mirror : mirrors) {
            threads.add(Thread.startVirtualThread(() -> {
                try {
                    first.complete(mirror.quote());
                } catch (Exception e) {
                    if (left.decrementAndGet() == 0) {
                        first.completeExceptionally(e);
                    }
                }
            }));
        }
        try {
            return first.get();
        } finally {
            threads.forEach(Thread::interrupt);
        }
        // endregion
    }

    @Override
    public Optional<Page> pageWithin(long id, Duration time) throws InterruptedException, ExecutionException {
        // region timeout
        CompletableFuture<User> user = async(() -> shop.user(id));
        CompletableFuture<List<Order>> orders = async(() -> shop.orders(id));
        try {
            return Optional.of(user.thenCombine(orders, Page::new).get(time.toNanos(), TimeUnit.NANOSECONDS));
        } catch (TimeoutException e) {
            return Optional.empty(); // and the two tasks go on
        }
        // endregion
    }

    @Override
    public Page pageFor(Client client, long id) throws InterruptedException, ExecutionException {
        // region cancel
        CompletableFuture<User> user = async(() -> shop.user(id));
        CompletableFuture<List<Order>> orders = async(() -> shop.orders(id));
        CompletableFuture<Page> page = user.thenCombine(orders, Page::new);
        client.onHangUp(() -> page.cancel(true)); // wakes the caller; stops neither task
        return page.get();
        // endregion
    }

    @Override
    public Page pageOrProblem(long id) throws IOException, InterruptedException {
        // region failure
        try {
            return page(id);
        } catch (ExecutionException e) { // join() would throw a CompletionException instead
            Throwable cause = e.getCause() instanceof CompletionException wrapper ? wrapper.getCause() : e.getCause();
            if (cause instanceof IOException problem) {
                throw problem;
            }
            throw new IllegalStateException("page " + id, cause);
        }
        // endregion
    }

    @Override
    public List<String> images(List<String> urls) throws InterruptedException, ExecutionException {
        // region many
        try (ExecutorService four = Executors.newFixedThreadPool(4)) {
            List<CompletableFuture<String>> images = new ArrayList<>();
            for (String url : urls) {
                images.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return shop.image(url);
                            } catch (IOException | InterruptedException e) {
                                throw new CompletionException(e);
                            }
                        },
                        four));
            }
            CompletableFuture.allOf(images.toArray(CompletableFuture[]::new)).get();
            return images.stream().map(CompletableFuture::join).toList();
        }
        // endregion
    }

    @Override
    public void serve(Server server, Consumer<String> log) throws InterruptedException, ExecutionException {
        // region serve
        List<CompletableFuture<?>> all = new ArrayList<>(); // grows as long as the server runs
        Optional<Connection> next = server.accept();
        while (next.isPresent()) {
            Connection connection = next.get();
            CompletableFuture<Void> served = async(() -> {
                connection.serve();
                return null;
            });
            all.add(served.exceptionally(e -> {
                log.accept("connection failed: " + e.getCause());
                return null;
            }));
            next = server.accept();
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get();
        // endregion
    }

    @Override
    public List<String> tenants() throws InterruptedException, ExecutionException {
        // region context
        String tenant = TENANT.get();
        Callable<String> task = () -> ScopedValue.where(TENANT, tenant).call(() -> TENANT.get()); // again in each task
        CompletableFuture<String> first = async(task);
        CompletableFuture<String> second = async(task);
        return first.thenCombine(second, List::of).get();
        // endregion
    }
}
