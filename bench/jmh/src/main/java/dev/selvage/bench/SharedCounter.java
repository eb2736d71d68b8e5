package dev.selvage.bench;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.atomic.AtomicI64;
import dev.selvage.sync.atomic.Ordering;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does it cost to count up one number that 1 to 64 virtual threads share: with an atomic, or under a lock? Tests
 * "atomics outpace locks" and "lock contention kills at scale". Start and end of the threads included.
 */
public class SharedCounter extends OnVirtualThread {
    private static final int OPERATIONS = 65_536;

    @Param({"1", "2", "8", "64"})
    int threads;

    private static final class Count {
        long value;
    }

    private final Count count = new Count();
    private final Mutex<Count> mutex = Mutex.of("count", new Count());
    private final AtomicI64 atomicI64 = AtomicI64.of(0);
    private final AtomicLong atomicLong = new AtomicLong();
    private final LongAdder adder = new LongAdder();
    private final ReentrantLock lock = new ReentrantLock();

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageAtomicI64() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> atomicI64.fetchAdd(1, Ordering.RELAXED));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageMutex() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> mutex.<Long, RuntimeException>call(c -> c.value++));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long atomicLong() throws Exception {
        return Crowd.share(OPERATIONS, threads, atomicLong::getAndIncrement);
    }

    /** It does not tell what the number was before. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long longAdder() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> {
            adder.increment();
            return 1;
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long reentrantLock() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> {
            lock.lock();
            try {
                return count.value++;
            } finally {
                lock.unlock();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long synchronizedBlock() throws Exception {
        return Crowd.share(OPERATIONS, threads, () -> {
            synchronized (count) {
                return count.value++;
            }
        });
    }
}
