package dev.selvage.bench.plan;

import java.util.List;
import java.util.stream.Stream;

/**
 * A saying about the cost of concurrency, and the comparisons that would have to turn out right.
 *
 * @param saying the words that go round
 * @param means what must be measured for it to hold
 */
public record Claim(String saying, String means, List<Check> checks) {
    /** Copies. */
    public Claim {
        checks = List.copyOf(checks);
    }

    /**
     * One comparison, with all carriers: the cost of a row in terms of the cheapest of others.
     *
     * @param least the ratio that it must have at least
     * @param most the ratio that it must have at most
     */
    public record Check(Row left, List<Row> others, double least, double most) {
        /** Copies. */
        public Check {
            others = List.copyOf(others);
        }

        /** {@return whether a ratio is what the saying says} */
        public boolean holds(double ratio) {
            return ratio >= least && ratio <= most;
        }
    }

    static Check check(double least, double most, String left, String... others) {
        return new Check(Row.parse(left), Stream.of(others).map(Row::parse).toList(), least, most);
    }
}
