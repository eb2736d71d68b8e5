package dev.selvage.bench.run;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Questions;
import dev.selvage.bench.plan.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Everything that a selection measures, in its order. */
final class Schedule {
    /** One JVM. */
    record Measurement(int round, Question question, Carriers carriers, Row row, Settings.Times times) {}

    private Schedule() {}

    /** {@return all: the rounds are outermost, and what needs fewer is left out of the last ones} */
    static List<Measurement> of(Selection selection) {
        Settings settings = Settings.of(selection);
        List<Measurement> all = new ArrayList<>();
        for (int round = 0; round < settings.rounds(); round++) {
            for (Question question : Questions.all()) {
                for (Carriers carriers : carriers(selection)) {
                    addRound(all, round, question, carriers, selection);
                }
            }
        }
        return all;
    }

    private static void addRound(
            List<Measurement> all, int round, Question question, Carriers carriers, Selection selection) {
        Settings settings = Settings.of(selection);
        Set<Row> deciding = selection.deciding(carriers).collect(Collectors.toSet());
        int rounds = carriers == Carriers.ONE ? settings.roundsOfOne() : settings.rounds();
        for (Row row : Rows.rotated(Rows.of(question, selection, carriers), round, settings.rounds())) {
            if (round < (deciding.contains(row) ? rounds : settings.roundsBesides())) {
                all.add(new Measurement(round, question, carriers, row, settings.times(question.paceOf(row))));
            }
        }
    }

    private static List<Carriers> carriers(Selection selection) {
        return selection == Selection.SMOKE ? List.of(Carriers.ALL) : List.of(Carriers.values());
    }

    /** {@return what all is expected to take} */
    static Duration planned(List<Measurement> measurements) {
        return measurements.stream()
                .map(measurement -> measurement.times().planned())
                .reduce(Duration.ZERO, Duration::plus);
    }
}
