package dev.selvage.bench.plan;

import java.util.List;

/**
 * A row of a contract's speed table: what ours may cost, in terms of the best of some rivals.
 *
 * @param contract the page that asks for it
 * @param work what is done, in words
 * @param ours the row that is judged
 * @param rivals the rows of the rivals; the one that costs least counts
 * @param most the ratio that is asked for, or infinity if the two are to be reported side by side
 * @param below whether the ratio must be less than that, not as much
 * @param carriers the settings in which it is asked for
 * @param metric what is compared
 */
public record Goal(
        String contract,
        String work,
        Row ours,
        List<Row> rivals,
        double most,
        boolean below,
        List<Carriers> carriers,
        Metric metric) {

    /** What is compared. */
    public enum Metric {
        /** Nanoseconds an operation. */
        TIME,
        /** Bytes allocated an operation. */
        BYTES
    }

    /** Copies. */
    public Goal {
        rivals = List.copyOf(rivals);
        carriers = List.copyOf(carriers);
        if (rivals.isEmpty()) {
            throw new IllegalArgumentException("the goal '" + work + "' has no rivals");
        }
    }

    static Goal of(String contract, String work, String ours, String... rivals) {
        return new Goal(
                contract,
                work,
                Row.parse(ours),
                List.of(rivals).stream().map(Row::parse).toList(),
                Double.POSITIVE_INFINITY,
                false,
                List.of(Carriers.values()),
                Metric.TIME);
    }

    Goal atMost(double ratio) {
        return new Goal(contract, work, ours, rivals, ratio, false, carriers, metric);
    }

    Goal lessThan(double ratio) {
        return new Goal(contract, work, ours, rivals, ratio, true, carriers, metric);
    }

    Goal only(Carriers one) {
        return new Goal(contract, work, ours, rivals, most, below, List.of(one), metric);
    }

    Goal bytes() {
        return new Goal(contract, work, ours, rivals, most, below, carriers, Metric.BYTES);
    }

    /** {@return whether a ratio is what is asked for} */
    public boolean isMetBy(double ratio) {
        return below ? ratio < most : ratio <= most;
    }

    /** {@return whether it is asked for while something else keeps a processor busy} */
    public boolean isOfABusyMachine() {
        return ours.parameters().containsKey("busy");
    }

    /** {@return whether a ratio is asked for} */
    public boolean asks() {
        return most < Double.POSITIVE_INFINITY;
    }
}
