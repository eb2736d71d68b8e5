package dev.selvage.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.selvage.bench.report.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The machinery of {@code bench/run main}, with an instant for each row, and the report of it. No time decides. */
class SmokeTest {
    private final ByteArrayOutputStream text = new ByteArrayOutputStream();

    private int measure(Path folder, String seconds, String stamp) throws IOException {
        try (PrintStream out = new PrintStream(text, true, StandardCharsets.UTF_8)) {
            return RunBenchmarks.measure(out, "smoke", folder.toString(), seconds, stamp, "abc1234");
        }
    }

    private static List<String> results(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".json"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void measure_everyBenchmarkOfMain_runsAndIsReported(@TempDir Path project) throws IOException {
        Path folder = project.resolve("results");
        Files.writeString(project.resolve("README.md"), "# Title\n");

        assertThat(measure(folder, "300", "1"))
                .as(text.toString(StandardCharsets.UTF_8))
                .isZero();
        Report.main(new String[] {folder.toString(), project.toString()});

        assertThat(List.of("ChannelFlow", "FreeLock")).allSatisfy(question -> isOfTheSameOperations(folder, question));
        assertThat(project.resolve("docs/benchmarks/index.md"))
                .content()
                .contains("## In short", "### OpenTwoForksJoin", "### ChannelFlow", "`bench/run smoke`", "abc1234");
    }

    /** An invocation of ChannelFlow is 120,000 operations: no scatter is so large. */
    private static void isOfTheSameOperations(Path folder, String question) throws IOException {
        List<Path> files = results(folder).stream()
                .filter(name -> name.startsWith(question + "."))
                .map(folder::resolve)
                .toList();
        assertThat(files).isNotEmpty();
        for (Path file : files) {
            JsonNode result = new ObjectMapper().readTree(file.toFile()).get(0);
            double time = result.at("/primaryMetric/rawData/0/0").asDouble();
            double processor = result.at("/secondaryMetrics/cpu/rawData/0/0").asDouble();
            assertThat(processor).as(file.toString()).isBetween(time / 1_000, time * 1_000);
        }
    }

    @Test
    void measure_withoutTime_leavesAllForTheNextCall(@TempDir Path folder) throws IOException {
        assertThat(measure(folder, "0", "1")).isEqualTo(RunBenchmarks.MORE_TO_DO);

        assertThat(results(folder)).isEmpty();
        assertThat(text.toString(StandardCharsets.UTF_8)).contains("measurements left: the same command goes on");
    }

    @Test
    void in_theSameCode_keepsResultsAndOfOtherCodeRemovesThem(@TempDir Path folder) throws IOException {
        Results.in(folder, "1");
        Files.writeString(folder.resolve("a.json"), "[]");
        Results.in(folder, "1");
        assertThat(results(folder)).containsExactly("a.json");

        Results.in(folder, "2");

        assertThat(results(folder)).isEmpty();
    }
}
