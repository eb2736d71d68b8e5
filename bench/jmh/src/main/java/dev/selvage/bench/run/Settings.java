package dev.selvage.bench.run;

import dev.selvage.bench.plan.Question.Pace;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * How long a row is measured.
 *
 * @param rounds how many JVMs measure it, in rounds through all rows of a question
 * @param forks JVMs in a round: 1, or 0 to measure in this JVM
 */
record Settings(int rounds, int forks, Times fine, Times coarse) {
    /** Iterations and their milliseconds. */
    record Times(int warmups, int warmup, int iterations, int iteration) {
        static final Times SHORTEST = new Times(0, 10, 1, 10);
        static final Times FULL = new Times(3, 500, 5, 500);

        void into(OptionsBuilder options) {
            options.warmupIterations(warmups)
                    .warmupTime(TimeValue.milliseconds(warmup))
                    .measurementIterations(iterations)
                    .measurementTime(TimeValue.milliseconds(iteration));
        }
    }

    static Settings of(Selection selection) {
        return switch (selection) {
            case QUICK -> new Settings(2, 1, new Times(2, 100, 3, 100), new Times(2, 350, 3, 150));
            case FULL -> new Settings(2, 1, Times.FULL, Times.FULL);
            case SMOKE -> new Settings(1, 0, Times.SHORTEST, Times.SHORTEST);
        };
    }

    Times times(Pace pace) {
        return pace == Pace.FINE ? fine : coarse;
    }
}
