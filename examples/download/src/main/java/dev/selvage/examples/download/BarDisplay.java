package dev.selvage.examples.download;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.locks.ReentrantLock;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;

/** Live bars on a terminal: one for each file that has begun, and one for the total. */
final class BarDisplay implements Display {
    private static final int UPDATE_MILLIS = 100;
    private static final int NAME_WIDTH = 24;
    private static final long MEBIBYTE = 1L << 20;

    private final ReentrantLock lock = new ReentrantLock();
    private final ProgressBar sum = bar("total", 0, OptionalLong.of(0));

    private static ProgressBar bar(String name, long start, OptionalLong total) {
        String label = name.length() > NAME_WIDTH ? name.substring(0, NAME_WIDTH - 1) + "…" : name;
        return new ProgressBarBuilder()
                .setTaskName(label + " ".repeat(NAME_WIDTH - label.length()))
                .setInitialMax(total.orElse(-1))
                .startsFrom(start, Duration.ZERO)
                .setUnit(" MiB", MEBIBYTE)
                .setUpdateIntervalMillis(UPDATE_MILLIS)
                .showSpeed()
                .build();
    }

    @Override
    public Meter begin(Item item, long resumedAt, OptionalLong total) {
        lock.lock();
        try {
            sum.maxHint(sum.getMax() + total.orElse(0));
            sum.stepBy(resumedAt);
            return new BarMeter(bar(item.name(), resumedAt, total));
        } finally {
            lock.unlock();
        }
    }

    /** Does nothing: the full bar tells it. */
    @Override
    public void saved(Result.Saved saved) {}

    @Override
    public void close() {
        sum.close();
    }

    private final class BarMeter implements Meter {
        private final ProgressBar bar;

        BarMeter(ProgressBar bar) {
            this.bar = bar;
        }

        @Override
        public void advance(int bytes) {
            bar.stepBy(bytes);
            lock.lock();
            try {
                sum.stepBy(bytes);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            bar.close();
        }
    }
}
