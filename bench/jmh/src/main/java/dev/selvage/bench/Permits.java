package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import dev.selvage.sync.Permit;
import dev.selvage.sync.Semaphore;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to take one of four permits and to give it back, when 1, 8 or 64 virtual threads want one? Ours serves
 * strictly in order, as the JDK's does when it is told to be fair. Start and end of the threads included.
 */
public class Permits extends OnVirtualThread {
    private static final int OPERATIONS = 16_384;
    private static final int PERMITS = 4;

    @Param({"1", "8", "64"})
    int threads;

    private final Semaphore semaphore = Semaphore.of("permits", PERMITS);
    private final java.util.concurrent.Semaphore fair = new java.util.concurrent.Semaphore(PERMITS, true);
    private final java.util.concurrent.Semaphore unfair = new java.util.concurrent.Semaphore(PERMITS);

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvagePermit() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> {
            try (Permit permit = semaphore.acquire()) {
                return permit.count();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageCall() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> semaphore.<Long, RuntimeException>call(() -> 1L));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long jdkFair() throws Exception {
        return withJdk(fair);
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long jdkUnfair() throws Exception {
        return withJdk(unfair);
    }

    private long withJdk(java.util.concurrent.Semaphore permits) throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> {
            permits.acquire();
            try {
                return 1;
            } finally {
                permits.release();
            }
        });
    }

    /** Coroutines instead of virtual threads; its semaphore is fair. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void kotlinSemaphore() {
        Coroutines.permits(PERMITS, threads, OPERATIONS / threads);
    }
}
