package dev.selvage.channels;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** A thread of a stress test. What it throws is told by {@link #finish()}. */
final class Worker {
    /** Something that may throw. */
    interface Task {
        void run() throws Exception;
    }

    private final AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(1);
    final Thread thread;

    Worker(ThreadFactory factory, Task task) {
        thread = factory.newThread(() -> {
            try {
                task.run();
            } catch (Throwable e) {
                thrown.set(e);
            } finally {
                ended.countDown();
            }
        });
        thread.start();
    }

    void finish() throws InterruptedException {
        ended.await();
        Throwable e = thrown.get();
        if (e != null) {
            throw new AssertionError("a worker failed: " + e, e);
        }
    }

    static void finish(List<Worker> workers) throws InterruptedException {
        for (Worker worker : workers) {
            worker.finish();
        }
    }
}
