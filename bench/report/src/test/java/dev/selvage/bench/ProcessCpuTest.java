package dev.selvage.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.IterationResultMetaData;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;
import org.openjdk.jmh.runner.options.TimeValue;

/** What other threads of this JVM do meanwhile counts, too: upper limits are far away. */
class ProcessCpuTest {
    private static final long MILLI = 1_000_000;

    private static final ProcessorTime PROCESS = ProcessorTime.ofThisProcess();

    private static final IterationParams MEASURED = iteration(IterationType.MEASUREMENT);

    /** A benchmark that does nothing. */
    private static final class Idle extends BusyCores {}

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final ProcessCpu profiler = new ProcessCpu();

    private static IterationParams iteration(IterationType type) {
        return new IterationParams(type, 1, TimeValue.milliseconds(100), 1);
    }

    private double cpuOf(long allOperations, long measuredOperations, Runnable work) {
        profiler.beforeIteration(null, MEASURED);
        work.run();
        IterationResultMetaData operations = new IterationResultMetaData(allOperations, measuredOperations);
        ScalarResult result = profiler.afterIteration(null, MEASURED, new IterationResult(null, MEASURED, operations))
                .iterator()
                .next();
        assertThat(result.getLabel()).isEqualTo(ProcessCpu.METRIC);
        assertThat(result.getScoreUnit()).isEqualTo("ns/op");
        return result.getScore();
    }

    private void use(long nanos) {
        long end = threads.getCurrentThreadCpuTime() + nanos;
        while (threads.getCurrentThreadCpuTime() < end) {
            Thread.onSpinWait();
        }
    }

    private static void waitForSpinning(long nanos) {
        long end = BusyCores.spun() + nanos;
        while (BusyCores.spun() < end) {
            LockSupport.parkNanos(MILLI);
        }
    }

    @Test
    void afterIteration_ofAThreadThatRuns_dividesItsTimeByAllOperations() {
        assertThat(cpuOf(1_000, 10, () -> use(100 * MILLI))).isBetween(100_000.0 - 1, 9_000_000.0);
    }

    @Test
    void afterIteration_ofAWarmUp_givesNoFigureAndAfterItThereIsOne() {
        IterationParams warmup = iteration(IterationType.WARMUP);
        for (int i = 0; i < 2; i++) {
            profiler.beforeIteration(null, warmup);
            assertThat(profiler.afterIteration(
                            null, warmup, new IterationResult(null, warmup, new IterationResultMetaData(1, 1))))
                    .isEmpty();
        }

        assertThat(cpuOf(1_000, 10, () -> use(100 * MILLI))).isBetween(100_000.0 - 1, 9_000_000.0);
    }

    @Test
    void nanos_ofThisProcess_stepByLessThanAnIterationByFar() {
        long before = PROCESS.nanos();
        use(2 * MILLI);

        assertThat(PROCESS.nanos() - before).isBetween(2 * MILLI - 1_000, 1_000 * MILLI);
    }

    /**
     * The thread that spins has run for 300 ms, and has ended before the figure is taken, as in the last iteration. What is
     * left is at most what it is for somebody who looks before and after, with something to spare for a look that is stopped
     * halfway.
     */
    @Test
    void afterIteration_besideAThreadThatSpins_leavesItOut() throws InterruptedException {
        Idle busy = new Idle();
        busy.busy = 1;
        busy.spin();
        try {
            long before = PROCESS.nanos() - BusyCores.spun();

            double cpu = cpuOf(1, 1, () -> {
                waitForSpinning(300 * MILLI);
                stop(busy);
            });

            long others = PROCESS.nanos() - BusyCores.spun() - before;
            assertThat(cpu).isBetween(-100.0 * MILLI, others + 100.0 * MILLI);
        } finally {
            busy.stopSpinning();
        }
    }

    private static void stop(BusyCores busy) {
        try {
            busy.stopSpinning();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
