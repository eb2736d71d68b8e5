package dev.selvage.bench;

import dev.selvage.sync.RwLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.concurrent.locks.StampedLock;
import org.openjdk.jmh.annotations.Benchmark;

/** What does it cost to read a number under a read lock that is free? */
public class ReadLock extends OnVirtualThread {
    private record Config(long timeout) {}

    private final Config config = new Config(42);
    private final RwLock<Config> rwLock = RwLock.of("config", config);
    private final ReentrantReadWriteLock reentrant = new ReentrantReadWriteLock();
    private final StampedLock stamped = new StampedLock();

    @Benchmark
    public long selvageRead() throws Exception {
        return rwLock.<Long, RuntimeException>read(Config::timeout);
    }

    @Benchmark
    public long selvageReadOptimistic() throws Exception {
        return rwLock.<Long, RuntimeException>readOptimistic(Config::timeout);
    }

    @Benchmark
    public long reentrantReadWriteLock() {
        reentrant.readLock().lock();
        try {
            return config.timeout();
        } finally {
            reentrant.readLock().unlock();
        }
    }

    @Benchmark
    public long stampedLock() {
        long stamp = stamped.readLock();
        try {
            return config.timeout();
        } finally {
            stamped.unlockRead(stamp);
        }
    }

    @Benchmark
    public long stampedLockOptimistic() {
        long stamp = stamped.tryOptimisticRead();
        long timeout = config.timeout();
        return stamped.validate(stamp) ? timeout : stampedLock();
    }
}
