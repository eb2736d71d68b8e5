package dev.selvage.examples.wordcount;

import dev.selvage.examples.texts.Problem;
import dev.selvage.examples.texts.Texts;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A command-line program that counts the words of the text files in a folder. */
@Command(
        name = "wordcount",
        mixinStandardHelpOptions = true,
        description =
                "Counts the words of the text files in a folder, in a pipeline of a reader, tokenizers and a merger.",
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
            names = "--tokenizers",
            paramLabel = "N",
            defaultValue = "4",
            description = "How many threads split texts into words; ${DEFAULT-VALUE} by default.")
    private int tokenizers;

    @Option(
            names = "--top",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many words are shown; ${DEFAULT-VALUE} by default.")
    private int top;

    @Parameters(
            paramLabel = "DIR",
            arity = "0..1",
            description = "The folder with the texts; the licences of this Java installation by default.")
    private Path folder = Texts.ofThisJdk();

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
        if (tokenizers < 1 || top < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--tokenizers and --top must be at least 1, not " + tokenizers + " and " + top);
        }
        try {
            Scope.run(config -> config.withName("program").withShutdownHook(SHUTDOWN_GRACE), _ -> work());
            return 0;
        } catch (Problem e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (ScopeFailedException e) {
            err.println(e.getMessage());
            return FAILED;
        } catch (ScopeCancelledException e) {
            err.println("cancelled: " + e.reason().message());
            return CANCELLED;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return CANCELLED;
        }
    }

    private void work() throws IOException, ScopeFailedException, InterruptedException {
        List<Path> files = Texts.in(folder);
        Counts counts = new Pipeline(
                        tokenizers,
                        soFar -> err.printf("%d of %d texts, %d words%n", soFar.texts(), files.size(), soFar.total()))
                .count(files);
        out.printf("%d words, %d different, in %d texts%n", counts.total(), counts.distinct(), counts.texts());
        for (Counts.Count count : counts.top(top)) {
            out.printf("%8d %s%n", count.times(), count.word());
        }
    }
}
