package dev.selvage.examples.storefront;

import dev.selvage.examples.storefront.demo.Demo;
import dev.selvage.scope.ScopeCancelledException;
import java.io.PrintStream;
import java.net.BindException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A service that answers product pages from three backends and a database. */
@Command(
        name = "storefront",
        mixinStandardHelpOptions = true,
        description = "Serves product pages. Starts three backends and, without JDBC_URL, a PostgreSQL of its own.",
        footer = {"", "Exit status: 0 ended, 1 failed, 2 wrong usage, 143 after SIGTERM."})
public final class Program implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private final PrintStream out;
    private final PrintStream err;

    @Option(names = "--port", defaultValue = "8080", description = "Where it listens; ${DEFAULT-VALUE} by default.")
    private int port;

    @Option(
            names = "--deadline",
            paramLabel = "MS",
            defaultValue = "800",
            description = "The time for each request, in milliseconds; ${DEFAULT-VALUE} by default.")
    private int deadline;

    @Option(names = "--plain", description = "Makes the pages with an executor and futures, to show what breaks.")
    private boolean plain;

    @Option(
            names = "--jdbc-url",
            paramLabel = "URL",
            defaultValue = "${env:JDBC_URL}",
            description = "A PostgreSQL to use, with user and password; $JDBC_URL by default.")
    private Optional<String> jdbcUrl = Optional.empty();

    private Program(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program. */
    public static void main(String... args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs the program with the given streams; returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine command = new CommandLine(new Program(out, err));
        command.setParameterExceptionHandler((e, _) -> {
            err.println(e.getMessage() + " (see --help)");
            return USAGE;
        });
        return command.execute(args);
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = Settings.DEFAULT.withPort(port).withDeadline(Duration.ofMillis(deadline));
        try (Demo demo = new Demo(jdbcUrl.filter(url -> !url.isBlank()));
                Storefront storefront = new Storefront(settings, demo, plain ? Storefront.PLAIN : Storefront.SCOPES)) {
            storefront.service().run(actual -> out.println("storefront at http://localhost:" + actual + "/"));
            out.println("storefront has ended");
            return 0;
        } catch (BindException e) {
            err.println("port " + port + " is in use (" + e.getMessage() + "): choose another one with --port");
            return FAILED;
        } catch (ScopeCancelledException e) {
            err.println("cancelled: " + e.reason().message());
            return FAILED;
        }
    }
}
