package dev.selvage.bench;

import dev.selvage.bench.kotlin.Coroutines;
import dev.selvage.scope.Scope;
import dev.selvage.sync.Fairness;
import dev.selvage.sync.Mutex;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What does an increment cost when several virtual threads want the lock? Start and end of the threads included. */
public class BusyLock extends OnVirtualThread {
    private static final int OPERATIONS = 65_536;

    @Param({"2", "8", "64"})
    int threads;

    private static final class Count {
        long value;
    }

    private final Count count = new Count();
    private final Mutex<Count> mutex = Mutex.of("count", count);
    private final Mutex<Count> fifo = Mutex.of(c -> c.withName("fifo").withFairness(Fairness.FIFO), count);
    private final ReentrantLock lock = new ReentrantLock();

    private void inAll(Scope.Task increment) throws Exception {
        Scope.run(scope -> {
            for (int t = 0; t < threads; t++) {
                scope.fork(() -> {
                    for (int i = 0; i < OPERATIONS / threads; i++) {
                        increment.run();
                    }
                });
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void selvageRun() throws Exception {
        inAll(() -> mutex.run(c -> c.value++));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void selvageRunFifo() throws Exception {
        inAll(() -> fifo.run(c -> c.value++));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void reentrantLock() throws Exception {
        inAll(() -> {
            lock.lock();
            try {
                count.value++;
            } finally {
                lock.unlock();
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void synchronizedBlock() throws Exception {
        inAll(() -> {
            synchronized (count) {
                count.value++;
            }
        });
    }

    /** Coroutines instead of virtual threads. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long kotlinMutex() {
        return Coroutines.increments(threads, OPERATIONS / threads);
    }
}
