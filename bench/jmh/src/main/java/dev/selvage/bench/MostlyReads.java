package dev.selvage.bench;

import dev.selvage.scope.Scope;
import dev.selvage.sync.RwLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** What does a read cost when two virtual threads read, and every hundredth time write? */
public class MostlyReads extends OnVirtualThread {
    private static final int THREADS = 2;
    private static final int OPERATIONS = 64_000;

    private static final class Count {
        long value;
    }

    private final Count count = new Count();
    private final RwLock<Count> rwLock = RwLock.of("count", new Count());
    private final ReentrantReadWriteLock reentrant = new ReentrantReadWriteLock();
    private final StampedLock stamped = new StampedLock();

    private interface Read {
        long get() throws InterruptedException;
    }

    private interface Write {
        void run() throws InterruptedException;
    }

    private void inBoth(Read read, Write write) throws Exception {
        Scope.run(scope -> {
            for (int t = 0; t < THREADS; t++) {
                scope.fork(() -> {
                    long sum = 0;
                    for (int i = 1; i <= OPERATIONS / THREADS; i++) {
                        if (i % 100 == 0) {
                            write.run();
                        } else {
                            sum += read.get();
                        }
                    }
                    return sum;
                });
            }
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void selvage() throws Exception {
        inBoth(() -> rwLock.read(c -> c.value), () -> rwLock.write(c -> c.value++));
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void reentrantReadWriteLock() throws Exception {
        inBoth(
                () -> {
                    reentrant.readLock().lock();
                    try {
                        return count.value;
                    } finally {
                        reentrant.readLock().unlock();
                    }
                },
                () -> {
                    reentrant.writeLock().lock();
                    try {
                        count.value++;
                    } finally {
                        reentrant.writeLock().unlock();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public void stampedLock() throws Exception {
        inBoth(
                () -> {
                    long stamp = stamped.readLock();
                    try {
                        return count.value;
                    } finally {
                        stamped.unlockRead(stamp);
                    }
                },
                () -> {
                    long stamp = stamped.writeLock();
                    try {
                        count.value++;
                    } finally {
                        stamped.unlockWrite(stamp);
                    }
                });
    }
}
