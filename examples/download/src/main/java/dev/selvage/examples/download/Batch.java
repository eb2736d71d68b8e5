package dev.selvage.examples.download;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeConfig;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;

/** The download of several files at the same time: a fork for each. */
final class Batch {
    /**
     * What the user wants.
     *
     * @param directory where the files go
     * @param atOnce how many files are downloaded at the same time
     * @param timeout the time for all files
     * @param keepGoing whether the failure of a file leaves the others alone
     * @param overwrite whether existing files are replaced
     */
    record Options(Path directory, int atOnce, Optional<Duration> timeout, boolean keepGoing, boolean overwrite) {}

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final List<Item> items;
    private final Options options;
    private final Semaphore places;

    Batch(List<Item> items, Options options) {
        this.items = items;
        this.options = options;
        this.places = new Semaphore(options.atOnce(), true);
    }

    /** Downloads the files and reports what was done, also if it is cancelled; returns the exit status. */
    int run(PrintStream out, PrintStream err) throws DownloadProblem, InterruptedException {
        makeDirectory();
        Report report = new Report(out, err, options);
        List<Fork<Result.Saved>> forks = new ArrayList<>();
        try {
            download(forks, out);
        } finally {
            // Every fork has ended by now.
            report.print(results(forks));
        }
        return report.status();
    }

    private void makeDirectory() throws DownloadProblem {
        try {
            Files.createDirectories(options.directory());
        } catch (IOException e) {
            throw new DownloadProblem(
                    options.directory() + ": cannot create this directory (" + Reasons.text(e)
                            + "); choose another one with --to",
                    e);
        }
    }

    private void download(List<Fork<Result.Saved>> forks, PrintStream out) throws InterruptedException {
        try (HttpClient client = newClient();
                Display display = Display.on(out)) {
            Scope.VoidBody<RuntimeException> body = scope -> {
                for (Item item : items) {
                    forks.add(scope.fork(item.name(), () -> transfer(client, item, display)));
                }
            };
            if (options.keepGoing()) {
                Scope.supervise(this::configure, _ -> {}, body);
            } else {
                Scope.run(this::configure, body);
            }
        } catch (ScopeFailedException _) {
            // The outcomes of the forks tell more: the report shows each of them.
        }
    }

    private ScopeConfig configure(ScopeConfig config) {
        ScopeConfig named = config.withName("files");
        return options.timeout().map(named::withTimeout).orElse(named);
    }

    private static HttpClient newClient() {
        return HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .connectTimeout(CONNECT_TIMEOUT)
                .build();
    }

    private Result.Saved transfer(HttpClient client, Item item, Display display)
            throws DownloadProblem, InterruptedException {
        places.acquire();
        try {
            PartFile file = new PartFile(item, options.directory(), options.overwrite());
            return new Transfer(client, item, file, display).run();
        } finally {
            places.release();
        }
    }

    /** {@return the results in the order of the files; of those alone whose forks were made} */
    private List<Result> results(List<Fork<Result.Saved>> forks) {
        return IntStream.range(0, forks.size())
                .mapToObj(i -> Result.of(items.get(i), forks.get(i).outcome().orElseThrow()))
                .toList();
    }
}
