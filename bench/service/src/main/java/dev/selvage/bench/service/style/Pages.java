package dev.selvage.bench.service.style;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The service under test: it asks three backends at the same time and puts their answers together. */
public interface Pages extends AutoCloseable {
    /**
     * {@return the answers of the three backends, in their order}
     *
     * @throws ExecutionException if a backend failed; its exception is the cause
     * @throws TimeoutException if the deadline passed
     * @throws InterruptedException if the client hung up, in a style that tells its thread by an interrupt
     * @throws java.util.concurrent.CancellationException if the client hung up, in the other styles that notice
     */
    String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException;

    /** Ends what the service shares between visits. */
    @Override
    default void close() {}

    /** {@return what is left until the instant, for {@code get(time, NANOSECONDS)}} */
    static long left(long end) {
        return Math.max(0, end - System.nanoTime());
    }

    /** {@return the instant of {@link System#nanoTime} at which the visit's deadline passes} */
    static long end(Visit visit) {
        return System.nanoTime() + TimeUnit.NANOSECONDS.convert(visit.deadline());
    }
}
