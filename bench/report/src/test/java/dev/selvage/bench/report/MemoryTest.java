package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.Memory;
import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The program that counts bytes, with few threads and elements, and what the report makes of it. No number of bytes decides:
 * what other tests leave behind in this JVM is freed meanwhile.
 */
class MemoryTest {
    private static final Path RUN = Path.of("src/test/resources/run");

    private static Map<String, Double> bytes(Measurements measurements, String question) {
        Map<String, Double> bytes = new TreeMap<>();
        for (Row row : measurements.of(question)) {
            bytes.put(
                    row.method() + " " + row.parameters().get("rival"),
                    measurements.find(row, Carriers.ONE).orElseThrow().score().mean());
        }
        return bytes;
    }

    @Test
    void measure_withFewOfAll_runsEach(@TempDir Path folder) throws Exception {
        try (PrintStream out = new PrintStream(Files.newOutputStream(folder.resolve("memory.tsv")))) {
            Memory.measure(out, 50, 20_000, 0, 2);
        }
        Measurements measurements = ResultFiles.read(folder);

        assertThat(bytes(measurements, "ParkedWaiter")).hasSize(16);
        assertThat(bytes(measurements, "QueuedElement")).hasSize(10);
    }

    @Test
    void text_withoutResults_isAbsentAndWithThemSaysWhereWeLose() throws IOException {
        assertThat(new BytesSection(new Measurements()).text())
                .isEqualTo("Bytes of a parked waiter and of a queued element: absent.\n");

        assertThat(new BytesSection(ResultFiles.read(RUN)).text())
                .contains(
                        "| an element, 100,000 without a bound | `LBQ` | 24.0 ± 0.00 | 4.80 |",
                        "Not the cheapest with ours: a waiter for a lock.");
    }
}
