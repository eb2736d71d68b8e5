package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import dev.selvage.scope.Scope;
import java.lang.invoke.MethodHandle;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does it cost to start two tasks and add up their results? Every rival starts two virtual threads, waits for both,
 * reads both results, and would throw if a task had.
 */
public class OpenTwoForksJoin extends OnVirtualThread {
    private static final MethodHandle STS = PreviewRival.find("RawScope", "twoForks", int.class);
    private static final MethodHandle JOX = PreviewRival.find("JoxScope", "twoForks", int.class);

    @Benchmark
    public int selvageCall() throws Exception {
        return Scope.<Integer, RuntimeException>call(scope -> {
            var first = scope.fork(() -> 1);
            var second = scope.fork(() -> 2);
            return first.join() + second.join();
        });
    }

    @Benchmark
    public int selvageOpen() throws Exception {
        try (var scope = Scope.open()) {
            var first = scope.fork(() -> 1);
            var second = scope.fork(() -> 2);
            scope.join();
            return first.get() + second.get();
        }
    }

    @Benchmark
    public int selvagePar() throws Exception {
        return Scope.par(() -> 1, () -> 2, Integer::sum);
    }

    @Benchmark
    public int rawSts() throws Throwable {
        return (int) STS.invokeExact();
    }

    @Benchmark
    public int virtualExecutor() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = executor.submit(() -> 1);
            var second = executor.submit(() -> 2);
            return first.get() + second.get();
        }
    }

    @Benchmark
    public int completableFuture() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = CompletableFuture.supplyAsync(() -> 1, executor);
            var second = CompletableFuture.supplyAsync(() -> 2, executor);
            CompletableFuture.allOf(first, second).join();
            return first.join() + second.join();
        }
    }

    @Benchmark
    public int joxSupervised() throws Throwable {
        return (int) JOX.invokeExact();
    }

    @Benchmark
    public int kotlinCoroutines() {
        return Coroutines.twoForks();
    }
}
