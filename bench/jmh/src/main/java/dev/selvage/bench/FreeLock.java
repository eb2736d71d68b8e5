package dev.selvage.bench;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;

/** What does it cost to increment a number under a lock that is free? */
public class FreeLock extends OnVirtualThread {
    private static final class Count {
        long value;
    }

    private final Count count = new Count();
    private final Mutex<Count> mutex = Mutex.of("count", count);
    private final ReentrantLock lock = new ReentrantLock();

    @Benchmark
    public void selvageRun() throws Exception {
        mutex.run(c -> c.value++);
    }

    @Benchmark
    public void selvageGuard() throws Exception {
        try (MutexGuard<Count> guard = mutex.lock()) {
            guard.get().value++;
            guard.unlock();
        }
    }

    @Benchmark
    public void selvageGuardSeenAtClose() throws Exception {
        try (MutexGuard<Count> guard = mutex.lock()) {
            guard.get().value++;
        }
    }

    @Benchmark
    public void reentrantLock() {
        lock.lock();
        try {
            count.value++;
        } finally {
            lock.unlock();
        }
    }

    @Benchmark
    public void synchronizedBlock() {
        synchronized (count) {
            count.value++;
        }
    }
}
