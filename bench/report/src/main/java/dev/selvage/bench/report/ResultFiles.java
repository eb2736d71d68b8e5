package dev.selvage.bench.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.selvage.bench.ProcessCpu;
import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads the folder of a run: JMH's JSON files, and tables with tabs from programs that are not JMH's, a row a line: the row,
 * the unit, the samples.
 */
final class ResultFiles {
    private static final String SESSIONS = "sessions.tsv";

    private ResultFiles() {}

    static Measurements read(Path folder) throws IOException {
        Measurements measurements = new Measurements();
        for (Path file : sorted(folder)) {
            String name = file.getFileName().toString();
            if (name.endsWith(".json")) {
                readJmh(file, measurements);
            } else if (name.endsWith(".tsv") && !name.equals(SESSIONS)) {
                readTable(file, measurements);
            }
        }
        return measurements;
    }

    static Sessions readSessions(Path folder) throws IOException {
        Path file = folder.resolve(SESSIONS);
        return Files.exists(file) ? Sessions.parse(Files.readAllLines(file)) : Sessions.parse(List.of());
    }

    private static List<Path> sorted(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        }
    }

    private static void readJmh(Path file, Measurements measurements) throws IOException {
        for (JsonNode result : new ObjectMapper().readTree(file.toFile())) {
            Map<String, String> parameters = new TreeMap<>();
            result.path("params")
                    .properties()
                    .forEach(e -> parameters.put(e.getKey(), e.getValue().asText()));
            List<String> options = new ArrayList<>();
            result.path("jvmArgs").forEach(option -> options.add(option.asText()));
            JsonNode besides = result.path("secondaryMetrics");
            JsonNode time = result.path("primaryMetric");
            if (!time.path("scoreUnit").asText().equals("ns/op")) {
                throw new IOException(file + ": " + result.path("benchmark").asText() + " is measured in "
                        + time.path("scoreUnit").asText() + ", not in ns/op");
            }
            measurements.add(
                    Row.of(result.path("benchmark").asText(), parameters),
                    Optional.of(Carriers.of(options)),
                    new Measurement(
                            samples(time),
                            samples(besides.path("gc.alloc.rate.norm")),
                            samples(besides.path(ProcessCpu.METRIC)),
                            "ns"));
        }
    }

    private static List<Double> samples(JsonNode metric) {
        List<Double> samples = new ArrayList<>();
        metric.path("rawData")
                .forEach(fork -> fork.forEach(sample -> {
                    if (sample.isNumber()) {
                        samples.add(sample.asDouble());
                    }
                }));
        return samples;
    }

    private static void readTable(Path file, Measurements measurements) throws IOException {
        for (String line : Files.readAllLines(file)) {
            String[] cells = line.split("\t", -1);
            if (cells.length < 3) {
                throw new IOException(file + ": '" + line + "' is not a row, a unit and samples");
            }
            List<Double> samples = Stream.of(cells).skip(2).map(Double::valueOf).toList();
            measurements.add(
                    Row.parse(cells[0]), Optional.empty(), new Measurement(samples, List.of(), List.of(), cells[1]));
        }
    }
}
