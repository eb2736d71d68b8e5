package dev.selvage.bench;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark that may have to share the processors: {@code -p busy=1} keeps one of them busy with something else. */
public abstract class BusyCores extends OnVirtualThread {
    /** So many platform threads spin all the time. */
    @Param("0")
    int busy;

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final Set<Thread> ALL_SPINNING = ConcurrentHashMap.newKeySet();
    private static final AtomicLong SPUN_BY_ENDED = new AtomicLong();

    private final List<Thread> spinning = new ArrayList<>();
    private volatile boolean over;

    /** Starts the threads that spin. */
    @Setup(Level.Trial)
    public void spin() {
        over = false;
        for (int i = 0; i < busy; i++) {
            Thread thread = Thread.ofPlatform().daemon().start(() -> {
                while (!over) {
                    Thread.onSpinWait();
                }
                SPUN_BY_ENDED.addAndGet(THREADS.getCurrentThreadCpuTime());
            });
            spinning.add(thread);
            ALL_SPINNING.add(thread);
        }
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void stopSpinning() throws InterruptedException {
        over = true;
        for (Thread thread : spinning) {
            thread.join();
            ALL_SPINNING.remove(thread);
        }
        spinning.clear();
    }

    /** {@return the nanoseconds of processor time of all that ever spun; to be asked while none begins or ends} */
    static long spun() {
        long nanos = SPUN_BY_ENDED.get();
        for (Thread thread : ALL_SPINNING) {
            nanos += THREADS.getThreadCpuTime(thread.threadId());
        }
        return nanos;
    }
}
