package dev.selvage.sync.contract;

import static org.awaitility.Awaitility.await;

import dev.selvage.sync.LockStats;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Threads that run a task and tell what it threw, and waiting until threads wait. */
final class Blocked {
    private Blocked() {}

    /** Something that may throw. */
    interface Task {
        void run() throws Exception;
    }

    /** A thread of a test. */
    static final class Runner {
        private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        private final CountDownLatch ended = new CountDownLatch(1);
        final Thread thread;

        Runner(String name, Task task) {
            thread = Thread.ofVirtual().name(name).start(() -> {
                try {
                    task.run();
                } catch (Throwable e) {
                    thrown.set(e);
                } finally {
                    ended.countDown();
                }
            });
        }

        /** Waits for the end; returns what the task threw. */
        @Nullable
        Throwable thrown() throws InterruptedException {
            ended.await();
            return thrown.get();
        }

        /** Waits for the end of a task that is not to fail. */
        void finish() throws InterruptedException {
            Throwable e = thrown();
            if (e != null) {
                throw new AssertionError("thread '" + thread.getName() + "' failed: " + e, e);
            }
        }
    }

    static Runner start(String name, Task task) {
        return new Runner(name, task);
    }

    /** Waits until so many threads wait for the lock. */
    static void awaitWaiting(Supplier<LockStats> stats, int threads) {
        await().pollInterval(Duration.ofMillis(1)).until(stats::get, now -> now.waiting() == threads);
    }
}
