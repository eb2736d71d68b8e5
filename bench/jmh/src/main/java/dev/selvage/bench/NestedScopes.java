package dev.selvage.bench;

import dev.selvage.scope.Scope;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/** What does it cost to open a scope that forks a task that opens a scope, and so on, 1 to 1,000 deep? */
public class NestedScopes extends OnVirtualThread {
    private static final MethodHandle STS = PreviewRival.find("RawScope", "nested", int.class, int.class);

    @Param({"1", "10", "100", "1000"})
    int depth;

    @Benchmark
    public int selvageOpen() throws Exception {
        return open(depth);
    }

    private static int open(int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        try (var scope = Scope.open()) {
            var inner = scope.fork(() -> open(depth - 1));
            scope.join();
            return inner.get() + 1;
        }
    }

    @Benchmark
    public int rawSts() throws Throwable {
        return (int) STS.invokeExact(depth);
    }

    @Benchmark
    public int virtualExecutor() throws Exception {
        return executor(depth);
    }

    private static int executor(int depth) throws Exception {
        if (depth == 0) {
            return 0;
        }
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            return executor.submit(() -> executor(depth - 1)).get() + 1;
        }
    }
}
