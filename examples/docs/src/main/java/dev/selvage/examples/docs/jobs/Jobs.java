package dev.selvage.examples.docs.jobs;

import dev.selvage.examples.docs.jobs.Shop.Page;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The jobs that each migration page does twice: as it was before, and with scopes. */
public interface Jobs {
    /** For which user the current code works. */
    ScopedValue<String> TENANT = ScopedValue.newInstance();

    /** Asks for a user and their orders at the same time. */
    Page page(long id) throws Exception;

    /** Returns the first answer that is no failure; the others are told to stop. */
    String firstQuote(List<Mirror> mirrors) throws Exception;

    /** Returns the page, or nothing if it takes too long. */
    Optional<Page> pageWithin(long id, Duration time) throws Exception;

    /** Stops the work when the client goes away, with a {@code CancellationException}. */
    Page pageFor(Client client, long id) throws Exception;

    /** Fails with the exception of the service itself. */
    Page pageOrProblem(long id) throws IOException, InterruptedException;

    /** Fetches all pictures, at most four at a time, in the order of the addresses. */
    List<String> images(List<String> urls) throws Exception;

    /** Serves every connection in a thread of its own until the server is closed; reports what fails. */
    void serve(Server server, Consumer<String> log) throws Exception;

    /** Returns what two tasks see of {@link #TENANT}. */
    List<String> tenants() throws Exception;
}
