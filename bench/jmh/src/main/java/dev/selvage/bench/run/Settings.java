package dev.selvage.bench.run;

import dev.selvage.bench.plan.Question.Pace;
import java.time.Duration;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long a row is measured. Many short iterations rather than few long ones: the median of twelve samples or more has an
 * interval of 99.9 %. JVMs differ more than iterations of one, so that what a goal decides gets more of them.
 *
 * @param rounds how many JVMs measure a row that decides a goal for all carriers, in rounds through all rows
 * @param roundsOfOne how many measure one that decides a goal for one carrier, which scatters less
 * @param roundsBesides how many measure all others
 * @param forks JVMs in a round: 1, or 0 to measure in this JVM
 */
record Settings(
        int rounds, int roundsOfOne, int roundsBesides, int forks, Times fine, Times coarse, Times late, Times heavy) {
    /** Iterations and their milliseconds. */
    record Times(int warmups, int warmup, int iterations, int iteration) {
        private static final Times SHORTEST = new Times(0, 10, 1, 10);
        private static final Times HEAVY = new Times(2, 100, 6, 100);

        /** What the start of a JVM takes, as measured. */
        private static final Duration START = Duration.ofMillis(480);

        /** What an operation of a heavy row takes, as measured: longer than an iteration. */
        private static final Duration HEAVY_OPERATION = Duration.ofMillis(500);

        void into(OptionsBuilder options) {
            options.warmupIterations(warmups)
                    .warmupTime(TimeValue.milliseconds(warmup))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.milliseconds(iteration));
        }

        /** {@return what a JVM is expected to take} */
        Duration planned() {
            return START.plus(
                    this == HEAVY
                            ? HEAVY_OPERATION.multipliedBy(warmups + iterations)
                            : Duration.ofMillis((long) warmups * warmup + (long) iterations * iteration));
        }
    }

    static Settings of(Selection selection) {
        return switch (selection) {
            case QUICK ->
                new Settings(
                        2,
                        2,
                        2,
                        1,
                        new Times(3, 100, 8, 50),
                        new Times(6, 100, 7, 100),
                        new Times(20, 100, 8, 100),
                        Times.HEAVY);
            case MAIN ->
                new Settings(
                        4,
                        3,
                        2,
                        1,
                        new Times(4, 100, 12, 50),
                        new Times(10, 100, 10, 100),
                        new Times(30, 100, 10, 100),
                        Times.HEAVY);
            case FULL ->
                new Settings(
                        6,
                        6,
                        4,
                        1,
                        new Times(5, 200, 12, 100),
                        new Times(10, 200, 20, 100),
                        new Times(15, 200, 20, 100),
                        Times.HEAVY);
            case SMOKE -> new Settings(1, 1, 1, 0, Times.SHORTEST, Times.SHORTEST, Times.SHORTEST, Times.SHORTEST);
        };
    }

    Times times(Pace pace) {
        return switch (pace) {
            case FINE -> fine;
            case COARSE -> coarse;
            case LATE -> late;
            case HEAVY -> heavy;
        };
    }
}
