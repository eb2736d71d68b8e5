package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Costs;
import dev.selvage.bench.report.Measurement.Estimate;
import java.util.List;
import java.util.Optional;

/** The few rows that the README shows, too: between two marks, the same in both files. */
final class CostTable {
    static final String BEGIN = "<!-- costs: written by bench/run report -->\n";
    static final String END = "<!-- end of costs -->\n";

    private CostTable() {}

    static String of(Measurements measurements, Sessions sessions) {
        StringBuilder table = new StringBuilder(BEGIN);
        table.append(Format.head(List.of("Cost of", "Selvage", "Beside", "", "Ratio", "Processor")));
        for (Costs.Cost cost : Costs.all()) {
            Optional<Estimate> ours = score(measurements, cost, true);
            Optional<Estimate> rival = score(measurements, cost, false);
            table.append(Format.row(List.of(
                    cost.what(),
                    ours.map(e -> Format.time(e.mean() / cost.each())).orElse(Format.ABSENT),
                    cost.rivalName(),
                    rival.map(e -> Format.time(e.mean() / cost.each())).orElse(Format.ABSENT),
                    ours.isPresent() && rival.isPresent()
                            ? Format.withError(ours.get().over(rival.get()))
                            : Format.ABSENT,
                    measurements
                            .processorRatio(cost.ours(), cost.rival(), Carriers.ALL)
                            .map(Format::withError)
                            .orElse(Format.ABSENT))));
        }
        table.append("\nMeasured by `")
                .append(sessions.command())
                .append("` on ")
                .append(sessions.machine())
                .append(", JDK ")
                .append(sessions.jdk())
                .append(", commit ")
                .append(sessions.commit())
                .append(", all carriers; *Processor* is the ratio of processor times; ± is the error of 99.9 %.\n");
        return table.append(END).toString();
    }

    private static Optional<Estimate> score(Measurements measurements, Costs.Cost cost, boolean ours) {
        return measurements
                .find(ours ? cost.ours() : cost.rival(), Carriers.ALL)
                .map(Measurement::score);
    }

    /** {@return what is between the marks of a page, with them} */
    static Optional<String> in(String page) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        return begin < 0 || end < begin ? Optional.empty() : Optional.of(page.substring(begin, end + END.length()));
    }

    /** {@return the page with another table between its marks, or as it was if it has none} */
    static String replaceIn(String page, String table) {
        return in(page).map(old -> page.replace(old, table)).orElse(page);
    }
}
