package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.awt.Color;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.IChart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler.LegendPosition;

/**
 * The charts of a question, as SVG by file name: bars for each work and rival, in terms of the cheapest rival, or lines along
 * the parameter with which the cost grows. The axes of lines are logarithmic; an error that would reach zero there is cut.
 */
final class Charts {
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final double CUT = 0.9;
    private static final int LEAST_POINTS = 3;

    private final Question question;
    private final Measurements measurements;

    Charts(Question question, Measurements measurements) {
        this.question = question;
        this.measurements = measurements;
    }

    Map<String, String> svgs() throws IOException {
        Map<String, String> svgs = new LinkedHashMap<>();
        for (Carriers carriers : Carriers.values()) {
            for (Map.Entry<String, Map<String, Map<Double, Estimate>>> chart :
                    curves(carriers).entrySet()) {
                svgs.put(fileName(chart.getKey(), carriers), lines(chart.getKey(), carriers, chart.getValue()));
            }
            if (question.growth().isEmpty()) {
                bars(carriers).ifPresent(svg -> svgs.put(fileName("", carriers), svg));
            }
        }
        return svgs;
    }

    private String fileName(String work, Carriers carriers) {
        String middle = work.isEmpty() ? "" : "-" + work.replaceAll("[^A-Za-z0-9]+", "-");
        return question.name() + middle + "-" + carriers + ".svg";
    }

    private String title(String work, Carriers carriers) {
        return question.name() + (work.isEmpty() ? "" : ", " + work) + ": "
                + (carriers == Carriers.ONE ? "one carrier" : "all carriers");
    }

    /** {@return for each chart its curves, by the name of the rival; too short ones are left out} */
    private Map<String, Map<String, Map<Double, Estimate>>> curves(Carriers carriers) {
        Map<String, Map<String, Map<Double, Estimate>>> charts = new LinkedHashMap<>();
        question.growth().ifPresent(parameter -> {
            for (Row row : measurements.of(question.name())) {
                Optional<Measurement> found = measurements.find(row, carriers);
                if (found.isPresent() && row.parameters().containsKey(parameter)) {
                    Map<String, String> rest = new TreeMap<>(row.parameters());
                    double x = Double.parseDouble(rest.remove(parameter));
                    String work = question.workOf(new Row(row.question(), row.method(), new TreeMap<>(rest)));
                    charts.computeIfAbsent(work, w -> new LinkedHashMap<>())
                            .computeIfAbsent(question.rivalOf(row), rival -> new TreeMap<>())
                            .put(x, found.get().score());
                }
            }
        });
        charts.values().forEach(curves -> curves.values().removeIf(curve -> curve.size() < LEAST_POINTS));
        charts.values().removeIf(Map::isEmpty);
        return charts;
    }

    private String lines(String work, Carriers carriers, Map<String, Map<Double, Estimate>> curves) throws IOException {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title(work, carriers))
                .xAxisTitle(question.growth().orElseThrow())
                .yAxisTitle("ns an operation")
                .build();
        dress(chart.getStyler());
        chart.getStyler().setXAxisLogarithmic(true);
        chart.getStyler().setYAxisLogarithmic(true);
        curves.forEach((rival, curve) -> chart.addSeries(
                rival,
                curve.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
                curve.values().stream().mapToDouble(Estimate::mean).toArray(),
                curve.values().stream().mapToDouble(Charts::bar).toArray()));
        return svg(chart);
    }

    private Optional<String> bars(Carriers carriers) throws IOException {
        Map<String, Map<String, Estimate>> byRival = new LinkedHashMap<>();
        Set<String> works = new LinkedHashSet<>();
        new QuestionSection(question, measurements)
                .works()
                .forEach((work, rows) ->
                        rows.forEach(row -> measurements.find(row, carriers).ifPresent(m -> {
                            works.add(work);
                            byRival.computeIfAbsent(question.rivalOf(row), r -> new LinkedHashMap<>())
                                    .put(work, timesTheCheapest(m.score(), rows, carriers));
                        })));
        if (byRival.isEmpty()) {
            return Optional.empty();
        }
        // One work only: the rivals stand side by side under their own names.
        boolean single = works.size() == 1;
        CategoryChart chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title("", carriers))
                .yAxisTitle("times the cheapest")
                .build();
        dress(chart.getStyler());
        chart.getStyler().setXAxisLabelRotation(single || works.size() > LEAST_POINTS ? 20 : 0);
        if (single) {
            List<Estimate> estimates = byRival.values().stream()
                    .map(each -> each.values().iterator().next())
                    .toList();
            addBars(chart, question.name(), List.copyOf(byRival.keySet()), estimates);
            chart.getStyler().setLegendVisible(false);
        } else {
            byRival.forEach((rival, each) -> {
                List<Estimate> estimates = new ArrayList<>();
                works.forEach(work -> estimates.add(each.getOrDefault(work, new Estimate(Double.NaN, 0))));
                addBars(chart, rival, List.copyOf(works), estimates);
            });
        }
        return Optional.of(svg(chart));
    }

    private Estimate timesTheCheapest(Estimate estimate, List<Row> rows, Carriers carriers) {
        double cheapest = rows.stream()
                .flatMap(row -> measurements.find(row, carriers).stream())
                .mapToDouble(m -> m.score().mean())
                .min()
                .orElseThrow();
        return new Estimate(estimate.mean() / cheapest, estimate.error() / cheapest);
    }

    private static void addBars(CategoryChart chart, String name, List<String> works, List<Estimate> estimates) {
        // A null is left out by the library.
        chart.addSeries(
                name,
                works,
                estimates.stream()
                        .map(e -> Double.isNaN(e.mean()) ? null : e.mean())
                        .toList(),
                estimates.stream()
                        .map(e -> Double.isNaN(e.mean()) || !e.hasError() ? null : e.error())
                        .toList());
    }

    private static double bar(Estimate estimate) {
        return estimate.hasError() ? Math.min(estimate.error(), CUT * estimate.mean()) : 0;
    }

    private static void dress(AxesChartStyler styler) {
        styler.setLegendPosition(LegendPosition.OutsideE);
        styler.setChartBackgroundColor(Color.WHITE);
        styler.setErrorBarsColor(Color.DARK_GRAY);
    }

    private static String svg(IChart chart) throws IOException {
        return new String(ChartEncoder.getBytes(chart, "svg"), StandardCharsets.UTF_8);
    }
}
