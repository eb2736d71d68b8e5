package dev.selvage.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Writes {@code docs/benchmarks} and the region of the README from the results of a run. */
public final class Report {
    private static final String SERVICE = "service.md";

    private Report() {}

    /** Writes: {@code FOLDER-OF-RESULTS PROJECT}. */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException("wanted: FOLDER-OF-RESULTS PROJECT");
        }
        write(Path.of(arguments[0]), Path.of(arguments[1]));
    }

    static void write(Path results, Path project) throws IOException {
        Measurements measurements = ResultFiles.read(results);
        if (measurements.isEmpty()) {
            throw new IOException(results + " has no results: run bench/run main first");
        }
        Path docs = Files.createDirectories(project.resolve("docs/benchmarks"));
        Page page = Page.of(measurements, ResultFiles.readSessions(results), Files.exists(docs.resolve(SERVICE)));
        removeCharts(docs);
        for (Map.Entry<String, String> chart : page.charts().entrySet()) {
            Files.writeString(docs.resolve(chart.getKey()), chart.getValue());
        }
        Files.writeString(docs.resolve("index.md"), page.markdown());
        Path readme = project.resolve("README.md");
        String table = CostTable.in(page.markdown()).orElseThrow();
        Files.writeString(readme, CostTable.replaceIn(Files.readString(readme), table));
    }

    /** Removes those of an earlier report; the charts of the service have other names. */
    private static void removeCharts(Path docs) throws IOException {
        try (Stream<Path> files = Files.list(docs)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.getFileName().toString().matches("[A-Z][A-Za-z]+(-.*)?-(one|all)\\.svg")) {
                    Files.delete(file);
                }
            }
        }
    }
}
