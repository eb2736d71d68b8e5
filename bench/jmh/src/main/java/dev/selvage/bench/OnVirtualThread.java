package dev.selvage.bench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * The settings that all benchmarks share. JMH's worker is a virtual thread, so the owner of each scope is one, as in a
 * server; options on the command line override the rest.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
        value = 2,
        jvmArgsAppend = {
            "--enable-preview",
            "-Djmh.executor=VIRTUAL",
            "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED", // for Agrona
            "--enable-native-access=ALL-UNNAMED", // for the clock of ProcessCpu
            "--sun-misc-unsafe-memory-access=allow" // JMH and JCTools use it: without a warning for each row
        })
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public abstract class OnVirtualThread {
    /** Refuses to measure on any other kind of thread. */
    @Setup(Level.Trial)
    public void requireVirtualThread() {
        if (!Thread.currentThread().isVirtual()) {
            throw new IllegalStateException("the worker " + Thread.currentThread()
                    + " is a platform thread: run with -jvmArgsAppend '--enable-preview -Djmh.executor=VIRTUAL'");
        }
    }
}
