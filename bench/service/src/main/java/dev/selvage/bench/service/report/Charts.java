package dev.selvage.bench.service.report;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.style.Style;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.style.Styler.ChartTheme;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The charts of the report. */
final class Charts {
    private static final double[] PERCENTILES = {50, 90, 99, 99.9};

    private final Path folder;

    Charts(Path folder) throws IOException {
        this.folder = folder;
        Files.createDirectories(folder);
    }

    /** Draws the latencies of one scenario. */
    void latencies(Scenario scenario, List<Summary> summaries) throws IOException {
        CategoryChart chart = chart("Scenario '" + scenario.id() + "': latency of all answers", "ms");
        List<String> names = Arrays.stream(PERCENTILES)
                .mapToObj(percentile -> "p" + Text.percentile(percentile))
                .toList();
        for (Summary summary : summaries) {
            Histogram answers = summary.answers();
            List<Double> values = Arrays.stream(PERCENTILES)
                    .mapToObj(percentile -> Summary.millis(answers, percentile))
                    .toList();
            chart.addSeries(summary.style().title(), names, values);
        }
        write(chart, scenario.id());
    }

    /** Draws one measure in all scenarios. */
    void measure(
            String name, String title, List<Scenario> scenarios, List<Summary> all, ToDoubleFunction<Summary> value)
            throws IOException {
        CategoryChart chart = chart(title, "ms a request");
        List<String> names = scenarios.stream().map(Scenario::id).toList();
        for (Style style : Style.values()) {
            List<Summary> own = all.stream().filter(s -> s.style() == style).toList();
            if (!own.isEmpty()) {
                List<Double> values = scenarios.stream()
                        .map(scenario -> own.stream()
                                .filter(summary -> summary.scenario() == scenario)
                                .mapToDouble(value)
                                .sum()) // no bar for what was not measured
                        .toList();
                chart.addSeries(style.title(), names, values);
            }
        }
        write(chart, name);
    }

    private static CategoryChart chart(String title, String unit) {
        CategoryChart chart = new CategoryChartBuilder()
                .width(900)
                .height(420)
                .title(title)
                .yAxisTitle(unit)
                .theme(ChartTheme.GGPlot2)
                .build();
        chart.getStyler().setLegendPosition(LegendPosition.OutsideE);
        return chart;
    }

    private void write(CategoryChart chart, String name) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name + ".svg"))) {
            ChartEncoder.saveChart(chart, out, "svg");
        }
    }
}
