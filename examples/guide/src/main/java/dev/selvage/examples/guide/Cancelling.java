package dev.selvage.examples.guide;

import dev.selvage.examples.docs.jobs.Client;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.scope.CancelReason;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;

/** The code of {@code docs/guide/cancellation-and-deadlines.md}. */
public final class Cancelling {
    private final Shop shop;

    /** Makes the examples on a shop. */
    public Cancelling(Shop shop) {
        this.shop = shop;
    }

    Page hangUp(Client client, long id) throws ScopeFailedException, InterruptedException {
        // region cancel
        return Scope.call(c -> c.withName("page"), scope -> {
            client.onHangUp(() -> scope.cancel("the client hung up"));
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
    }

    Page logged(Client client, long id, Consumer<String> log) throws ScopeFailedException, InterruptedException {
        // region reason
        try {
            return hangUp(client, id);
        } catch (ScopeCancelledException e) {
            CancelReason reason = e.reason();
            log.accept(reason.kind() + ": " + reason.message());
            throw e;
        }
        // endregion
    }

    static String oneFork(Fork<String> slow) throws InterruptedException {
        // region one-fork
        slow.cancel("the answer is in the cache");
        return switch (slow.await()) {
            case Outcome.Succeeded<String>(String value) -> value; // it was faster
            case Outcome.Cancelled<String>(CancelReason reason) -> reason.message();
            case Outcome.NotStarted<String>(CancelReason reason) -> reason.message();
            case Outcome.Failed<String>(Throwable cause) -> "failed: " + cause;
        };
        // endregion
    }

    Optional<Page> timeout(long id, Duration time) throws ScopeFailedException, InterruptedException {
        // region timeout
        try {
            return Optional.of(Scope.call(c -> c.withName("page").withTimeout(time), scope -> {
                Fork<User> user = scope.fork("user", () -> shop.user(id));
                Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
                return new Page(user.join(), orders.join());
            }));
        } catch (ScopeTimeoutException e) {
            return Optional.empty();
        }
        // endregion
    }

    static Duration nested() throws ScopeFailedException, InterruptedException {
        // region nested
        return Scope.call(
                c -> c.withTimeout(Duration.ofSeconds(2)),
                outer -> Scope.call(
                        c -> c.withTimeout(Duration.ofMinutes(1)), // too late: the two seconds hold here as well
                        inner -> Scope.remaining().orElseThrow()));
        // endregion
    }

    static HttpRequest remaining(URI uri) {
        // region remaining
        HttpRequest.Builder request = HttpRequest.newBuilder(uri);
        Scope.remaining().filter(Duration::isPositive).ifPresent(request::timeout); // it may be zero, a timeout not
        return request.build();
        // endregion
    }

    /** Counts what it takes until it is told to stop. */
    static final class Worker {
        private final BlockingQueue<String> queue;
        private int handled;

        Worker(BlockingQueue<String> queue) {
            this.queue = queue;
        }

        int handled() {
            return handled;
        }

        private void handle(String item) {
            handled += item.isEmpty() ? 0 : 1;
        }

        @SuppressWarnings("InterruptedExceptionSwallowed") // the mistake that the guide shows
        void wrong(Runnable log) {
            // region swallowed
            while (true) {
                try {
                    handle(queue.take());
                } catch (Exception e) { // WRONG: takes the InterruptedException, too, and goes on
                    log.run();
                }
            }
            // endregion
        }

        void right(Runnable log) throws InterruptedException {
            // region rethrown
            while (true) {
                String item = queue.take(); // RIGHT: the InterruptedException ends the loop and the fork
                try {
                    handle(item);
                } catch (RuntimeException e) {
                    log.run();
                }
            }
            // endregion
        }
    }

    static long count(long limit) {
        // region loop
        long primes = 0;
        for (long n = 2; n < limit; n++) {
            Scope.checkCancelled(); // throws ScopeCancelledException with the reason
            if (isPrime(n)) {
                primes++;
            }
        }
        return primes;
        // endregion
    }

    private static boolean isPrime(long n) {
        for (long d = 2; d * d <= n; d++) {
            if (n % d == 0) {
                return false;
            }
        }
        return true;
    }

    static int read(Socket socket) throws IOException {
        // region hook
        try (var _ = Scope.onCancel(reason -> close(socket))) {
            InputStream in = socket.getInputStream();
            return in.read(); // close() ends this with a SocketException
        } catch (SocketException e) {
            Scope.checkCancelled(); // it was us: the fork counts as cancelled, not as failed
            throw e;
        }
        // endregion
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new IllegalStateException("the socket does not close: " + e.getMessage(), e);
        }
    }

    /** A transaction. */
    interface Transaction {
        void commit() throws InterruptedException;

        void rollback() throws Exception;
    }

    static void transfer(Transaction tx) throws Exception {
        // region shield
        try {
            tx.commit();
        } catch (InterruptedException e) {
            Scope.shield(Duration.ofSeconds(2), () -> tx.rollback()); // may block, up to two seconds
            throw e;
        }
        // endregion
    }

    static void shutdown(Scope.VoidBody<RuntimeException> serve) throws ScopeFailedException, InterruptedException {
        // region shutdown
        Scope.run(c -> c.withName("server").withShutdownHook(Duration.ofSeconds(10)), serve);
        // endregion
    }
}
