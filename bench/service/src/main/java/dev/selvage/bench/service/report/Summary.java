package dev.selvage.bench.service.report;

import dev.selvage.bench.service.backend.Scenario;
import dev.selvage.bench.service.style.Style;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.HdrHistogram.Histogram;

/**
 * One style in one scenario, all rounds together.
 *
 * @param style the style
 * @param scenario the scenario
 * @param cells the rounds
 */
record Summary(Style style, Scenario scenario, List<Cell> cells) {
    /** {@return the rounds of the style in the scenario; without rounds if there was none} */
    static Summary of(Style style, Scenario scenario, List<Cell> all) {
        return new Summary(
                style,
                scenario,
                all.stream()
                        .filter(cell -> cell.style().equals(style.id()))
                        .filter(cell -> cell.scenario().equals(scenario.id()))
                        .toList());
    }

    boolean isMeasured() {
        return !cells.isEmpty();
    }

    /** {@return the latencies of all answers} */
    Histogram answers() {
        Histogram all = failures();
        cells.forEach(cell -> all.add(Cell.decode(cell.pages())));
        return all;
    }

    /** {@return the latencies of the answers that tell of a failure or of the deadline} */
    Histogram failures() {
        Histogram all = new Histogram(3);
        cells.forEach(cell -> all.add(Cell.decode(cell.failures())));
        return all;
    }

    /** {@return a percentile of each round, in milliseconds} */
    List<Double> rounds(double percentile) {
        return cells.stream().map(cell -> millis(cell.answers(), percentile)).toList();
    }

    /** {@return a percentile in milliseconds} */
    static double millis(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / 1000.0;
    }

    /** {@return the sum over the rounds} */
    long sum(ToLongFunction<Cell> value) {
        return cells.stream().mapToLong(value).sum();
    }

    /** {@return the most of all rounds} */
    long most(ToLongFunction<Cell> value) {
        return cells.stream().mapToLong(value).max().orElse(0);
    }

    /** {@return the mean of the rounds} */
    double mean(ToDoubleFunction<Cell> value) {
        return cells.stream().mapToDouble(value).average().orElse(0);
    }

    /** {@return the sum, for each request that was sent} */
    double each(ToLongFunction<Cell> value) {
        return (double) sum(value) / sum(Cell::sent);
    }

    /** {@return the milliseconds in vain, for each request} */
    double vain() {
        return each(Cell::vainMicros) / 1000;
    }
}
