package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Goals;
import dev.selvage.bench.plan.Row;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LossesTest {
    private final Measurements measurements = new Measurements();

    private void add(String row, double nanos, double processor) {
        measurements.add(
                Row.parse(row),
                Optional.of(Carriers.ALL),
                new Measurement(Collections.nCopies(12, nanos), List.of(), Collections.nCopies(12, processor), "ns"));
    }

    private void addFlow(String rival, double nanos) {
        addFlow(rival, nanos, nanos);
    }

    private void addFlow(String rival, double nanos, double processor) {
        add("ChannelFlow.flow(rival=" + rival + ",shape=1x1@1024)", nanos, processor);
    }

    private String text() {
        return new Losses(measurements, new GoalTable(Goals.all(), measurements)).text();
    }

    @Test
    void text_ofARivalThatNoGoalNames_tellsIt() {
        addFlow("selvage", 20);
        addFlow("ABQ", 100);
        addFlow("LBQ", 100);
        addFlow("jox", 100);
        addFlow("kotlin", 10);

        assertThat(text())
                .contains("- `ChannelFlow.flow(rival=selvage,shape=1x1@1024)`: 2.00 ± 0.00 times"
                        + " `ChannelFlow.flow(rival=kotlin,shape=1x1@1024)` (all carriers).")
                .doesNotContain("missed");
    }

    @Test
    void text_ofARivalThatCannotWait_saysSoAndTellsOneThatCanBesides() {
        addFlow("selvage", 20);
        addFlow("kotlin", 10);
        addFlow("Agrona", 5);

        assertThat(text())
                .contains(
                        "times `ChannelFlow.flow(rival=kotlin,shape=1x1@1024)` (all carriers).",
                        "4.00 ± 0.00 times `ChannelFlow.flow(rival=Agrona,shape=1x1@1024)`, which cannot wait"
                                + " (all carriers).");
    }

    /** What a goal says of them is enough. */
    @Test
    void text_ofAGoalThatIsMissed_tellsItOnce() {
        addFlow("selvage", 80);
        addFlow("ABQ", 40);
        addFlow("LBQ", 100);
        addFlow("jox", 100);

        assertThat(text())
                .startsWith("Goals that are missed, whatever the error:\n\n- **one to one, bounded 1,024**")
                .doesNotContain("Without a goal", "processor");
    }

    @Test
    void text_ofAGoalThatIsMissedButNotInProcessorTime_saysSo() {
        addFlow("selvage", 80, 10);
        addFlow("ABQ", 40, 50);
        addFlow("LBQ", 100, 5);
        addFlow("jox", 100, 5);

        assertThat(text())
                .startsWith("Goals that are missed, whatever the error:\n\n- **one to one, bounded 1,024** (channels,"
                        + " all carriers): 2.00 ± 0.00 times `ChannelFlow.flow(rival=ABQ,shape=1x1@1024)`,"
                        + " wanted ≤ 0.50; in processor time 0.20 ± 0.00 times, which would meet it.\n");
    }

    @Test
    void text_ofAGoalThatIsMetButNotInProcessorTime_saysSo() {
        addFlow("selvage", 10, 80);
        addFlow("ABQ", 40, 50);
        addFlow("LBQ", 100, 5);
        addFlow("jox", 100, 5);

        assertThat(text())
                .startsWith("Goals that are met, but would not be if processor time were judged:\n\n"
                        + "- **one to one, bounded 1,024** (channels, all carriers): 0.25 ± 0.00 times"
                        + " `ChannelFlow.flow(rival=ABQ,shape=1x1@1024)`, wanted ≤ 0.50; in processor time"
                        + " 1.60 ± 0.00 times, which would miss it.\n");
    }

    @Test
    void text_ofACurve_isOneLine() {
        for (int forks : List.of(1, 10, 100)) {
            add("ThousandForks.selvageOpen(forks=" + forks + ")", 20, 20);
            add("ThousandForks.rawSts(forks=" + forks + ")", 10, 10);
        }

        assertThat(text())
                .contains(
                        "- `ThousandForks.selvageOpen`: 2.00 to 2.00 times `ThousandForks.rawSts`, with forks 1, 10, 100"
                                + " (all carriers).");
    }
}
