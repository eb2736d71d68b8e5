package dev.selvage.scope.waiting;

import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The clock of deadlines, shields, stall warnings and tickers: one daemon thread for the whole JVM. */
public final class Timers {
    private static final ScheduledThreadPoolExecutor TIMER = new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("selvage-timer").factory());

    static {
        TIMER.setRemoveOnCancelPolicy(true);
    }

    private Timers() {}

    /** {@return the duration in nanoseconds, saturated} */
    public static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    /** Runs the task, which must be short, again and again. */
    public static Future<?> every(Duration period, Runnable task) {
        return TIMER.scheduleAtFixedRate(task, nanos(period), nanos(period), TimeUnit.NANOSECONDS);
    }

    /** Runs the task, which must be short, when {@code System.nanoTime()} has reached the deadline. */
    public static Future<?> at(long deadline, Runnable task) {
        return TIMER.schedule(task, deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    }
}
