package dev.selvage.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.openjdk.jmh.util.ListStatistics;

/**
 * What one row cost, over all JVMs that measured it.
 *
 * @param samples nanoseconds or bytes an operation, one an iteration
 * @param bytes allocated an operation, one an iteration; empty if that was not measured
 * @param unit {@code ns} or {@code B}
 */
record Measurement(List<Double> samples, List<Double> bytes, String unit) {
    private static final double CONFIDENCE = 0.999; // that of JMH's own output

    Measurement {
        if (samples.isEmpty()) {
            throw new IllegalArgumentException("a measurement has one sample at least");
        }
        samples = List.copyOf(samples);
        bytes = List.copyOf(bytes);
    }

    /** {@return both together} */
    Measurement and(Measurement other) {
        if (!unit.equals(other.unit)) {
            throw new IllegalArgumentException("samples in " + unit + " and in " + other.unit + " for one row");
        }
        List<Double> all = new ArrayList<>(samples);
        all.addAll(other.samples);
        List<Double> allBytes = new ArrayList<>(bytes);
        allBytes.addAll(other.bytes);
        return new Measurement(all, allBytes, unit);
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

    private static Estimate estimate(List<Double> values) {
        ListStatistics statistics = new ListStatistics(
                values.stream().mapToDouble(Double::doubleValue).toArray());
        double error = values.size() < 2 ? Double.NaN : statistics.getMeanErrorAt(CONFIDENCE);
        return new Estimate(statistics.getMean(), error);
    }

    /**
     * A mean and half of its confidence interval of 99.9 %.
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
