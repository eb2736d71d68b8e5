package dev.selvage.examples.download;

import dev.selvage.scope.CancelReason;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** What is told at the end: a line for each file that is not there, and one for all. */
final class Report {
    private final PrintStream out;
    private final PrintStream err;
    private final Batch.Options options;
    private final long start = System.nanoTime();
    private int status;

    Report(PrintStream out, PrintStream err, Batch.Options options) {
        this.out = out;
        this.err = err;
        this.options = options;
    }

    /** {@return the exit status that the results call for} */
    int status() {
        return status;
    }

    void print(List<Result> results) {
        int saved = 0;
        long bytes = 0;
        for (Result result : results) {
            switch (result) {
                case Result.Saved done -> {
                    saved++;
                    bytes += done.bytes();
                }
                case Result.Failed failed -> {
                    status = Status.FAILED;
                    err.println(failed.item().uri() + ": " + text(failed.cause()));
                }
                case Result.Stopped stopped -> {
                    status = Math.max(status, status(stopped.reason()));
                    err.println(stopped.item().uri() + ": " + text(stopped));
                }
            }
        }
        out.printf(
                Locale.ROOT,
                "%d of %d files are in %s (%s); it took %.1f s%n",
                saved,
                results.size(),
                options.directory(),
                Sizes.text(bytes),
                (System.nanoTime() - start) / 1e9);
    }

    private static String text(Throwable cause) {
        return cause instanceof DownloadProblem
                ? cause.getMessage()
                : "an error in this program: " + cause + "; please report it";
    }

    private static int status(CancelReason reason) {
        return switch (reason.kind()) {
            case SIBLING_FAILED, DEADLINE -> Status.FAILED;
            default -> Status.CANCELLED;
        };
    }

    private String text(Result.Stopped stopped) {
        CancelReason reason = stopped.reason();
        String what = switch (reason.kind()) {
            case SIBLING_FAILED -> "stopped, since another file failed (use --keep-going to go on)";
            case DEADLINE ->
                "not complete within the --timeout of "
                        + options.timeout().map(Durations::text).orElse("its scope");
            default -> "cancelled: " + reason.message();
        };
        return what + "; " + kept(stopped.item()) + ": run the same command again to go on";
    }

    private String kept(Item item) {
        Path part = options.directory().resolve(item.name() + ".part");
        try {
            return Files.exists(part)
                    ? Sizes.text(Files.size(part)) + " are kept in " + part.getFileName()
                    : "nothing had arrived";
        } catch (IOException e) {
            return part.getFileName() + " cannot be read (" + Reasons.text(e) + ")";
        }
    }
}
