package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Goal;
import dev.selvage.bench.plan.Row;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictTest {
    private static final Row OURS = Row.parse("Q.ours(threads=2)");
    private static final Row CHEAP = Row.parse("Q.cheap(threads=2)");
    private static final Row DEAR = Row.parse("Q.dear(threads=2)");

    private final Measurements measurements = new Measurements();

    private void add(Row row, double... samples) {
        measurements.add(
                row,
                Optional.of(Carriers.ALL),
                new Measurement(java.util.Arrays.stream(samples).boxed().toList(), List.of(), "ns"));
    }

    private Verdict verdict(double most, boolean below) {
        Goal goal = new Goal(
                "sync", "work", OURS, List.of(CHEAP, DEAR), most, below, List.of(Carriers.ALL), Goal.Metric.TIME);
        return Verdict.of(goal, Carriers.ALL, measurements);
    }

    @Test
    void of_severalRivals_comparesWithTheCheapest() {
        add(OURS, 10, 10, 10);
        add(CHEAP, 8, 8, 8);
        add(DEAR, 20, 20, 20);

        assertThat(verdict(1, false).words()).isEqualTo("**MISSED**");
        assertThat(verdict(1.25, false).words()).startsWith("met");
        assertThat(verdict(1.25, true).words()).startsWith("**MISSED**");
        assertThat(verdict(1, false).best()).contains(CHEAP);
    }

    @Test
    void of_aRivalThatWasNotMeasured_isAbsent() {
        add(OURS, 10, 10);
        add(CHEAP, 8, 8);

        assertThat(verdict(1, false).words()).isEqualTo("absent");
        assertThat(verdict(1, false).isMissed()).isFalse();
    }

    @Test
    void of_scatteredSamples_saysThatTheGoalIsWithinTheError() {
        add(OURS, 8, 10, 13);
        add(CHEAP, 8, 10, 12);
        add(DEAR, 20, 20, 20);

        assertThat(verdict(1, false).words()).isEqualTo("**MISSED**, within the error");
    }

    @Test
    void of_oneSample_saysThatTheErrorIsUnknown() {
        add(OURS, 10);
        add(CHEAP, 8);
        add(DEAR, 20);

        assertThat(verdict(2, false).words()).isEqualTo("met, error unknown");
    }

    @Test
    void and_samplesOfAnotherJvm_areOneMeasurement() {
        add(OURS, 10, 10);
        add(OURS, 20, 20);

        assertThat(measurements.find(OURS, Carriers.ALL).orElseThrow().score().mean())
                .isEqualTo(15);
    }
}
