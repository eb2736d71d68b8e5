package dev.selvage.bench.service.load;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What the clients saw. */
public final class Load {
    /** The status of an answer that is not the right one. */
    static final int WRONG = 0;

    private static final int DIGITS = 3;

    private final ConcurrentHistogram pages = new ConcurrentHistogram(DIGITS);
    private final ConcurrentHistogram failures = new ConcurrentHistogram(DIGITS);
    private final Map<Integer, LongAdder> statuses = new ConcurrentHashMap<>();
    private final Map<Long, Long> hangUps = new ConcurrentHashMap<>();
    private volatile IOException firstBroken;
    private volatile long nanos;

    void answered(long latencyNanos, int status) {
        (status == 200 ? pages : failures).recordValue(TimeUnit.NANOSECONDS.toMicros(latencyNanos));
        statuses.computeIfAbsent(status, s -> new LongAdder()).increment();
    }

    void hungUp(long id, long micros, boolean meant) {
        if (meant) {
            hangUps.put(id, micros);
        } else {
            broken(new IOException("page " + id + " had no answer in time"));
        }
    }

    void broken(IOException failure) {
        statuses.computeIfAbsent(WRONG, s -> new LongAdder()).increment();
        firstBroken = failure;
    }

    void ended(long nanos) {
        this.nanos = nanos;
    }

    /** Throws unless each answer was a right one or an honest failure. */
    public void check() throws IOException {
        if (firstBroken != null) {
            throw firstBroken;
        }
        for (int status : statuses.keySet()) {
            if (status != 200 && status != 502 && status != 504) {
                throw new IOException(answers(status) + " answers with status " + status + " (0: a wrong page)");
            }
        }
    }

    /** {@return the latencies of the pages, in microseconds} */
    public Histogram pages() {
        return pages;
    }

    /** {@return the latencies of the answers that tell of a failure or of the deadline, in microseconds} */
    public Histogram failures() {
        return failures;
    }

    /** {@return how many answers had the status} */
    public long answers(int status) {
        LongAdder count = statuses.get(status);
        return count == null ? 0 : count.sum();
    }

    /** {@return when the clients hung up who did, by page} */
    public Map<Long, Long> hangUps() {
        return hangUps;
    }

    /** {@return how long it took until the last answer, in seconds} */
    public double seconds() {
        return nanos / 1e9;
    }
}
