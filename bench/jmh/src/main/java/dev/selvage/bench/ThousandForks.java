package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import dev.selvage.scope.Scope;
import java.lang.invoke.MethodHandle;
import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

/**
 * What does a fork cost when there are many? Every rival starts that many virtual threads that do nothing, waits for
 * all, and would throw if one had. The futures of the executor are kept for that alone: its {@code close} tells of no
 * failure.
 */
public class ThousandForks extends OnVirtualThread {
    private static final MethodHandle STS = PreviewRival.find("RawScope", "forks", void.class, int.class);
    private static final MethodHandle JOX = PreviewRival.find("JoxScope", "forks", void.class, int.class);

    @Param("1000")
    public int forks;

    @Benchmark
    public Object selvageCall() throws Exception {
        return Scope.call(scope -> {
            for (int i = 0; i < forks; i++) {
                scope.fork(() -> null);
            }
            return null;
        });
    }

    @Benchmark
    public void selvageOpen() throws Exception {
        try (var scope = Scope.open()) {
            for (int i = 0; i < forks; i++) {
                scope.fork(() -> null);
            }
            scope.join();
        }
    }

    @Benchmark
    public void rawSts() throws Throwable {
        STS.invokeExact(forks);
    }

    @Benchmark
    public void virtualExecutor() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new ArrayList<Future<?>>(forks);
            for (int i = 0; i < forks; i++) {
                futures.add(executor.submit(() -> null));
            }
            for (var future : futures) {
                future.get();
            }
        }
    }

    @Benchmark
    public void completableFuture() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var futures = new CompletableFuture<?>[forks];
            for (int i = 0; i < forks; i++) {
                futures[i] = CompletableFuture.supplyAsync(() -> null, executor);
            }
            CompletableFuture.allOf(futures).join();
        }
    }

    @Benchmark
    public void joxSupervised() throws Throwable {
        JOX.invokeExact(forks);
    }

    @Benchmark
    public void kotlinCoroutines() {
        Coroutines.forks(forks);
    }
}
