package dev.selvage.examples.guide;

import dev.selvage.examples.docs.jobs.Server;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** The code of {@code docs/guide/your-first-scope.md}. */
public final class FirstScope {
    private final Shop shop;

    /** Makes the examples on a shop. */
    public FirstScope(Shop shop) {
        this.shop = shop;
    }

    // region hello
    /** The whole program. */
    public static void main(String[] args) throws Exception {
        String greeting = Scope.call(scope -> {
            Fork<String> hello = scope.fork("hello", () -> "Hello");
            Fork<String> world = scope.fork("world", () -> "world");
            return hello.join() + ", " + world.join() + "!";
        });
        System.out.println(greeting);
    }
    // endregion

    Page page(long id) throws ScopeFailedException, InterruptedException {
        // region page
        return Scope.call(c -> c.withName("page"), scope -> {
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
    }

    static long sumOfSquares(int[] numbers) throws ScopeFailedException, InterruptedException {
        // region locals
        AtomicLong sum = new AtomicLong();
        Scope.run(scope -> {
            for (int number : numbers) {
                scope.fork(() -> sum.addAndGet((long) number * number));
            }
        });
        return sum.get(); // every fork has ended: nobody writes to sum any more
        // endregion
    }

    static String grandchild(Callable<String> child, Callable<String> grandchild)
            throws ScopeFailedException, InterruptedException {
        // region forks-of-forks
        return Scope.call(scope -> {
            Fork<String> all = scope.fork("child", () -> {
                Fork<String> part = scope.fork("grandchild", grandchild);
                return child.call() + part.join();
            });
            return all.join();
        });
        // endregion
    }

    Page par(long id) throws ScopeFailedException, InterruptedException {
        // region par
        return Scope.par(() -> shop.user(id), () -> shop.orders(id), Page::new);
        // endregion
    }

    static String race(Callable<String> near, Callable<String> far) throws ScopeFailedException, InterruptedException {
        // region race
        return Scope.race(List.of(near, far));
        // endregion
    }

    List<String> map(List<String> urls) throws ScopeFailedException, InterruptedException {
        // region map
        return Scope.map(urls, 8, url -> shop.image(url));
        // endregion
    }

    static void supervise(Server server, Consumer<String> log) throws ScopeFailedException, InterruptedException {
        // region supervise
        Scope.supervise(failure -> log.accept(failure.fork().name() + ": " + failure.cause()), scope -> {
            Optional<Connection> next = server.accept();
            while (next.isPresent()) {
                scope.fork("connection", next.get()::serve);
                next = server.accept();
            }
        });
        // endregion
    }

    Page open(long id) throws ScopeFailedException, InterruptedException {
        // region open
        try (var scope = Scope.open(c -> c.withName("page"))) {
            Fork<User> user = scope.fork("user", () -> shop.user(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> shop.orders(id));
            scope.join();
            return new Page(user.get(), orders.get());
        }
        // endregion
    }

    static Scope escape() throws ScopeFailedException, InterruptedException {
        // region escape
        Scope escaped = Scope.call(scope -> scope); // do not do this
        escaped.fork("late", () -> "too late");
        // endregion
        return escaped;
    }
}
