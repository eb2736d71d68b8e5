package dev.selvage.examples.storefront;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database, as it is seen from here: queries that end with their request, or sooner. */
public final class Database implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Database.class);
    private static final int QUERIES_AT_ONCE = 10;
    private static final int OTHERS = 2;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    /** How long the database has to obey before the connection is given up. */
    private static final Duration TIME_TO_CANCEL = Duration.ofMillis(25);

    private final HikariDataSource pool;
    private final Limiter limiter = Limiter.of("database", QUERIES_AT_ONCE);

    /** Makes something of the rows. */
    public interface Reader<T> {
        /** Reads them. */
        T read(ResultSet rows) throws SQLException;
    }

    /** Does something with a connection; what it has done is committed afterwards. */
    public interface Work<T> {
        /** Does it. */
        T with(Connection connection) throws SQLException;
    }

    /** Connects when a connection is needed: the database may be down now. */
    public Database(String url) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(QUERIES_AT_ONCE + OTHERS);
        config.setAutoCommit(false);
        config.setInitializationFailTimeout(-1);
        config.setConnectionTimeout(250);
        config.setValidationTimeout(250);
        config.addDataSourceProperty("connectTimeout", 2);
        config.addDataSourceProperty("cancelSignalTimeout", 1);
        config.addDataSourceProperty("socketTimeout", LONGEST.toSeconds());
        config.addDataSourceProperty("ApplicationName", "storefront");
        this.pool = new HikariDataSource(config);
    }

    // region query
    /** {@return what the reader makes of the rows} When the caller is cancelled, so is the statement in the database. */
    public <T> T query(String sql, Object parameter, Reader<T> reader)
            throws ScopeFailedException, InterruptedException {
        return Scope.call(
                c -> c.withName("database").withLimiter(limiter),
                scope -> scope.<T>fork("query", () -> cancellable(sql, parameter, reader))
                        .join());
    }

    private <T> T cancellable(String sql, Object parameter, Reader<T> reader) throws Exception {
        Duration left = Scope.remaining().orElse(LONGEST);
        Running running = new Running();
        try (Scope.Hook _ = Scope.onCancel(_ -> running.cancel())) {
            // In the shield no interrupt reaches the driver: on a virtual thread it would close the socket, and the
            // database would not notice that nobody waits for it any more.
            return Scope.shield(left.plus(TIME_TO_CANCEL), () -> run(sql, parameter, reader, left, running));
        } catch (SQLException e) {
            Scope.checkCancelled(); // it was us: the fork counts as cancelled, not as failed
            throw e;
        }
    }

    private <T> T run(String sql, Object parameter, Reader<T> reader, Duration left, Running running)
            throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement limit = connection.createStatement();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            limit.execute("set local statement_timeout = " + Math.max(1, left.toMillis()));
            statement.setObject(1, parameter);
            running.begin(statement);
            return reader.read(statement.executeQuery());
        } catch (SQLException e) {
            LOG.info("{}", e.getMessage());
            throw e;
        }
    }
    // endregion

    /** The statement of a query, and whether it is to be cancelled: whichever is known first. */
    private static final class Running {
        private @Nullable Statement statement;
        private boolean cancelled;

        synchronized void begin(Statement begun) throws SQLException {
            if (cancelled) {
                throw new SQLException("the query was cancelled before it began", "57014");
            }
            statement = begun;
        }

        synchronized void cancel() {
            cancelled = true;
            try {
                if (statement != null) {
                    statement.cancel();
                }
            } catch (SQLException e) {
                LOG.warn("the database was not told that a statement is cancelled: {}", e.getMessage());
            }
        }
    }

    /** Does the work in a transaction, without regard to any deadline. */
    public <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = pool.getConnection()) {
            T result = work.with(connection);
            connection.commit();
            return result;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
