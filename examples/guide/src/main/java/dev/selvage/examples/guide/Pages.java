package dev.selvage.examples.guide;

import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.util.List;

/** The ten lines of the README. */
final class Pages {
    /** A table of users. */
    @FunctionalInterface
    interface Users {
        User find(long id) throws IOException, InterruptedException;
    }

    /** A table of orders. */
    @FunctionalInterface
    interface OrderStore {
        List<Order> of(long id) throws IOException, InterruptedException;
    }

    private Pages() {}

    static Page page(Users users, OrderStore orderStore, long id) throws ScopeFailedException, InterruptedException {
        // region ten-lines
        Page page = Scope.call(scope -> {
            Fork<User> user = scope.fork("user", () -> users.find(id));
            Fork<List<Order>> orders = scope.fork("orders", () -> orderStore.of(id));
            return new Page(user.join(), orders.join());
        });
        // endregion
        return page;
    }
}
