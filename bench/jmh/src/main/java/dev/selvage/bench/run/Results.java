package dev.selvage.bench.run;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;

/**
 * The folder of a run: a file for each row, number of carriers and round, so that a run which was stopped goes on where it
 * stopped. What was measured of other code is removed first.
 */
final class Results {
    private final Path folder;

    private Results(Path folder) {
        this.folder = folder;
    }

    /** {@return the folder, emptied unless what is in it was measured of the same code with the same settings} */
    static Results in(Path folder, String stamp) throws IOException {
        Files.createDirectories(folder);
        Path file = folder.resolve("stamp.txt");
        if (!stamp.equals(contentOf(file))) {
            try (Stream<Path> old = Files.list(folder)) {
                for (Path path : (Iterable<Path>) old::iterator) {
                    Files.delete(path);
                }
            }
            Files.writeString(file, stamp);
        }
        return new Results(folder);
    }

    private static String contentOf(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private Path file(Row row, Carriers carriers, int round) {
        String name = row.toString().replaceAll("[^A-Za-z0-9.@=-]+", "_");
        return folder.resolve(name + "." + carriers + "." + round + ".json");
    }

    boolean has(Row row, Carriers carriers, int round) {
        return Files.exists(file(row, carriers, round));
    }

    void put(Row row, Carriers carriers, int round, Collection<RunResult> results) throws IOException {
        Path file = file(row, carriers, round);
        Path part = folder.resolve(file.getFileName() + ".part");
        try (PrintStream out = new PrintStream(Files.newOutputStream(part), false, StandardCharsets.UTF_8)) {
            ResultFormatFactory.getInstance(ResultFormatType.JSON, out).writeOut(results);
        }
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Adds a line about when and on what the rows were measured. */
    void note(String line) {
        try {
            Files.write(
                    folder.resolve("sessions.tsv"),
                    List.of(line),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write to " + folder, e);
        }
    }
}
