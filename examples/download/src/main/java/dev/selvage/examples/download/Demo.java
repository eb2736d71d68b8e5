package dev.selvage.examples.download;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What the program does without a URL: it downloads files of the running JDK from a server of its own. */
final class Demo {
    private static final int FILES = 4;
    private static final long LARGEST = 60L << 20;
    private static final Duration CLEANUP = Duration.ofSeconds(4);

    private final Batch.Options options;
    private final Optional<Path> directory;
    private final Duration time;

    Demo(Batch.Options options, Optional<Path> directory, Duration time) {
        this.options = options;
        this.directory = directory;
        this.time = time;
    }

    /** Runs the demonstration and returns the exit status. */
    int run(PrintStream out, PrintStream err) throws DownloadProblem, ScopeFailedException, InterruptedException {
        try {
            List<Path> files = largeFiles(Path.of(System.getProperty("java.home"), "lib"));
            if (directory.isPresent()) {
                return download(files, directory.get(), out, err);
            }
            Path temporary = Files.createTempDirectory("selvage-download");
            try {
                return download(files, temporary, out, err);
            } finally {
                out.println("these copies were for show and are deleted now; keep them with --to DIR");
                delete(temporary);
            }
        } catch (IOException e) {
            throw new DownloadProblem(
                    "the demonstration cannot read or copy the files of this JDK (" + Reasons.text(e)
                            + "); give a URL instead",
                    e);
        }
    }

    /** {@return the largest files that are not too large for a demonstration} */
    private static List<Path> largeFiles(Path library) throws IOException {
        record Sized(Path path, long size) {}
        try (Stream<Path> walk = Files.walk(library)) {
            return walk.filter(Files::isRegularFile)
                    .map(path -> new Sized(path, path.toFile().length()))
                    .filter(file -> file.size() <= LARGEST)
                    .sorted(Comparator.comparingLong(Sized::size).reversed())
                    .limit(FILES)
                    .map(Sized::path)
                    .toList();
        }
    }

    private int download(List<Path> files, Path target, PrintStream out, PrintStream err)
            throws DownloadProblem, ScopeFailedException, InterruptedException, IOException {
        try (DemoServer server = new DemoServer(files, time)) {
            out.println("no URL given: downloads large files of this JDK from " + server.address());
            List<Item> items = Scope.map(files, FILES, file -> server.item(file).withSha256(Sha256.of(file)));
            int status = new Batch(items, withDirectory(target)).run(out, err);
            if (status == Status.DONE) {
                out.println("sizes and SHA-256 sums agree with the originals");
            }
            return status;
        }
    }

    private Batch.Options withDirectory(Path target) {
        return new Batch.Options(target, options.atOnce(), options.timeout(), options.keepGoing(), options.overwrite());
    }

    /** Deletes the directory, also if the demonstration was cancelled. */
    private static void delete(Path temporary) throws DownloadProblem {
        try {
            Scope.shield(CLEANUP, () -> {
                try (Stream<Path> files = Files.list(temporary)) {
                    for (Path file : files.toList()) {
                        Files.delete(file);
                    }
                }
                Files.delete(temporary);
            });
        } catch (Exception e) {
            throw new DownloadProblem(temporary + ": cannot delete it (" + e + "); please delete it by hand", e);
        }
    }
}
