package dev.selvage.bench;

import dev.selvage.sync.Condvar;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Virtual threads that wait in something. What the wait costs is the heap's growth, beside that by as many threads parked in
 * {@link LockSupport#park()}: nodes of queues, and the frames above the thread's own, which lie in the heap, too.
 */
final class ParkedWaiters {
    private static final long POLL_NANOS = 100_000;

    /** What threads wait in; made anew for each measurement. */
    interface Wait {
        /** Waits until released. */
        void await() throws Exception;

        /** Lets that many waiters go; called by the thread that made it. */
        void release(int waiters) throws Exception;

        /** {@return the wait with which others are compared} */
        static Wait bare() {
            AtomicReference<Boolean> over = new AtomicReference<>(false);
            return new Wait() {
                @Override
                public void await() {
                    while (!over.get()) {
                        LockSupport.park();
                    }
                }

                @Override
                public void release(int waiters) {
                    over.set(true); // the threads are unparked by the measurement
                }
            };
        }
    }

    /** Makes a wait, and takes what the waiters shall want. */
    interface Source {
        Wait make() throws Exception;
    }

    private ParkedWaiters() {}

    static Map<String, Source> all() {
        Map<String, Source> all = new LinkedHashMap<>();
        all.put(Memory.row("lock", "selvageMutex"), ParkedWaiters::mutex);
        all.put(Memory.row("lock", "reentrantLock"), ParkedWaiters::reentrantLock);
        all.put(Memory.row("lock", "synchronized"), Monitor::new);
        all.put(Memory.row("await", "selvageCondvar"), ParkedWaiters::condvar);
        all.put(Memory.row("await", "condition"), ParkedWaiters::condition);
        for (String rival : List.of("selvage", "ABQ", "LBQ", "jox")) {
            all.put(Memory.row("receive16", rival), () -> receive(Pipe.of(rival, 16, true)));
        }
        for (String rival : List.of("selvage", "SQ", "jox")) {
            all.put(Memory.row("receive0", rival), () -> receive(Pipe.of(rival, 0, true)));
        }
        for (String rival : List.of("selvage", "LBQ", "LTQ", "jox")) {
            all.put(Memory.row("receiveUnbounded", rival), () -> receive(Pipe.of(rival, -1, true)));
        }
        return all;
    }

    /** {@return the bytes of live objects that each of so many threads adds by waiting, its own among them} */
    static double bytesEach(Wait wait, int waiters) throws Exception {
        return (double) waitFor(wait, waiters, Memory::settledBytes) / waiters;
    }

    /** Does the same without looking. */
    static void warmUp(Wait wait, int waiters) throws Exception {
        waitFor(wait, waiters, () -> 0);
    }

    private static long waitFor(Wait wait, int waiters, LongSupplier bytes) throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        CountDownLatch entered = new CountDownLatch(waiters);
        long before = bytes.getAsLong();
        List<Thread> threads = Memory.start(waiters, () -> {
            entered.countDown();
            try {
                wait.await();
            } catch (Exception e) {
                failure.set(e);
            }
        });
        entered.await();
        for (Thread thread : threads) {
            awaitParked(thread, failure);
        }
        long grown = bytes.getAsLong() - before;
        wait.release(waiters);
        for (Thread thread : threads) {
            LockSupport.unpark(thread);
            thread.join();
        }
        if (failure.get() != null) {
            throw new IllegalStateException("a waiter failed", failure.get());
        }
        return grown;
    }

    private static void awaitParked(Thread thread, AtomicReference<Throwable> failure) {
        while (true) {
            switch (thread.getState()) {
                case WAITING, TIMED_WAITING, BLOCKED -> { // timed: the first that waits for a mutex looks out
                    return;
                }
                case TERMINATED -> throw new IllegalStateException(thread + " did not wait", failure.get());
                default -> LockSupport.parkNanos(POLL_NANOS);
            }
        }
    }

    private static Wait mutex() throws InterruptedException {
        Mutex<Object> mutex = Mutex.of("bench", new Object());
        MutexGuard<Object> held = mutex.lock();
        return new Wait() {
            @Override
            public void await() throws InterruptedException {
                mutex.lock().close();
            }

            @Override
            public void release(int waiters) {
                held.close();
            }
        };
    }

    private static Wait reentrantLock() {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        return new Wait() {
            @Override
            public void await() {
                lock.lock();
                lock.unlock();
            }

            @Override
            public void release(int waiters) {
                lock.unlock();
            }
        };
    }

    private static Wait condvar() {
        Mutex<Object> mutex = Mutex.of("bench", new Object());
        Condvar condvar = mutex.newCondvar();
        return new Wait() {
            private boolean over;

            @Override
            public void await() throws InterruptedException {
                try (MutexGuard<Object> guard = mutex.lock()) {
                    while (!over) {
                        guard.await(condvar);
                    }
                }
            }

            @Override
            public void release(int waiters) throws InterruptedException {
                mutex.run(value -> {
                    over = true;
                    condvar.signalAll();
                });
            }
        };
    }

    private static Wait condition() {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        return new Wait() {
            private boolean over;

            @Override
            public void await() throws InterruptedException {
                lock.lock();
                try {
                    while (!over) {
                        condition.await();
                    }
                } finally {
                    lock.unlock();
                }
            }

            @Override
            public void release(int waiters) {
                lock.lock();
                try {
                    over = true;
                    condition.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        };
    }

    private static Wait receive(Pipe pipe) {
        AtomicInteger ends = new AtomicInteger();
        return new Wait() {
            @Override
            public void await() throws InterruptedException {
                try (Pipe.End end = end()) {
                    end.receive();
                }
            }

            private Pipe.End end() {
                try {
                    return pipe.end();
                } finally {
                    ends.getAndIncrement();
                }
            }

            @Override
            public void release(int waiters) throws InterruptedException {
                while (ends.get() < waiters) { // a thread may be parked while it makes its end
                    LockSupport.parkNanos(POLL_NANOS);
                }
                for (int i = 0; i < waiters; i++) {
                    pipe.send(1);
                }
                pipe.close();
            }
        };
    }

    /** A monitor that a platform thread of its own holds: the JDK keeps its waiters outside of the heap. */
    private static final class Monitor implements Wait {
        private final CountDownLatch held = new CountDownLatch(1);
        private final CountDownLatch over = new CountDownLatch(1);
        private long entered;

        Monitor() throws InterruptedException {
            Thread.ofPlatform().daemon().start(() -> {
                synchronized (this) {
                    held.countDown();
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException("the holder was interrupted", e);
                    }
                }
            });
            held.await();
        }

        @Override
        public void await() {
            synchronized (this) {
                entered++;
            }
        }

        @Override
        public void release(int waiters) {
            over.countDown();
        }
    }
}
