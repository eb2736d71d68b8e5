package dev.selvage.bench;

import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/** A benchmark that may have to share the processors: {@code -p busy=1} keeps one of them busy with something else. */
public abstract class BusyCores extends OnVirtualThread {
    /** So many platform threads spin all the time. */
    @Param("0")
    int busy;

    private final List<Thread> spinning = new ArrayList<>();
    private volatile boolean over;

    /** Starts the threads that spin. */
    @Setup(Level.Trial)
    public void spin() {
        over = false;
        for (int i = 0; i < busy; i++) {
            spinning.add(Thread.ofPlatform().daemon().start(() -> {
                while (!over) {
                    Thread.onSpinWait();
                }
            }));
        }
    }

    /** Ends them. */
    @TearDown(Level.Trial)
    public void stopSpinning() throws InterruptedException {
        over = true;
        for (Thread thread : spinning) {
            thread.join();
        }
        spinning.clear();
    }
}
