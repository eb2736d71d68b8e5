package dev.selvage.examples.docs.jobs;

import java.io.IOException;

/** One of several servers with the same answer. */
@FunctionalInterface
public interface Mirror {
    /** Asks the server; blocks. */
    String quote() throws IOException, InterruptedException;
}
