package dev.selvage.examples.download;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command-line program that downloads files in parallel. */
@Command(
        name = "download",
        mixinStandardHelpOptions = true,
        description = "Downloads files in parallel; resumes what an earlier run has left.",
        footer = {
            "",
            "Without a URL, large files of this Java installation are served on the loopback",
            "interface and downloaded from there, slowly enough to watch.",
            "",
            "Exit status: 0 all files are there, 1 some are not, 2 wrong usage, 130 cancelled."
        })
public final class Download implements Callable<Integer> {
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);

    private final PrintStream out;
    private final PrintStream err;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(names = "--to", paramLabel = "DIR", description = "Where the files go; the current directory by default.")
    private Path directory;

    @Option(
            names = "--at-once",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many files are downloaded at the same time; ${DEFAULT-VALUE} by default.")
    private int atOnce;

    @Option(
            names = "--timeout",
            paramLabel = "DURATION",
            description = "The time for all files, such as 500ms, 30s, 5m or 1h; unlimited by default.")
    private String timeout;

    @Option(names = "--keep-going", description = "Download the other files when one fails.")
    private boolean keepGoing;

    @Option(names = "--force", description = "Replace files that exist.")
    private boolean force;

    @Option(
            names = "--sha256",
            paramLabel = "FILE=HEX",
            description = "The sum that a file, given by its name or URL, must have; may be repeated.")
    private List<String> sums = new ArrayList<>();

    @Option(
            names = "--demo-time",
            paramLabel = "DURATION",
            defaultValue = "5s",
            description = "How long the demonstration without a URL takes; ${DEFAULT-VALUE} by default.")
    private String demoTime;

    @Parameters(paramLabel = "URL", arity = "0..*", description = "The files to download.")
    private List<String> addresses = new ArrayList<>();

    private Download(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /** Runs the program. */
    public static void main(String... args) {
        System.exit(run(System.out, System.err, args));
    }

    /** Runs the program with the given streams; returns its exit status. */
    static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine command = new CommandLine(new Download(out, err));
        command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        command.setParameterExceptionHandler((e, _) -> {
            err.println(e.getMessage() + " (see --help)");
            return Status.USAGE;
        });
        return command.execute(args);
    }

    @Override
    public Integer call() throws ScopeFailedException {
        Job job = readCommandLine();
        try {
            // What is done in this scope is done when the JVM goes down, the report included.
            return Scope.call(
                    config -> config.withName("download").withShutdownHook(SHUTDOWN_GRACE), _ -> job.run(out, err));
        } catch (DownloadProblem e) {
            err.println(e.getMessage());
            return Status.FAILED;
        } catch (ScopeCancelledException _) {
            return Status.CANCELLED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return Status.CANCELLED;
        }
    }

    /** What the command line asks for. */
    private interface Job {
        int run(PrintStream out, PrintStream err) throws DownloadProblem, ScopeFailedException, InterruptedException;
    }

    private Job readCommandLine() {
        try {
            if (atOnce < 1) {
                throw new IllegalArgumentException("--at-once " + atOnce + ": must be at least 1");
            }
            List<Item> items = Items.parse(addresses, sums);
            Optional<Duration> limit = Optional.ofNullable(timeout).map(Durations::parse);
            Optional<Path> target = Optional.ofNullable(directory);
            Batch.Options options = new Batch.Options(target.orElse(Path.of(".")), atOnce, limit, keepGoing, force);
            if (items.isEmpty()) {
                return new Demo(options, target, Durations.parse(demoTime))::run;
            }
            return new Batch(items, options)::run;
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(spec.commandLine(), e.getMessage(), e);
        }
    }
}
