package dev.selvage.examples.storefront;

import dev.selvage.channels.Channel;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.scope.Scope;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The write path. Requests put orders into a bounded channel; one fork takes what is there, up to a hundred at once, and
 * writes it in one statement. A request is answered when its order is in the database: no order that was confirmed is lost,
 * whatever happens to this process.
 */
final class Orders {
    private static final Logger LOG = LoggerFactory.getLogger(Orders.class);
    private static final int BATCH = 100;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(20);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    /** Writing twice does no harm: an order whose commit was not heard of is written again. */
    private static final String INSERT = """
            insert into storefront_orders (id, product, quantity)
            select o.id, o.product, o.quantity
            from unnest(?::uuid[], ?::bigint[], ?::int[]) as o (id, product, quantity)
            join storefront_stock using (product)
            on conflict (id) do nothing
            """;

    private static final String WRITTEN = "select id from storefront_orders where id = any (?::uuid[])";

    private final Channel<Order> channel = Channel.bounded("orders", 500);
    private final Database database;

    Orders(Database database) {
        this.database = database;
    }

    Channel<Order> channel() {
        return channel;
    }

    // region place
    /** Returns when the order is in the database. */
    void place(Order order) throws Problem, ExecutionException, InterruptedException {
        try (Sender<Order> sender = channel.sender()) {
            if (!sender.trySend(order).isSent()) {
                throw new Problem(503, "too many orders are waiting to be written; try again later");
            }
        }
        long left = Scope.remaining().orElse(LONGEST).minus(TIME_TO_ANSWER).toMillis();
        try {
            if (!order.written().get(left, TimeUnit.MILLISECONDS)) {
                throw new Problem(404, "there is no product " + order.product());
            }
        } catch (TimeoutException e) {
            throw new Problem(504, "not written yet, but perhaps later: look at /orders/" + order.id(), e);
        }
    }
    // endregion

    // region write
    /** Writes orders until the last sender has gone and the channel is empty. */
    void writeAll(Receiver<Order> orders) throws InterruptedException {
        while (true) {
            List<Order> batch;
            try {
                batch = orders.receiveMany(BATCH); // waits for one, and takes what is there
            } catch (ClosedException _) {
                return;
            }
            write(batch);
        }
    }

    private void write(List<Order> batch) throws InterruptedException {
        for (Duration pause = FIRST_PAUSE; ; pause = pause.multipliedBy(2)) {
            try {
                Set<UUID> written = database.transaction(connection -> insert(connection, batch));
                batch.forEach(order -> order.written().complete(written.contains(order.id())));
                return;
            } catch (SQLException e) {
                Scope.checkCancelled();
                Duration next = pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
                LOG.warn("{} orders not written, next attempt in {}: {}", batch.size(), next, e.getMessage());
                Thread.sleep(next);
            }
        }
    }
    // endregion

    private static Set<UUID> insert(Connection connection, List<Order> batch) throws SQLException {
        Array ids =
                connection.createArrayOf("uuid", batch.stream().map(Order::id).toArray());
        try (PreparedStatement insert = connection.prepareStatement(INSERT);
                PreparedStatement written = connection.prepareStatement(WRITTEN)) {
            insert.setArray(1, ids);
            insert.setArray(
                    2,
                    connection.createArrayOf(
                            "bigint", batch.stream().map(Order::product).toArray()));
            insert.setArray(
                    3,
                    connection.createArrayOf(
                            "int", batch.stream().map(Order::quantity).toArray()));
            insert.executeUpdate();
            written.setArray(1, ids);
            Set<UUID> found = new HashSet<>();
            try (ResultSet rows = written.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getObject(1, UUID.class));
                }
            }
            return found;
        }
    }
}
