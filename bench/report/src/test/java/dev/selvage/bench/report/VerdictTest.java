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
        add(row, List.of(), samples);
    }

    private void add(Row row, List<Double> processor, double... samples) {
        measurements.add(
                row,
                Optional.of(Carriers.ALL),
                new Measurement(
                        java.util.Arrays.stream(samples).boxed().toList(), List.of(100.0, 100.0), processor, "ns"));
    }

    private Verdict verdict(double most, boolean below) {
        return verdict(most, below, Goal.Metric.TIME);
    }

    private Verdict verdict(double most, boolean below, Goal.Metric metric) {
        Goal goal = new Goal("sync", "work", OURS, List.of(CHEAP, DEAR), most, below, List.of(Carriers.ALL), metric);
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

    /** The rival that is best by time, though the other one takes less processor time. */
    @Test
    void processor_besideTime_isTheRatioToTheSameRivalAndDecidesNothing() {
        add(OURS, List.of(30.0, 30.0), 10, 10);
        add(CHEAP, List.of(20.0, 20.0), 8, 8);
        add(DEAR, List.of(2.0, 2.0), 20, 20);

        assertThat(verdict(1.25, false).ratio().orElseThrow().mean()).isEqualTo(1.25);
        assertThat(verdict(1.25, false).processor().orElseThrow().mean()).isEqualTo(1.5);
        assertThat(verdict(1.25, false).words()).startsWith("met");
        assertThat(verdict(1.25, false).isOtherwiseInProcessorTime()).isTrue();
        assertThat(verdict(1.5, false).isOtherwiseInProcessorTime()).isFalse();
        assertThat(verdict(Double.POSITIVE_INFINITY, false).isOtherwiseInProcessorTime())
                .isFalse();
    }

    @Test
    void processor_thatWasNotMeasuredOfOne_isEmpty() {
        add(OURS, List.of(30.0, 30.0), 10, 10);
        add(CHEAP, 8, 8);
        add(DEAR, List.of(2.0, 2.0), 20, 20);

        assertThat(verdict(1, false).isMissed()).isTrue();
        assertThat(verdict(1, false).processor()).isEmpty();
        assertThat(verdict(1, false).isOtherwiseInProcessorTime()).isFalse();
    }

    @Test
    void processor_ofAGoalAboutBytes_isEmpty() {
        add(OURS, List.of(30.0, 30.0), 10, 10);
        add(CHEAP, List.of(20.0, 20.0), 8, 8);
        add(DEAR, List.of(2.0, 2.0), 20, 20);

        assertThat(verdict(1, false, Goal.Metric.BYTES).isMet()).isTrue();
        assertThat(verdict(1, false, Goal.Metric.BYTES).processor()).isEmpty();
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
