package dev.selvage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.selvage.bench.report.Measurement.Estimate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.util.ListStatistics;

class MeasurementTest {
    private static Estimate score(List<Double> samples) {
        return new Measurement(samples, List.of(), List.of(), "ns").score();
    }

    private static List<Double> samples(double... values) {
        return java.util.Arrays.stream(values).boxed().toList();
    }

    @Test
    void processorTime_ofSamplesOfTwoJvms_isThatOfAllAndNotTime() {
        Measurement one = new Measurement(samples(10, 10), samples(1, 1), samples(30, 30), "ns");
        Measurement other = new Measurement(samples(12, 12), samples(1, 1), samples(50, 50), "ns");

        assertThat(one.and(other).score().mean()).isEqualTo(11);
        assertThat(one.and(other).processorTime().orElseThrow().mean()).isEqualTo(40);
    }

    @Test
    void processorTime_thatWasNotMeasured_isEmpty() {
        assertThat(new Measurement(samples(10, 10), samples(1, 1), List.of(), "ns").processorTime())
                .isEmpty();
    }

    /** What few samples there are of programs that are not JMH's. */
    @Test
    void score_ofFewSamples_isTheMeanWithTheErrorOfJmh() {
        double[] values = {9, 10, 11, 10, 12};
        ListStatistics jmh = new ListStatistics(values);

        Estimate estimate = score(samples(values));

        assertThat(estimate.mean()).isEqualTo(jmh.getMean());
        assertThat(estimate.error()).isCloseTo(jmh.getMeanErrorAt(0.999), within(1e-9));
    }

    /** Computed by hand: the middle is 3 to 8; as many ends, pulled in, have a variance of 42.5/9. */
    @Test
    void score_ofTenSamples_isTheMeanOfTheMiddleThreeFifths() {
        Estimate estimate = score(samples(1, 2, 3, 4, 5, 6, 7, 8, 9, 10));

        assertThat(estimate.mean()).isEqualTo(5.5);
        double t = 6.8688; // of five degrees of freedom, for 99.9 %
        assertThat(estimate.error()).isCloseTo(t * Math.sqrt(42.5 / 9) / 0.6 / Math.sqrt(10), within(1e-3));
    }

    @Test
    void score_withOneIterationThatWasDisturbed_isThatOfTheOthers() {
        List<Double> steady = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            steady.add(100.0 + i % 3);
        }
        List<Double> disturbed = new ArrayList<>(steady);
        disturbed.set(7, 6_500.0);

        assertThat(score(disturbed).mean()).isCloseTo(score(steady).mean(), within(0.2));
        assertThat(score(disturbed).error()).isLessThan(2);
    }

    /** JVMs of two kinds: the middle does not choose one of them. */
    @Test
    void score_ofTwoKindsOfJvm_saysHowLittleIsKnown() {
        List<Double> two = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            two.add(i < 20 ? 50.0 : 150.0);
        }

        assertThat(score(two).mean()).isEqualTo(100);
        assertThat(score(two).error()).isGreaterThan(40);
    }
}
