package dev.selvage.examples.storefront;

import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeTimeoutException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;

/** Something that the client is told: a status, and a sentence for people. */
public final class Problem extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;

    Problem(int status, String message) {
        super(message);
        this.status = status;
    }

    Problem(int status, String message, Throwable cause) {
        super(message, cause);
        this.status = status;
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return what a client is told of a failure: the first among its causes that says something to people} */
    static Problem of(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case Problem problem -> {
                    return problem;
                }
                case ScopeTimeoutException _ -> {
                    return new Problem(504, "took too long", failure);
                }
                case ScopeCancelledException cancelled -> {
                    return new Problem(503, "cancelled: " + cancelled.reason().message(), failure);
                }
                case SQLException sql
                when isGone(sql) -> {
                    return new Problem(503, "the database cannot be reached", failure);
                }
                case SQLException sql -> {
                    return new Problem(503, "the database says: " + sql.getMessage(), failure);
                }
                default -> {}
            }
        }
        return new Problem(500, "internal error: " + failure, failure);
    }

    /** {@return whether there is no connection, or the database is going down or coming up} */
    private static boolean isGone(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return e instanceof SQLTransientConnectionException || state.startsWith("08") || state.startsWith("57P");
    }
}
