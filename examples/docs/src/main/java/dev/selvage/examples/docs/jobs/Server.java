package dev.selvage.examples.docs.jobs;

import java.io.IOException;
import java.util.Optional;

/** A source of connections. */
@FunctionalInterface
public interface Server {
    /** Somebody who wants to be served. */
    @FunctionalInterface
    interface Connection {
        /** Serves until the other side hangs up. */
        void serve() throws IOException, InterruptedException;
    }

    /** Waits for the next connection; empty once the server is closed. */
    Optional<Connection> accept() throws InterruptedException;
}
