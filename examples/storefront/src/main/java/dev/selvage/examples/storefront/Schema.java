package dev.selvage.examples.storefront;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The tables, which are made as soon as the database is there. */
final class Schema {
    private static final Logger LOG = LoggerFactory.getLogger(Schema.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final String TABLES = """
            create table if not exists storefront_stock (product bigint primary key, quantity int not null);
            create table if not exists storefront_orders (
                id uuid primary key, product bigint not null references storefront_stock, quantity int not null,
                placed timestamptz not null default now());
            insert into storefront_stock select n, n * 7 % 50 from generate_series(1, 20) n on conflict do nothing
            """;

    private final Database database;

    Schema(Database database) {
        this.database = database;
    }

    /** Makes what is not there yet; tries again until the database can be reached. */
    void create() throws InterruptedException {
        for (int attempt = 1; ; attempt++) {
            try {
                database.transaction(Schema::make);
                LOG.info("the tables are there");
                return;
            } catch (SQLException e) {
                if (attempt == 2) { // once, and not if it was only slow
                    Throwable cause = e.getCause() == null ? e : e.getCause();
                    LOG.warn("the database is not there yet; stock and orders have to wait: {}", cause.getMessage());
                }
                Thread.sleep(PAUSE);
            }
        }
    }

    private static @Nullable Void make(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(TABLES);
        }
        return null;
    }
}
