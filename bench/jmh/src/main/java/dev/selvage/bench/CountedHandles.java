package dev.selvage.bench;

import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Rc;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;

/** What does another handle of a value cost, and what does it cost to reach the value? The detection of lost handles is off. */
@Fork(
        value = 2,
        jvmArgsAppend = {"--enable-preview", "-Djmh.executor=VIRTUAL", "-Dselvage.leakDetection=off"})
public class CountedHandles extends OnVirtualThread {
    private final AtomicLong count = new AtomicLong(1);
    private final Object plain = new Object();
    private Arc<Object> arc = Arc.of("value", plain);
    private Rc<Object> rc = Rc.of("value", plain);

    /** One value for all threads. */
    @State(Scope.Benchmark)
    public static class Shared {
        final Arc<Object> arc = Arc.of("shared", new Object());
        final AtomicLong count = new AtomicLong(1);
    }

    /** An Rc belongs to the thread that made it, and each iteration has a thread of its own. */
    @Setup(Level.Iteration)
    public void make() {
        arc = Arc.of("value", plain);
        rc = Rc.of("value", plain);
    }

    @TearDown(Level.Iteration)
    public void close() {
        arc.close();
        rc.close();
    }

    @Benchmark
    public void cloneAndCloseArc() {
        arc.clone().close();
    }

    @Benchmark
    public void cloneAndCloseRc() {
        rc.clone().close();
    }

    @Benchmark
    public void upAndDownAtomicLong() {
        count.getAndIncrement();
        count.getAndDecrement();
    }

    @Benchmark
    public Object getOfArc() {
        return arc.get();
    }

    @Benchmark
    public Object getOfRc() {
        return rc.get();
    }

    @Benchmark
    public Object plainField() {
        return plain;
    }

    @Benchmark
    @Threads(2)
    public void cloneAndCloseSharedArc(Shared shared) {
        shared.arc.clone().close();
    }

    @Benchmark
    @Threads(2)
    public void upAndDownSharedAtomicLong(Shared shared) {
        shared.count.getAndIncrement();
        shared.count.getAndDecrement();
    }
}
