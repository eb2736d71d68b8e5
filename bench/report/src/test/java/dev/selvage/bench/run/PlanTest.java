package dev.selvage.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Claim;
import dev.selvage.bench.plan.Claims;
import dev.selvage.bench.plan.Costs;
import dev.selvage.bench.plan.Goal;
import dev.selvage.bench.plan.Goals;
import dev.selvage.bench.plan.Question;
import dev.selvage.bench.plan.Questions;
import dev.selvage.bench.plan.Row;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static Set<Row> measured(Selection selection, Carriers carriers) {
        Set<Row> rows = new TreeSet<>();
        for (Question question : Questions.all()) {
            rows.addAll(Rows.of(question, selection, carriers));
            rows.addAll(question.elsewhereRows());
        }
        return rows;
    }

    private static Set<Row> wanted(Goal goal) {
        Set<Row> rows = new TreeSet<>(goal.rivals());
        rows.add(goal.ours());
        return rows;
    }

    @Test
    void quick_measuresWhatTheGoalsOfAQuietMachineAndTheCostsNameAndNothingElse() {
        for (Carriers carriers : Carriers.values()) {
            Set<Row> named = new TreeSet<>();
            Goals.all().stream()
                    .filter(goal -> goal.carriers().contains(carriers) && !goal.isOfABusyMachine())
                    .forEach(goal -> named.addAll(wanted(goal)));
            if (carriers == Carriers.ALL) {
                Costs.all().forEach(cost -> named.addAll(List.of(cost.ours(), cost.rival())));
            }
            Set<Row> rows = measured(Selection.QUICK, carriers);

            assertThat(rows).containsAll(named);
            Questions.all().forEach(question -> rows.removeAll(question.elsewhereRows()));
            assertThat(named).containsAll(rows);
        }
    }

    /** Of the ten minutes that quick may take, the programs in Rust need half of one. */
    @Test
    void quick_byItsPlan_takesLessThanTenMinutes() {
        assertThat(Schedule.planned(Schedule.of(Selection.QUICK))).isLessThan(Duration.ofSeconds(560));
    }

    /** The programs in Rust take half a minute, the bytes of waiters and elements one and a half. */
    @Test
    void main_byItsPlan_takesHalfAnHour() {
        assertThat(Schedule.planned(Schedule.of(Selection.MAIN))).isLessThan(Duration.ofSeconds(1_780));
    }

    @Test
    void main_whatDecidesAGoal_isMeasuredInMoreJvmsThanTheRest() {
        Row deciding = Row.parse("ThousandForks.selvageOpen(forks=1000)");
        Row besides = Row.parse("ThousandForks.selvageOpen(forks=100)");
        List<Schedule.Measurement> all = Schedule.of(Selection.MAIN);

        assertThat(jvms(all, deciding, Carriers.ALL)).isEqualTo(4);
        assertThat(jvms(all, deciding, Carriers.ONE)).isEqualTo(3);
        assertThat(jvms(all, besides, Carriers.ALL)).isEqualTo(2);
    }

    private static long jvms(List<Schedule.Measurement> all, Row row, Carriers carriers) {
        return all.stream()
                .filter(m -> m.row().equals(row) && m.carriers() == carriers)
                .count();
    }

    /** All rivals of a goal get the same: none is measured longer than ours. */
    @Test
    void of_theRowsOfAGoal_measuresEachEquallyLong() {
        for (Selection selection : List.of(Selection.QUICK, Selection.MAIN, Selection.FULL)) {
            List<Schedule.Measurement> all = Schedule.of(selection);
            for (Goal goal : Goals.all()) {
                for (Carriers carriers : goal.carriers()) {
                    assertThat(wanted(goal).stream()
                                    .filter(row -> !goal.isOfABusyMachine() || selection != Selection.QUICK)
                                    .filter(row -> !Questions.named(row.question())
                                            .elsewhereRows()
                                            .contains(row))
                                    .map(row -> all.stream()
                                            .filter(m -> m.row().equals(row) && m.carriers() == carriers)
                                            .map(Schedule.Measurement::times)
                                            .toList())
                                    .distinct())
                            .as(selection + ": " + goal.work())
                            .hasSizeLessThan(2);
                }
            }
        }
    }

    @Test
    void main_everyGoal_isMeasured() {
        for (Carriers carriers : Carriers.values()) {
            Set<Row> rows = measured(Selection.MAIN, carriers);
            for (Goal goal : Goals.all()) {
                if (goal.carriers().contains(carriers)) {
                    assertThat(rows).as(goal.work()).containsAll(wanted(goal));
                }
            }
        }
    }

    @Test
    void main_everyClaim_isMeasured() {
        Set<Row> rows = measured(Selection.MAIN, Carriers.ALL);

        for (Claim claim : Claims.all()) {
            for (Claim.Check check : claim.checks()) {
                assertThat(rows).as(claim.saying()).contains(check.left()).containsAll(check.others());
            }
        }
    }

    @Test
    void full_measuresAllThatMainDoes() {
        for (Carriers carriers : Carriers.values()) {
            assertThat(measured(Selection.FULL, carriers)).containsAll(measured(Selection.MAIN, carriers));
        }
    }

    /** A name that is not that of a benchmark, or a parameter that is missing, would fail in the middle of a long run. */
    @Test
    void named_everyRow_isOneOfTheBenchmarksThatWereCompiled() {
        for (Question question : Questions.all()) {
            for (Carriers carriers : Carriers.values()) {
                for (Row row : Rows.of(question, Selection.MAIN, carriers)) {
                    assertThat(Rows.isBenchmark(row)).as(row.toString()).isTrue();
                }
            }
        }
    }

    @Test
    void parse_aRow_isTheInverseOfToString() {
        for (Row row : measured(Selection.FULL, Carriers.ALL)) {
            assertThat(Row.parse(row.toString())).isEqualTo(row);
        }
    }

    @Test
    void rotated_inEachRound_beginsWithAnotherRowAndKeepsAll() {
        List<Row> rows = Stream.of("Q.a", "Q.b", "Q.c", "Q.d").map(Row::parse).toList();
        List<Row> firsts = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            List<Row> order = Rows.rotated(rows, round, 4);
            assertThat(order).containsExactlyInAnyOrderElementsOf(rows);
            firsts.add(order.getFirst());
        }
        assertThat(firsts).doesNotHaveDuplicates();
    }
}
