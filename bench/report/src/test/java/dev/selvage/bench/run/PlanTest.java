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
            question.elsewhere().forEach(row -> rows.add(Row.parse(question.name() + "." + row)));
        }
        return rows;
    }

    @Test
    void quick_everyGoal_isMeasured() {
        for (Carriers carriers : Carriers.values()) {
            Set<Row> rows = measured(Selection.QUICK, carriers);
            for (Goal goal : Goals.all()) {
                if (goal.carriers().contains(carriers)) {
                    assertThat(rows).as(goal.work()).contains(goal.ours()).containsAll(goal.rivals());
                }
            }
        }
    }

    @Test
    void quick_everyClaimAndCost_isMeasured() {
        Set<Row> rows = measured(Selection.QUICK, Carriers.ALL);

        for (Claim claim : Claims.all()) {
            for (Claim.Check check : claim.checks()) {
                assertThat(rows).as(claim.saying()).contains(check.left()).containsAll(check.others());
            }
        }
        Costs.all().forEach(cost -> assertThat(rows).as(cost.what()).contains(cost.ours(), cost.rival()));
    }

    @Test
    void full_measuresAllThatQuickDoes() {
        for (Carriers carriers : Carriers.values()) {
            assertThat(measured(Selection.FULL, carriers)).containsAll(measured(Selection.QUICK, carriers));
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
