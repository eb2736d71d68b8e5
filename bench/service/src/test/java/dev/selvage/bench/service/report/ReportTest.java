package dev.selvage.bench.service.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.style.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {
    @TempDir
    Path folder;

    /** A hundred answers, the slowest of which took the given time. */
    private static Cell cell(Style style, int round, long slowestMillis, long vainMillis) {
        Histogram pages = new Histogram(3);
        pages.recordValueWithCount(20_000, 99);
        Histogram failures = new Histogram(3);
        failures.recordValue(slowestMillis * 1000);
        return new Cell(
                style.id(),
                Scenario.SLOW.id(),
                round,
                100,
                1,
                100,
                99,
                0,
                1,
                0,
                300,
                9_000_000,
                vainMillis * 1000,
                0,
                0,
                3,
                9,
                4.5,
                150,
                Cell.encode(pages),
                Cell.encode(failures));
    }

    private String report(Cell... cells) throws IOException {
        Machine machine = Machine.here("abc1234", "-Xmx512m", 1, "the machine did other work, too");
        Path json = folder.resolve("results.json");
        new Results(machine, List.of(cells)).write(json);
        Report.write(List.of(Results.read(json)), folder);
        return Files.readString(folder.resolve("service.md"));
    }

    @Test
    void report_twoRoundsOfAStyle_areOneRowWithTheP99OfEach() throws IOException {
        String report = report(cell(Style.EXECUTOR, 1, 300, 0), cell(Style.EXECUTOR, 2, 400, 0));

        assertThat(report)
                .contains("| executor, shared | 20.0 | 20.0 | 20.0 | 400 | 400 | 20.0; 20.0 | 100 |")
                .contains("| executor, shared | 99.0 % | 0.0 % | 1.0 % | 0.0 % | 300 | 400 |");
    }

    @Test
    void report_othersDoLessInVain_saysThatSelvageIsBehind() throws IOException {
        String report = report(cell(Style.SELVAGE, 1, 300, 500), cell(Style.EXECUTOR, 1, 300, 200));

        assertThat(report)
                .contains("| in vain, ms a request | 5.00 | 2.00 (executor, shared) | 2.00 (executor, shared) "
                        + "| **behind the best** by 3.00 |");
    }

    @Test
    void report_nearerThanTheRoundsScatter_saysADraw() throws IOException {
        String report = report(cell(Style.SELVAGE, 1, 300, 205), cell(Style.EXECUTOR, 1, 300, 200));

        assertThat(report)
                .contains("| in vain, ms a request | 2.05 | 2.00 (executor, shared) "
                        + "| 2.00 (executor, shared) | a draw |");
    }

    @Test
    void report_theOnlyOneThatIsQuick_saysAhead() throws IOException {
        String report = report(cell(Style.SELVAGE, 1, 300, 0), cell(Style.EXECUTOR, 1, 300, 200));

        assertThat(report)
                .contains("| in vain, ms a request | 0.00 | 2.00 (executor, shared) "
                        + "| 2.00 (executor, shared) | ahead of all |");
    }

    @Test
    void report_aNote_standsBesideTheRun() throws IOException {
        assertThat(report(cell(Style.STS, 1, 300, 0)))
                .contains("| abc1234 | 1.00 |", "| the machine did other work, too |");
    }

    @Test
    void report_aScenario_hasItsCharts() throws IOException {
        report(cell(Style.SELVAGE, 1, 300, 0), cell(Style.EXECUTOR, 1, 300, 200));

        List<String> charts = new ArrayList<>();
        try (var files = Files.list(folder.resolve("service"))) {
            files.forEach(file -> charts.add(file.getFileName().toString()));
        }
        assertThat(charts).containsExactlyInAnyOrder("slow.svg", "in-vain.svg", "processor.svg");
        assertThat(Files.readString(folder.resolve("service/slow.svg"))).contains("<svg");
    }
}
