package dev.selvage.bench.report;

import dev.selvage.bench.report.Measurement.Estimate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Numbers and tables as the report writes them. */
final class Format {
    static final String ABSENT = "absent";

    private Format() {}

    /** {@return a number with three digits at least, such as 1.23, 45.6 or 7,890} */
    static String number(double value) {
        double size = Math.abs(value);
        String pattern = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, pattern, value);
    }

    static String withError(Estimate estimate) {
        return estimate.hasError()
                ? number(estimate.mean()) + " ± " + number(estimate.error())
                : number(estimate.mean());
    }

    /** {@return nanoseconds in the unit that suits them} */
    static String time(double nanos) {
        if (nanos >= 1e6) {
            return number(nanos / 1e6) + " ms";
        }
        return nanos >= 1e4 ? number(nanos / 1e3) + " µs" : number(nanos) + " ns";
    }

    static String score(Optional<Measurement> measurement) {
        return measurement.map(m -> withError(m.score())).orElse(ABSENT);
    }

    static String bytes(Optional<Measurement> measurement) {
        return measurement
                .filter(m -> m.bytesEach().isPresent())
                .map(m -> number(m.bytesEach().orElseThrow()))
                .orElse(ABSENT);
    }

    static String row(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    /** {@return the two lines that a table begins with} */
    static String head(List<String> cells) {
        return row(cells) + row(cells.stream().map(cell -> "---").toList());
    }
}
