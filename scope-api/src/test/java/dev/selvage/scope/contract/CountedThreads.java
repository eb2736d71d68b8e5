package dev.selvage.scope.contract;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that count themselves from before they are made until they have terminated. */
final class CountedThreads implements ThreadFactory {
    final Queue<Thread> made = new ConcurrentLinkedQueue<>();
    final AtomicInteger most = new AtomicInteger();
    private final long tail;

    CountedThreads() {
        this(0);
    }

    /** Threads that go on for so many nanoseconds after the fork's last act. */
    CountedThreads(long tail) {
        this.tail = tail;
    }

    @Override
    public Thread newThread(Runnable task) {
        Thread thread = Thread.ofVirtual().unstarted(() -> {
            task.run();
            LockSupport.parkNanos(tail);
        });
        made.removeIf(t -> t.getState() == Thread.State.TERMINATED);
        made.add(thread);
        most.accumulateAndGet(made.size(), Math::max);
        return thread;
    }
}
