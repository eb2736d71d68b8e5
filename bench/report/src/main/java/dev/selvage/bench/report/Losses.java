package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Questions;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where a rival costs less than ours, or less than a goal allows, in words. */
final class Losses {
    private static final double CLEARLY = 0.9;

    private final Measurements measurements;
    private final GoalTable goals;

    /** A row of ours and one of a rival that costs less, with no goal for the two. */
    private record Loss(Question question, Row ours, Row rival, Carriers carriers, Estimate ratio) {}

    Losses(Measurements measurements, GoalTable goals) {
        this.measurements = measurements;
        this.goals = goals;
    }

    String text() {
        String text = part("Goals that are missed, whatever the error", missed(verdict -> !verdict.isUnsure()))
                + part("Goals that are missed within the error", missed(Verdict::isUnsure))
                + part("Goals that are met, but would not be if processor time were judged", metOtherwise())
                + part("Without a goal, where a rival takes nine tenths of the time or less", withoutGoals());
        return text.isEmpty() ? "Nowhere, among what was measured.\n" : text;
    }

    private static String part(String title, List<String> lines) {
        return lines.isEmpty()
                ? ""
                : title + ":\n\n"
                        + lines.stream().map(line -> "- " + line + "\n").collect(Collectors.joining()) + "\n";
    }

    private List<String> missed(Predicate<Verdict> which) {
        return goals.verdicts().stream()
                .filter(Verdict::isMissed)
                .filter(which)
                .map(Losses::told)
                .toList();
    }

    private List<String> metOtherwise() {
        return goals.verdicts().stream()
                .filter(Verdict::isMet)
                .filter(Verdict::isOtherwiseInProcessorTime)
                .map(Losses::told)
                .toList();
    }

    private static String told(Verdict verdict) {
        return "**" + verdict.goal().work() + "** (" + verdict.goal().contract() + ", " + carriers(verdict.carriers())
                + "): " + Format.withError(verdict.ratio().orElseThrow()) + " times `"
                + verdict.best().orElseThrow() + "`, wanted " + verdict.wanted()
                + otherwise(verdict) + ".";
    }

    private static String otherwise(Verdict verdict) {
        if (!verdict.isOtherwiseInProcessorTime()) {
            return "";
        }
        return "; in processor time " + Format.withError(verdict.processor().orElseThrow()) + " times, which would "
                + (verdict.isMet() ? "miss it" : "meet it");
    }

    private List<String> withoutGoals() {
        Map<String, List<Loss>> losses = new LinkedHashMap<>();
        for (Question question : Questions.all()) {
            for (Carriers carriers : Carriers.values()) {
                if (carriers == Carriers.ONE && !measurements.has(question.name(), Optional.of(carriers))) {
                    continue; // what does not depend on carriers is told once
                }
                new QuestionSection(question, measurements)
                        .works()
                        .values()
                        .forEach(rows -> withoutGoal(question, rows, carriers)
                                .forEach(loss -> losses.computeIfAbsent(curve(loss), c -> new ArrayList<>())
                                        .add(loss)));
            }
        }
        return losses.values().stream().map(Losses::told).toList();
    }

    /** The cheapest of ours beside the cheapest rival that no goal compares it with; one that cannot wait is told apart. */
    private List<Loss> withoutGoal(Question question, List<Row> rows, Carriers carriers) {
        List<Row> measured = rows.stream()
                .filter(row -> measurements.find(row, carriers).isPresent())
                .toList();
        Optional<Row> ours = cheapest(measured.stream().filter(row -> isOurs(question, row)), carriers);
        List<Row> theirs = measured.stream()
                .filter(row -> !isOurs(question, row) && !goals.compares(row, carriers))
                .toList();
        return ours.stream()
                .flatMap(mine -> Stream.of(true, false)
                        .flatMap(waits ->
                                cheapest(theirs.stream().filter(row -> question.waits(row) == waits), carriers)
                                        .stream())
                        .filter(rival -> cost(rival, carriers) <= CLEARLY * cost(mine, carriers))
                        .map(rival -> new Loss(
                                question,
                                mine,
                                rival,
                                carriers,
                                score(mine, carriers).over(score(rival, carriers)))))
                .toList();
    }

    /** {@return what the points of one curve have in common} */
    private static String curve(Loss loss) {
        return loss.carriers() + " " + atAnyPoint(loss.question(), loss.ours()) + " "
                + atAnyPoint(loss.question(), loss.rival());
    }

    private static Row atAnyPoint(Question question, Row row) {
        Map<String, String> rest = new TreeMap<>(row.parameters());
        question.growth().ifPresent(rest::remove);
        return Row.of(row.question() + "." + row.method(), rest);
    }

    private static String told(List<Loss> losses) {
        Loss first = losses.getFirst();
        String remark = (first.question().waits(first.rival()) ? "" : ", which cannot wait") + " ("
                + carriers(first.carriers()) + ").";
        if (losses.size() == 1) {
            return "`" + first.ours() + "`: " + Format.withError(first.ratio()) + " times `" + first.rival() + "`"
                    + remark;
        }
        String parameter = first.question().growth().orElseThrow();
        List<Double> ratios =
                losses.stream().map(loss -> loss.ratio().mean()).sorted().toList();
        return "`" + atAnyPoint(first.question(), first.ours()) + "`: " + Format.number(ratios.getFirst()) + " to "
                + Format.number(ratios.getLast()) + " times `" + atAnyPoint(first.question(), first.rival())
                + "`, with "
                + parameter + " "
                + losses.stream()
                        .map(loss -> loss.ours().parameters().get(parameter))
                        .collect(Collectors.joining(", "))
                + remark;
    }

    private static boolean isOurs(Question question, Row row) {
        return question.rivalOf(row).startsWith("selvage");
    }

    private Optional<Row> cheapest(Stream<Row> rows, Carriers carriers) {
        return rows.min(Comparator.comparingDouble(row -> cost(row, carriers)));
    }

    private Estimate score(Row row, Carriers carriers) {
        return measurements.find(row, carriers).orElseThrow().score();
    }

    private double cost(Row row, Carriers carriers) {
        return score(row, carriers).mean();
    }

    private static String carriers(Carriers carriers) {
        return carriers == Carriers.ONE ? "one carrier" : "all carriers";
    }
}
