package dev.selvage.bench;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * The processor time of the whole process for each operation, one figure an iteration: what a wait costs the others. Those
 * that compile and collect garbage in the meantime are in it, and all that carriers do to look for work; those that
 * {@link BusyCores} makes spin are not. There is no figure of a warm-up: the clock takes fifty milliseconds to be linked,
 * which another thread does meanwhile. {@code bench/run} always measures it; by hand it is
 * {@code -prof dev.selvage.bench.ProcessCpu}.
 */
public final class ProcessCpu implements InternalProfiler {
    /** The name of the figure in JMH's results. */
    public static final String METRIC = "cpu";

    private final FutureTask<ProcessorTime> clock = new FutureTask<>(ProcessorTime::ofThisProcess);
    private long before;

    @Override
    public String getDescription() {
        return "processor time of the process for each operation";
    }

    @Override
    public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
        if (iteration.getType() == IterationType.WARMUP) {
            Thread.ofPlatform().daemon().start(clock); // does nothing from the second time on
            return;
        }
        before = used();
    }

    /**
     * Divides by the operations of all threads of JMH, as its own profiler of allocations does: those are in it that
     * threads do while they wait for the others to begin or to end, and each invocation counts as many as it is
     * declared to.
     */
    @Override
    public Collection<ScalarResult> afterIteration(
            BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
        if (iteration.getType() == IterationType.WARMUP) {
            return List.of();
        }
        long used = used() - before;
        long operations = Math.max(1, result.getMetadata().getAllOps());
        return List.of(new ScalarResult(METRIC, (double) used / operations, "ns/op", AggregationPolicy.AVG));
    }

    private long used() {
        clock.run(); // unless a warm-up has
        try {
            return clock.get().nanos() - BusyCores.spun();
        } catch (ExecutionException | InterruptedException e) {
            throw new IllegalStateException("there is no clock of processor time", e);
        }
    }
}
