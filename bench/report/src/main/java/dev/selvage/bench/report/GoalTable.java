package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Goal;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Row;
import java.util.ArrayList;
import java.util.List;

/** The goals with their verdicts. */
final class GoalTable {
    private final List<Verdict> verdicts = new ArrayList<>();

    GoalTable(List<Goal> goals, Measurements measurements) {
        for (Goal goal : goals) {
            for (Carriers carriers : goal.carriers()) {
                verdicts.add(Verdict.of(goal, carriers, measurements));
            }
        }
    }

    List<Verdict> verdicts() {
        return List.copyOf(verdicts);
    }

    /** {@return whether a goal compares one of ours with that rival} */
    boolean compares(Row rival, Carriers carriers) {
        return verdicts.stream()
                .anyMatch(verdict -> verdict.carriers() == carriers
                        && verdict.goal().rivals().contains(rival));
    }

    String summary() {
        long asked = verdicts.stream().filter(v -> v.goal().asks()).count();
        long met = verdicts.stream().filter(Verdict::isMet).count();
        long missed = verdicts.stream().filter(Verdict::isMissed).count();
        long unsure = verdicts.stream().filter(Verdict::isUnsure).count();
        return "Of " + asked + " goals, counted once for each number of carriers they are asked for, " + met
                + " are met, "
                + missed + " missed, " + (asked - met - missed) + " absent. For " + unsure
                + " of them the error is larger than the distance to the goal: this run does not tell on which side of it "
                + "they are, and another run may say otherwise. Their verdicts are *within the error*.\n";
    }

    /** {@return the table of those that are judged by the question's rows; empty if there are none} */
    String of(Question question) {
        StringBuilder table = new StringBuilder();
        for (Verdict verdict : verdicts) {
            if (verdict.goal().ours().question().equals(question.name())) {
                table.append(line(verdict));
            }
        }
        if (table.isEmpty()) {
            return "";
        }
        return Format.head(List.of("Goal", "Carriers", "Best rival", "Ratio", "Wanted", "Verdict", "Processor"))
                + table;
    }

    private static String line(Verdict verdict) {
        return Format.row(List.of(
                verdict.goal().work(),
                verdict.carriers().toString(),
                verdict.best().map(row -> "`" + row + "`").orElse(Format.ABSENT),
                verdict.ratio().map(Format::withError).orElse(Format.ABSENT),
                verdict.wanted(),
                verdict.words(),
                verdict.processor().map(Format::withError).orElse("")));
    }
}
