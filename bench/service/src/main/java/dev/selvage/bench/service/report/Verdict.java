package dev.selvage.bench.service.report;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Where Selvage stands in one measure, less being better.
 *
 * @param measure the measure
 * @param ours the value of Selvage
 * @param best the best of the others
 * @param bestValue its value
 * @param worst the worst of the others
 * @param worstValue its value
 */
record Verdict(String measure, double ours, String best, double bestValue, String worst, double worstValue) {
    /** What is nearer than this part of the value, or than this many milliseconds, is a draw. */
    static final double NEAR = 0.1;

    /** {@return where it stands} */
    static Verdict of(String measure, Summary ours, List<Summary> others, ToDoubleFunction<Summary> value) {
        Comparator<Summary> order = Comparator.comparingDouble(value);
        Summary best = others.stream().min(order).orElseThrow();
        Summary worst = others.stream().max(order).orElseThrow();
        return new Verdict(
                measure,
                value.applyAsDouble(ours),
                best.style().title(),
                value.applyAsDouble(best),
                worst.style().title(),
                value.applyAsDouble(worst));
    }

    /** {@return the row of a table} */
    String row() {
        return String.format(
                Locale.ROOT,
                "| %s | %.2f | %.2f (%s) | %.2f (%s) | %s |",
                measure,
                ours,
                bestValue,
                best,
                worstValue,
                worst,
                word());
    }

    private String word() {
        double near = Math.max(NEAR, NEAR * bestValue);
        if (Math.abs(ours - bestValue) <= near) {
            return ours + near < worstValue ? "level with the best" : "a draw";
        }
        if (ours < bestValue) {
            return "ahead of all";
        }
        return String.format(Locale.ROOT, "**behind the best** by %.2f", ours - bestValue);
    }
}
