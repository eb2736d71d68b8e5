package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Questions;
import dev.selvage.bench.plan.Row;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Where a rival costs less than ours, or less than a goal allows, in words. */
final class Losses {
    private static final double CLEARLY = 0.9;

    private final Measurements measurements;
    private final GoalTable goals;

    Losses(Measurements measurements, GoalTable goals) {
        this.measurements = measurements;
        this.goals = goals;
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (Verdict verdict : goals.verdicts()) {
            if (verdict.isMissed()) {
                text.append("- ").append(missed(verdict)).append('\n');
            }
        }
        for (Question question : Questions.all()) {
            for (Carriers carriers : Carriers.values()) {
                if (carriers == Carriers.ONE && !measurements.has(question.name(), Optional.of(carriers))) {
                    continue; // what does not depend on carriers is told once
                }
                new QuestionSection(question, measurements)
                        .works()
                        .forEach((work, rows) -> withoutGoal(question, work, rows, carriers)
                                .ifPresent(
                                        line -> text.append("- ").append(line).append('\n')));
            }
        }
        return text.isEmpty() ? "Nowhere, among what was measured.\n" : text.toString();
    }

    private static String missed(Verdict verdict) {
        return "**" + verdict.goal().work() + "** (" + verdict.goal().contract() + ", " + carriers(verdict.carriers())
                + "): " + Format.withError(verdict.ratio().orElseThrow()) + " times `"
                + verdict.best().orElseThrow() + "`, wanted " + verdict.wanted()
                + (verdict.isUnsure() ? "; the goal is within the error" : "") + ".";
    }

    private Optional<String> withoutGoal(Question question, String work, List<Row> rows, Carriers carriers) {
        if (goals.covers(question, work, carriers)) {
            return Optional.empty();
        }
        Optional<Row> ours = cheapest(rows, carriers, question, true);
        Optional<Row> theirs = cheapest(rows, carriers, question, false);
        if (ours.isEmpty() || theirs.isEmpty() || cost(theirs.get(), carriers) > CLEARLY * cost(ours.get(), carriers)) {
            return Optional.empty();
        }
        Measurement.Estimate ratio = score(ours.get(), carriers).over(score(theirs.get(), carriers));
        return Optional.of("No goal: `" + ours.get() + "` costs " + Format.withError(ratio) + " times `" + theirs.get()
                + "` (" + carriers(carriers) + ").");
    }

    private Optional<Row> cheapest(List<Row> rows, Carriers carriers, Question question, boolean ours) {
        return rows.stream()
                .filter(row -> question.rivalOf(row).startsWith("selvage") == ours)
                .filter(row -> measurements.find(row, carriers).isPresent())
                .min(Comparator.comparingDouble(row -> cost(row, carriers)));
    }

    private Measurement.Estimate score(Row row, Carriers carriers) {
        return measurements.find(row, carriers).orElseThrow().score();
    }

    private double cost(Row row, Carriers carriers) {
        return score(row, carriers).mean();
    }

    private static String carriers(Carriers carriers) {
        return carriers == Carriers.ONE ? "one carrier" : "all carriers";
    }
}
