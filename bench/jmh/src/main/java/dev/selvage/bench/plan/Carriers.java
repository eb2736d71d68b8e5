package dev.selvage.bench.plan;

import java.util.List;
import java.util.Locale;

/** How many carrier threads the virtual threads of a run have; Kotlin's dispatcher gets as many. */
public enum Carriers {
    /** One. */
    ONE,
    /** As many as there are processors. */
    ALL;

    private static final String PARALLELISM = "-Djdk.virtualThreadScheduler.parallelism=1";
    private static final String DISPATCHER = "-Dkotlinx.coroutines.scheduler.core.pool.size=1";

    /** {@return the options of a JVM that is to have so many} */
    public List<String> options() {
        return this == ONE ? List.of(PARALLELISM, DISPATCHER) : List.of();
    }

    /** {@return what JVM options say, those of JMH's result files among them} */
    public static Carriers of(List<String> jvmOptions) {
        return jvmOptions.contains(PARALLELISM) ? ONE : ALL;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
