package dev.selvage.bench.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * What one row cost, over all JVMs that measured it.
 *
 * @param samples nanoseconds or bytes an operation, one an iteration
 * @param bytes allocated an operation, one an iteration; empty if that was not measured
 * @param processor nanoseconds of processor time an operation, of all threads together, one an iteration; empty if that was
 *     not measured
 * @param unit {@code ns} or {@code B}
 */
record Measurement(List<Double> samples, List<Double> bytes, List<Double> processor, String unit) {
    private static final double CONFIDENCE = 0.999; // that of JMH's own output
    private static final int FEW = 10;

    Measurement {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a measurement has one sample at least");
        }
        samples = List.copyOf(samples);
        bytes = List.copyOf(bytes);
        processor = List.copyOf(processor);
    }

    /** {@return both together} */
    Measurement and(Measurement other) {
        if (!unit.equals(other.unit)) {
            throw new IllegalArgumentException("samples in " + unit + " and in " + other.unit + " for one row");
        }
        return new Measurement(
                joined(samples, other.samples), joined(bytes, other.bytes), joined(processor, other.processor), unit);
    }

    private static List<Double> joined(List<Double> some, List<Double> more) {
        List<Double> all = new ArrayList<>(some);
        all.addAll(more);
        return all;
    }

    Estimate score() {
        return estimate(samples);
    }

    OptionalDouble bytesEach() {
        return bytes.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(estimate(bytes).mean());
    }

    Estimate bytesEstimate() {
        return estimate(bytes);
    }

    Optional<Estimate> processorTime() {
        return processor.isEmpty() ? Optional.empty() : Optional.of(estimate(processor));
    }

    private static Estimate estimate(List<Double> values) {
        int n = values.size();
        int cut = n < FEW ? 0 : n / 5;
        double[] sorted =
                values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int kept = n - 2 * cut;
        double mean = StatUtils.mean(sorted, cut, kept);
        if (n < 2) {
            return new Estimate(mean, Double.NaN);
        }
        Arrays.fill(sorted, 0, cut, sorted[cut]);
        Arrays.fill(sorted, n - cut, n, sorted[n - cut - 1]);
        double deviation = Math.sqrt(StatUtils.variance(sorted)) * n / kept;
        double factor = new TDistribution(kept - 1).inverseCumulativeProbability(1 - (1 - CONFIDENCE) / 2);
        return new Estimate(mean, factor * deviation / Math.sqrt(n));
    }

    /**
     * The mean of the middle three fifths, or of all if they are few, and half of its confidence interval of 99.9 %, as Yuen
     * (1974) computes it: the fifths at both ends count as if they had the values next to them. One iteration in which
     * something else ran decides nothing, and without such ones the interval is that of the plain mean, nearly.
     *
     * @param error not a number if there is one sample only
     */
    record Estimate(double mean, double error) {
        /** {@return the ratio to another one; the relative errors add up as those of independent figures do} */
        Estimate over(Estimate other) {
            double ratio = mean / other.mean;
            return new Estimate(ratio, Math.abs(ratio) * Math.hypot(error / mean, other.error / other.mean));
        }

        boolean hasError() {
            return !Double.isNaN(error);
        }
    }
}
