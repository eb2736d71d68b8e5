package dev.selvage.bench;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeGatherers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.stream.Gatherers;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.Blackhole;

/** What does it cost to apply a tiny function to many items, eight at a time, and to have all results in order? */
public class TinyTasks extends OnVirtualThread {
    private static final int LIMIT = 8;

    @Param("100000")
    public int items;

    private List<Integer> input = List.of();
    private ExecutorService pool;

    @Setup(Level.Trial)
    public void prepare() {
        input = IntStream.range(0, items).boxed().toList();
        pool = Executors.newFixedThreadPool(LIMIT);
    }

    @TearDown(Level.Trial)
    public void close() {
        pool.close();
    }

    private static int tiny(int value) {
        return value * 31 + 7;
    }

    @Benchmark
    public Object selvageMap() throws Exception {
        return Scope.map(input, LIMIT, TinyTasks::tiny);
    }

    /** The results are not collected. */
    @Benchmark
    public void selvageForEach(Blackhole results) throws Exception {
        Scope.forEach(input, LIMIT, item -> results.consume(tiny(item)));
    }

    @Benchmark
    public Object selvageGatherer() {
        return input.stream()
                .gather(ScopeGatherers.mapConcurrent(LIMIT, TinyTasks::tiny))
                .toList();
    }

    @Benchmark
    public Object gatherersMapConcurrent() {
        return input.stream()
                .gather(Gatherers.mapConcurrent(LIMIT, TinyTasks::tiny))
                .toList();
    }

    @Benchmark
    public Object virtualExecutorWithSemaphore() throws Exception {
        Semaphore permits = new Semaphore(LIMIT);
        List<Future<Integer>> futures = new ArrayList<>(items);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int item : input) {
                permits.acquire();
                futures.add(executor.submit(() -> {
                    try {
                        return tiny(item);
                    } finally {
                        permits.release();
                    }
                }));
            }
        }
        return results(futures);
    }

    @Benchmark
    public Object fixedPoolInvokeAll() throws Exception {
        List<Callable<Integer>> tasks = new ArrayList<>(items);
        for (int item : input) {
            tasks.add(() -> tiny(item));
        }
        return results(pool.invokeAll(tasks));
    }

    private static List<Integer> results(List<Future<Integer>> futures) throws Exception {
        List<Integer> results = new ArrayList<>(futures.size());
        for (Future<Integer> future : futures) {
            results.add(future.get());
        }
        return results;
    }
}
