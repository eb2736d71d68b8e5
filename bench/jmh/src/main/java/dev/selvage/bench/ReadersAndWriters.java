package dev.selvage.bench;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.atomic.AtomicRef;
import dev.selvage.sync.atomic.Ordering;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/**
 * What does an access to two numbers that belong together cost, when 1 to 64 virtual threads read and, so many times in a
 * thousand, write? Tests "RwLock is the throughput king when writes are rare" against a plain mutex and against a snapshot
 * that is replaced. Start and end of the threads included.
 */
public class ReadersAndWriters extends OnVirtualThread {
    private static final int OPERATIONS = 64_000;

    @Param({"1", "2", "8", "64"})
    int threads;

    /** In a thousand accesses. */
    @Param({"0", "1", "10", "100"})
    int writes;

    private static final class Pair {
        long first;
        long second;

        long sum() {
            return first + second;
        }

        void increment() {
            first++;
            second++;
        }
    }

    private record Snapshot(long first, long second) {}

    private final Pair pair = new Pair();
    private final RwLock<Pair> rwLock = RwLock.of("pair", new Pair());
    private final Mutex<Pair> mutex = Mutex.of("pair", new Pair());
    private final AtomicRef<Snapshot> snapshot = AtomicRef.of(new Snapshot(0, 0));
    private final ReentrantReadWriteLock reentrantReadWrite = new ReentrantReadWriteLock();
    private final ReentrantLock reentrant = new ReentrantLock();
    private final StampedLock stamped = new StampedLock();

    private long mixed(Crowd.Operation read, Crowd.Operation write) throws Exception {
        return Crowd.shareNumbered(OPERATIONS, threads, i -> i % 1000 < writes ? write.run() : read.run());
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageRwLock() throws Exception {
        return mixed(() -> rwLock.<Long, RuntimeException>read(Pair::sum), this::writeRwLock);
    }

    /** The reads take no lock. They may see half a write, which is then read again. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageRwLockOptimistic() throws Exception {
        return mixed(() -> rwLock.<Long, RuntimeException>readOptimistic(Pair::sum), this::writeRwLock);
    }

    private long writeRwLock() throws InterruptedException {
        rwLock.<RuntimeException>write(Pair::increment);
        return 1;
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageMutex() throws Exception {
        return mixed(() -> mutex.<Long, RuntimeException>call(Pair::sum), () -> {
            mutex.<RuntimeException>run(Pair::increment);
            return 1;
        });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long selvageSnapshot() throws Exception {
        return mixed(
                () -> {
                    Snapshot found = snapshot.load(Ordering.ACQUIRE);
                    return found.first() + found.second();
                },
                () -> snapshot.update(
                                Ordering.RELEASE,
                                Ordering.ACQUIRE,
                                found -> new Snapshot(found.first() + 1, found.second() + 1))
                        .first());
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long reentrantLock() throws Exception {
        return mixed(
                () -> {
                    reentrant.lock();
                    try {
                        return pair.sum();
                    } finally {
                        reentrant.unlock();
                    }
                },
                () -> {
                    reentrant.lock();
                    try {
                        pair.increment();
                        return 1;
                    } finally {
                        reentrant.unlock();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long reentrantReadWriteLock() throws Exception {
        return mixed(
                () -> {
                    reentrantReadWrite.readLock().lock();
                    try {
                        return pair.sum();
                    } finally {
                        reentrantReadWrite.readLock().unlock();
                    }
                },
                () -> {
                    reentrantReadWrite.writeLock().lock();
                    try {
                        pair.increment();
                        return 1;
                    } finally {
                        reentrantReadWrite.writeLock().unlock();
                    }
                });
    }

    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long stampedLock() throws Exception {
        return mixed(this::readStamped, this::writeStamped);
    }

    /** Reads without the lock first, as the class's documentation shows. */
    @Benchmark
    @OperationsPerInvocation(OPERATIONS)
    public long stampedLockOptimistic() throws Exception {
        return mixed(
                () -> {
                    long stamp = stamped.tryOptimisticRead();
                    long sum = pair.sum();
                    return stamped.validate(stamp) ? sum : readStamped();
                },
                this::writeStamped);
    }

    private long readStamped() {
        long stamp = stamped.readLock();
        try {
            return pair.sum();
        } finally {
            stamped.unlockRead(stamp);
        }
    }

    private long writeStamped() {
        long stamp = stamped.writeLock();
        try {
            pair.increment();
            return 1;
        } finally {
            stamped.unlockWrite(stamp);
        }
    }
}
