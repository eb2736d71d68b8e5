package dev.selvage.bench.service.report;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and tables as text. */
final class Text {
    private Text() {}

    /** {@return three significant digits, more or less} */
    static String number(double value) {
        String format = value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, format, value);
    }

    static String percent(long part, long whole) {
        return String.format(Locale.ROOT, "%.1f %%", whole == 0 ? 0 : 100.0 * part / whole);
    }

    /** {@return such as 99.9, or 50} */
    static String percentile(double percentile) {
        return percentile == Math.rint(percentile)
                ? String.valueOf(Math.round(percentile))
                : String.valueOf(percentile);
    }

    static String row(String... cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    /** {@return the head of a table; all columns but the first are numbers} */
    static String head(String... titles) {
        return row(titles) + "\n| --- |" + " ---: |".repeat(titles.length - 1);
    }

    static String numbers(List<Double> values) {
        return values.stream().map(Text::number).collect(Collectors.joining("; "));
    }

    static String lines(String... lines) {
        return Arrays.stream(lines).collect(Collectors.joining("\n", "", "\n"));
    }
}
