package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import dev.selvage.scope.Scope;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;

/** What does a scope cost that forks nothing? */
public class EmptyScope extends OnVirtualThread {
    private static final MethodHandle STS = PreviewRival.find("RawScope", "empty", void.class);
    private static final MethodHandle NAMED_STS = PreviewRival.find("RawScope", "emptyNamed", void.class);
    private static final MethodHandle JOX = PreviewRival.find("JoxScope", "empty", void.class);

    @Benchmark
    public Object selvageCall() throws Exception {
        return Scope.call(scope -> null);
    }

    @Benchmark
    public void selvageOpen() {
        Scope.open().close();
    }

    @Benchmark
    public void rawSts() throws Throwable {
        STS.invokeExact();
    }

    @Benchmark
    public void rawStsNamed() throws Throwable {
        NAMED_STS.invokeExact();
    }

    @Benchmark
    public void virtualExecutor() {
        Executors.newVirtualThreadPerTaskExecutor().close();
    }

    @Benchmark
    public void joxSupervised() throws Throwable {
        JOX.invokeExact();
    }

    @Benchmark
    public void kotlinCoroutines() {
        Coroutines.empty();
    }
}
