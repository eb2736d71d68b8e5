package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Claim;
import dev.selvage.bench.plan.Row;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is said about Rust's primitives, and what comes out. */
final class ClaimSection {
    private final Measurements measurements;

    ClaimSection(Measurements measurements) {
        this.measurements = measurements;
    }

    String of(Claim claim) {
        StringBuilder table = new StringBuilder();
        List<Boolean> outcomes = new ArrayList<>();
        boolean absent = false;
        for (Claim.Check check : claim.checks()) {
            Optional<Measurement> left = measurements.find(check.left(), Carriers.ALL);
            Optional<Row> best = check.others().stream()
                    .filter(row -> measurements.find(row, Carriers.ALL).isPresent())
                    .min(Comparator.comparingDouble(this::cost));
            boolean complete = left.isPresent()
                    && check.others().stream()
                            .allMatch(
                                    row -> measurements.find(row, Carriers.ALL).isPresent());
            if (!complete) {
                absent = true;
                table.append(
                        Format.row(List.of("`" + check.left() + "`", others(check), Format.ABSENT, Format.ABSENT)));
                continue;
            }
            Measurement.Estimate ratio = left.get()
                    .score()
                    .over(measurements
                            .find(best.orElseThrow(), Carriers.ALL)
                            .orElseThrow()
                            .score());
            boolean holds = check.holds(ratio.mean());
            outcomes.add(holds);
            table.append(Format.row(List.of(
                    "`" + check.left() + "`",
                    "`" + best.orElseThrow() + "`",
                    Format.withError(ratio),
                    holds ? "yes" : "no")));
        }
        return "### \"" + claim.saying() + "\": " + verdict(outcomes) + "\n\n"
                + "Taken to mean: " + claim.means() + "."
                + (absent ? " Some comparisons are absent." : "") + "\n\n"
                + Format.head(List.of("Cost of", "In terms of", "Ratio", "As the saying goes")) + table + "\n";
    }

    private double cost(Row row) {
        return measurements.find(row, Carriers.ALL).orElseThrow().score().mean();
    }

    private static String others(Claim.Check check) {
        return String.join(
                ", ", check.others().stream().map(row -> "`" + row + "`").toList());
    }

    static String verdict(List<Boolean> outcomes) {
        if (outcomes.isEmpty()) {
            return "not measured";
        }
        long yes = outcomes.stream().filter(Boolean::booleanValue).count();
        if (yes == outcomes.size()) {
            return "holds here";
        }
        return yes == 0 ? "does not hold here" : "holds in " + yes + " of " + outcomes.size() + " comparisons";
    }
}
