package dev.selvage.channels;

import dev.selvage.scope.waiting.Timers;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Time as a channel: receivers of ticks, to be waited for beside other channels in a {@link Select}. After Go's
 * {@code time.Tick} and crossbeam's {@code tick} and {@code after}.
 *
 * {@snippet :
 * try (Receiver<Instant> flush = Ticker.every(Duration.ofSeconds(1))) {
 *     var select = Select.<String>builder()
 *             .receive(jobs, job -> add(job))
 *             .receive(flush, tick -> flushAll())
 *             .build();
 *     ...
 * }
 * }
 *
 * <p>A ticker is a handle of the caller like any {@link Receiver}: it is closed, copied, moved into forks, and reported if it
 * is lost; when its last receiver is gone it leaves nothing behind. All tickers share one daemon thread, which they have in
 * common with deadlines; a tick costs a send on it. A tick carries the time at which it was sent.
 */
public final class Ticker {
    private Ticker() {}

    /**
     * {@return a receiver that gets a tick after each period, the first one after one period} Ticks that are not received in
     * time collapse: at most one waits, the oldest, and none is sent for a period that has passed.
     *
     * @throws IllegalArgumentException if the period is zero or negative
     */
    public static Receiver<Instant> every(Duration period) {
        Objects.requireNonNull(period, "period");
        if (!period.isPositive()) {
            throw new IllegalArgumentException("a ticker cannot tick every " + period + ": give it a positive period");
        }
        BoundedCore<Instant> core = new BoundedCore<>("every " + period, 1);
        Periods periods = new Periods(core, Timers.nanos(period));
        return receiver(core, Timers.every(period, periods::tick));
    }

    /** {@return a receiver that gets one tick after the delay, and then sees the end} Zero or less ticks at once. */
    public static Receiver<Instant> after(Duration delay) {
        Objects.requireNonNull(delay, "delay");
        BoundedCore<Instant> core = new BoundedCore<>("after " + delay, 1);
        if (!delay.isPositive()) {
            tickOnce(core);
            return receiver(core, null);
        }
        long deadline = System.nanoTime() + Math.min(Timers.nanos(delay), Long.MAX_VALUE / 2);
        return receiver(core, Timers.at(deadline, () -> tickOnce(core)));
    }

    private static void tickOnce(BoundedCore<Instant> core) {
        core.offer(Instant.now());
        core.end(Ending.FIRED, false);
    }

    private static Receiver<Instant> receiver(BoundedCore<Instant> core, @Nullable Future<?> timer) {
        if (timer != null) {
            core.atEnd(() -> timer.cancel(false));
        }
        core.receivers.tryAdd();
        return new Receiver<>(core);
    }

    /** Which periods have had their tick. The timer's thread only. */
    private static final class Periods {
        private final BoundedCore<Instant> core;
        private final long nanos;
        private final long start = System.nanoTime();
        private long last;

        Periods(BoundedCore<Instant> core, long nanos) {
            this.core = core;
            this.nanos = nanos;
        }

        /** Ticks, unless the period has had its tick: after a delay of its thread a timer catches up. */
        void tick() {
            long period = (System.nanoTime() - start) / nanos;
            if (period > last) {
                last = period;
                core.offer(Instant.now());
            }
        }
    }
}
