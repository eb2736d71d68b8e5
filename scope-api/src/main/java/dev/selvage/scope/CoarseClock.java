package dev.selvage.scope;

import dev.selvage.scope.waiting.Timers;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * A clock that costs its readers nothing: a fork cannot afford {@code System.nanoTime()} for an age that is only shown in
 * dumps. Right to {@value #PERIOD_MILLIS} ms.
 */
final class CoarseClock {
    /*
     * Overview. The timer's thread reads the time every few milliseconds into a field. It stops when nobody has read the
     * field for a period, so that an idle JVM is not woken; the next reader starts it again.
     *
     * Memory ordering. `used` is racy on purpose: a lost write of it makes a restart more, never a wrong time.
     */
    private static final int PERIOD_MILLIS = 20;
    private static final int TICK_NANOS = 10_000_000;

    /** The time in ticks, from 1 up, or 0 while the clock stands. */
    private static volatile int now;

    private static boolean used;
    private static @Nullable Future<?> ticker;

    private CoarseClock() {}

    /** {@return the time in ticks: positive, and after 248 days from 1 again} */
    static int ticks() {
        int ticks = now;
        if (ticks == 0) {
            return start();
        }
        if (!used) {
            used = true;
        }
        return ticks;
    }

    /** {@return the time since the clock showed the given ticks} */
    static Duration since(int ticks) {
        int passed = read() - ticks;
        return Duration.ofNanos((long) TICK_NANOS * (passed < 0 ? 0 : passed));
    }

    /** {@return whether the timer's thread is woken for the clock} */
    static boolean isRunning() {
        return now != 0;
    }

    private static int read() {
        return Math.max(1, (int) (System.nanoTime() / TICK_NANOS) & Integer.MAX_VALUE);
    }

    private static synchronized int start() {
        used = true;
        if (now == 0) {
            now = read();
            ticker = Timers.every(Duration.ofMillis(PERIOD_MILLIS), CoarseClock::tick);
        }
        return now;
    }

    private static synchronized void tick() {
        if (used) {
            used = false;
            now = read();
            return;
        }
        now = 0;
        Future<?> mine = ticker;
        if (mine != null) {
            mine.cancel(false);
        }
    }
}
