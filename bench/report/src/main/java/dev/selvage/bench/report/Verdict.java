package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Goal;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.util.Comparator;
import java.util.Optional;

/**
 * How a goal stands, with so many carriers.
 *
 * @param ratio what decides
 * @param best the rival that counts, the cheapest one
 * @param processor the ratio of processor times to the same rival, which decides nothing; empty if it was not measured, or
 *     if the goal is not about time
 */
record Verdict(
        Goal goal, Carriers carriers, Optional<Estimate> ratio, Optional<Row> best, Optional<Estimate> processor) {
    static Verdict of(Goal goal, Carriers carriers, Measurements measurements) {
        Optional<Estimate> ours = cost(goal, goal.ours(), carriers, measurements);
        boolean complete = goal.rivals().stream()
                .allMatch(rival -> cost(goal, rival, carriers, measurements).isPresent());
        if (ours.isEmpty() || !complete) {
            return new Verdict(goal, carriers, Optional.empty(), Optional.empty(), Optional.empty());
        }
        Row best = goal.rivals().stream()
                .min(Comparator.comparingDouble(rival ->
                        cost(goal, rival, carriers, measurements).orElseThrow().mean()))
                .orElseThrow();
        Estimate ratio =
                ours.get().over(cost(goal, best, carriers, measurements).orElseThrow());
        return new Verdict(
                goal,
                carriers,
                Optional.of(ratio),
                Optional.of(best),
                goal.metric() == Goal.Metric.TIME
                        ? measurements.processorRatio(goal.ours(), best, carriers)
                        : Optional.empty());
    }

    private static Optional<Estimate> cost(Goal goal, Row row, Carriers carriers, Measurements measurements) {
        Optional<Measurement> found = measurements.find(row, carriers);
        return switch (goal.metric()) {
            case TIME -> found.map(Measurement::score);
            case BYTES -> found.filter(m -> m.bytesEach().isPresent()).map(Measurement::bytesEstimate);
        };
    }

    boolean isAbsent() {
        return ratio.isEmpty();
    }

    boolean isMet() {
        return ratio.isPresent() && goal.asks() && goal.isMetBy(ratio.get().mean());
    }

    boolean isMissed() {
        return ratio.isPresent() && goal.asks() && !goal.isMetBy(ratio.get().mean());
    }

    /** {@return whether the error is larger than the distance to the goal, or not known} */
    boolean isUnsure() {
        return ratio.isPresent()
                && goal.asks()
                && !(Math.abs(ratio.get().mean() - goal.most()) > ratio.get().error());
    }

    /** {@return whether processor time would be judged otherwise} */
    boolean isOtherwiseInProcessorTime() {
        return goal.asks()
                && processor.filter(p -> goal.isMetBy(p.mean()) != isMet()).isPresent();
    }

    private String doubt() {
        if (!isUnsure()) {
            return "";
        }
        return ratio.orElseThrow().hasError() ? ", within the error" : ", error unknown";
    }

    String wanted() {
        if (!goal.asks()) {
            return "side by side";
        }
        return (goal.below() ? "< " : "≤ ") + Format.number(goal.most());
    }

    String words() {
        if (isAbsent()) {
            return Format.ABSENT;
        }
        if (!goal.asks()) {
            return "reported";
        }
        return (isMet() ? "met" : "**MISSED**") + doubt();
    }
}
