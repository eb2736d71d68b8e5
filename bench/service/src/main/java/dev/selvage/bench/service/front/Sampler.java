package dev.selvage.bench.service.front;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Looks every few milliseconds how much is open. */
final class Sampler implements AutoCloseable {
    private static final long MILLIS = 10;

    private final Front front;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());
    private final ScheduledFuture<?> task;
    private long samples;
    private long calls;
    private int mostCalls;
    private int mostVisits;

    Sampler(Front front) {
        this.front = front;
        this.task = timer.scheduleAtFixedRate(this::sample, MILLIS, MILLIS, TimeUnit.MILLISECONDS);
    }

    private synchronized void sample() {
        int now = front.openCalls();
        samples++;
        calls += now;
        mostCalls = Math.max(mostCalls, now);
        mostVisits = Math.max(mostVisits, front.openVisits());
    }

    synchronized void begin() {
        samples = 0;
        calls = 0;
        mostCalls = 0;
        mostVisits = 0;
    }

    /** {@return the most visits, the most calls, and the mean number of calls in thousandths} */
    synchronized List<String> result() {
        long mean = samples == 0 ? 0 : calls * 1000 / samples;
        return List.of(String.valueOf(mostVisits), String.valueOf(mostCalls), String.valueOf(mean));
    }

    @Override
    public void close() {
        task.cancel(false);
        timer.close();
    }
}
