package dev.selvage.examples.wordindex;

import dev.selvage.examples.texts.Problem;
import dev.selvage.examples.texts.Texts;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.sync.ownership.Arc;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command-line program that searches a mapped word index while it is being replaced. */
@Command(
        name = "wordindex",
        mixinStandardHelpOptions = true,
        description =
                "Indexes the text files of a folder in mapped memory. With words, tells where they stand. Without,"
                        + " searches from many threads while the index is replaced again and again: with handles, and with plain"
                        + " references, to show what goes wrong.",
        footer = {"", "Exit status: 0 done, 1 failed, 2 wrong usage, 130 cancelled."})
public final class Program implements Callable<Integer> {
    private static final Duration SHUTDOWN_GRACE = Duration.ofSeconds(5);
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final int CANCELLED = 130;

    private final PrintStream out;
    private final PrintStream err;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    @Option(
            names = "--texts",
            paramLabel = "DIR",
            description = "The folder with the texts; the licences of this Java installation by default.")
    private Path texts = Texts.ofThisJdk();

    @Option(
            names = "--searchers",
            paramLabel = "N",
            defaultValue = "8",
            description = "How many threads search; ${DEFAULT-VALUE} by default.")
    private int searchers;

    @Option(
            names = "--seconds",
            paramLabel = "S",
            defaultValue = "2",
            description = "How long each kind is played; ${DEFAULT-VALUE} by default.")
    private int seconds;

    @Parameters(paramLabel = "WORD", arity = "0..*", description = "The words to look up.")
    private List<String> words = List.of();

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
        command.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        command.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        command.setParameterExceptionHandler((e, _) -> {
            err.println(e.getMessage() + " (see --help)");
            return USAGE;
        });
        return command.execute(args);
    }

    @Override
    public Integer call() throws IOException {
        if (searchers < 1 || seconds < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "--searchers and --seconds must be at least 1, not " + searchers + " and " + seconds);
        }
        Path indexes = Files.createTempDirectory("wordindex");
        try {
            Scope.run(config -> config.withName("wordindex").withShutdownHook(SHUTDOWN_GRACE), _ -> work(indexes));
            return 0;
        } catch (Problem e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (ScopeFailedException e) {
            err.println(e.getCause() == null ? e.getMessage() : e.getCause().toString());
            return FAILED;
        } catch (ScopeCancelledException _) {
            return CANCELLED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CANCELLED;
        } finally {
            Run.delete(indexes);
        }
    }

    private void work(Path indexes) throws IOException, ScopeFailedException, InterruptedException {
        if (words.isEmpty()) {
            demonstrate(indexes);
        } else {
            lookUp(indexes);
        }
    }

    private void lookUp(Path indexes) throws IOException, ScopeFailedException, InterruptedException {
        Path file = indexes.resolve("index");
        IndexFile.write(texts, file);
        try (Arc<WordIndex> index = Arc.of("index", WordIndex.open(file))) {
            // region fork
            Scope.run(scope -> {
                for (String word : words) {
                    scope.fork(word, index.clone(), i -> tell(word, i.get().find(word)));
                }
            });
            // endregion
        }
    }

    private void tell(String word, List<WordIndex.Place> places) {
        StringBuilder text = new StringBuilder(word + ": " + (places.isEmpty() ? "nowhere" : places.size() + " lines"));
        places.stream().limit(5).forEach(place -> text.append("\n    ").append(place));
        if (places.size() > 5) {
            text.append("\n    ...");
        }
        out.println(text);
    }

    private void demonstrate(Path indexes) throws IOException, ScopeFailedException, InterruptedException {
        out.printf("%d searchers in %s while the index is replaced, %d s each%n%n", searchers, texts, seconds);
        out.printf("%-32s %10s %9s %16s %13s%n", "", "searches", "reloads", "failed searches", "still mapped");
        play("handles (Arc)", Library.WithHandles::new, indexes);
        play("plain reference, never closed", Library.NeverClosed::new, indexes);
        out.printf("%n%s%n", "plain reference, old one closed: a search that began before the reload gets");
        out.println("    " + new Run(texts, indexes, searchers).searchAcrossAReload());
    }

    private void play(String name, Function<WordIndex, Library> kind, Path indexes)
            throws IOException, ScopeFailedException, InterruptedException {
        Run.Outcome outcome = new Run(texts, indexes, searchers).play(kind, Duration.ofSeconds(seconds));
        out.printf(
                "%-32s %10d %9d %16d %13d%n",
                name, outcome.searches(), outcome.reloads(), outcome.failed(), outcome.stillMapped());
    }
}
