package dev.selvage.bench.run;

import dev.selvage.bench.plan.Question.Pace;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long a row is measured. Many short iterations rather than few long ones: the factor of the error of 99.9 % is 31.6
 * for three samples, 4.1 for sixteen, 3.7 for thirty.
 *
 * @param rounds how many JVMs measure it, in rounds through all rows
 * @param forks JVMs in a round: 1, or 0 to measure in this JVM
 */
record Settings(int rounds, int forks, Times fine, Times coarse, Times heavy) {
    /** Iterations and their milliseconds. */
    record Times(int warmups, int warmup, int iterations, int iteration) {
        static final Times SHORTEST = new Times(0, 10, 1, 10);
        static final Times HEAVY = new Times(2, 100, 5, 100);

        void into(OptionsBuilder options) {
            options.warmupIterations(warmups)
                    .warmupTime(TimeValue.milliseconds(warmup))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.milliseconds(iteration));
        }
    }

    static Settings of(Selection selection) {
        return switch (selection) {
            case QUICK -> new Settings(2, 1, new Times(3, 100, 8, 50), new Times(8, 100, 8, 100), Times.HEAVY);
            case MAIN -> new Settings(3, 1, new Times(4, 100, 10, 50), new Times(10, 100, 10, 100), Times.HEAVY);
            case FULL -> new Settings(4, 1, new Times(5, 200, 10, 100), new Times(10, 200, 20, 100), Times.HEAVY);
            case SMOKE -> new Settings(1, 0, Times.SHORTEST, Times.SHORTEST, Times.SHORTEST);
        };
    }

    Times times(Pace pace) {
        return switch (pace) {
            case FINE -> fine;
            case COARSE -> coarse;
            case HEAVY -> heavy;
        };
    }
}
