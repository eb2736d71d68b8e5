package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The charts of a question, as SVG by file name: bars for each work and rival, in terms of the cheapest rival, or lines along
 * the parameter with which the cost grows.
 */
final class Charts {
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
            if (carriers == Carriers.ONE && !measurements.has(question.name(), Optional.of(carriers))) {
                continue; // what does not depend on carriers is drawn once
            }
            for (Map.Entry<String, Map<String, Map<Double, Estimate>>> chart :
                    curves(carriers).entrySet()) {
                svgs.put(
                        fileName(chart.getKey(), carriers),
                        lines(chart.getKey(), carriers, oursFirst(chart.getValue())));
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
        return LineChart.svg(title(work, carriers), question.growth().orElseThrow(), unit(), curves);
    }

    /** Works of which one rival only was measured have nothing to be compared with. */
    private Optional<String> bars(Carriers carriers) throws IOException {
        Map<String, Map<String, Estimate>> byRival = new LinkedHashMap<>();
        Set<String> works = new LinkedHashSet<>();
        new QuestionSection(question, measurements).works().forEach((work, rows) -> {
            List<Row> measured = rows.stream()
                    .filter(row -> measurements.find(row, carriers).isPresent())
                    .toList();
            if (measured.size() > 1) {
                works.add(work);
                measured.forEach(row -> byRival.computeIfAbsent(question.rivalOf(row), r -> new LinkedHashMap<>())
                        .put(work, timesTheCheapest(score(row, carriers), measured, carriers)));
            }
        });
        if (byRival.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(BarChart.svg(
                title("", carriers),
                "times the cheapest",
                works.size() == 1 ? sideBySide(byRival) : oursFirst(shortNames(byRival, works))));
    }

    /** Ours have the first colours, in every chart the same. */
    private static <T> Map<String, T> oursFirst(Map<String, T> byRival) {
        Map<String, T> sorted = new LinkedHashMap<>();
        for (boolean ours : List.of(true, false)) {
            byRival.forEach((rival, bars) -> {
                if (rival.startsWith("selvage") == ours) {
                    sorted.put(rival, bars);
                }
            });
        }
        return sorted;
    }

    /** Leaves out the words with which all works begin, such as the name of their parameter. */
    private static Map<String, Map<String, Estimate>> shortNames(
            Map<String, Map<String, Estimate>> byRival, Set<String> works) {
        String first = works.iterator().next();
        int common = first.lastIndexOf(' ') + 1;
        while (common > 0 && !allBeginWith(first.substring(0, common), works)) {
            common = first.lastIndexOf(' ', common - 2) + 1;
        }
        int cut = common;
        Map<String, Map<String, Estimate>> shorter = new LinkedHashMap<>();
        byRival.forEach((rival, bars) -> bars.forEach((work, estimate) ->
                shorter.computeIfAbsent(rival, r -> new LinkedHashMap<>()).put(work.substring(cut), estimate)));
        return shorter;
    }

    private static boolean allBeginWith(String words, Set<String> works) {
        return works.stream().allMatch(work -> work.startsWith(words));
    }

    /** One work only: the rivals stand side by side under their own names. */
    private Map<String, Map<String, Estimate>> sideBySide(Map<String, Map<String, Estimate>> byRival) {
        Map<String, Estimate> rivals = new LinkedHashMap<>();
        byRival.forEach(
                (rival, each) -> rivals.put(rival, each.values().iterator().next()));
        return Map.of(question.name(), rivals);
    }

    private String unit() {
        return new QuestionSection(question, measurements).unit().equals("B") ? "bytes each" : "ns an operation";
    }

    private Estimate score(Row row, Carriers carriers) {
        return measurements.find(row, carriers).orElseThrow().score();
    }

    private Estimate timesTheCheapest(Estimate estimate, List<Row> rows, Carriers carriers) {
        double cheapest = rows.stream()
                .mapToDouble(row -> score(row, carriers).mean())
                .min()
                .orElseThrow();
        return new Estimate(estimate.mean() / cheapest, estimate.error() / cheapest);
    }
}
