package dev.selvage.bench.service.report;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/**
 * One style in one scenario, once.
 *
 * @param style the style
 * @param scenario the scenario
 * @param round the round of the experiment
 * @param rate requests a second, as meant
 * @param seconds from the first request to the last answer
 * @param sent requests
 * @param ok answers with the page
 * @param failed answers that tell of a failed backend
 * @param late answers that tell of the deadline
 * @param hungUp requests whose client hung up
 * @param calls calls that reached the backends
 * @param workMicros the work of the backends
 * @param vainMicros the part of it after the outcome was settled
 * @param orphanMicros the part of it after the service had answered
 * @param orphans calls that went on for more than 10 ms after the answer
 * @param mostVisits the most visits open in the service
 * @param mostCalls the most calls open in the service
 * @param meanCalls the mean number of calls open in the service, sampled every 10 ms
 * @param cpuMillis processor time of the service
 * @param pages the latencies of the pages, an HdrHistogram in microseconds, compressed, in Base64
 * @param failures the latencies of the other answers
 */
public record Cell(
        String style,
        String scenario,
        int round,
        double rate,
        double seconds,
        long sent,
        long ok,
        long failed,
        long late,
        long hungUp,
        long calls,
        long workMicros,
        long vainMicros,
        long orphanMicros,
        long orphans,
        long mostVisits,
        long mostCalls,
        double meanCalls,
        long cpuMillis,
        String pages,
        String failures) {

    /** {@return the histogram as text} */
    public static String encode(Histogram histogram) {
        ByteBuffer bytes = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int size = histogram.encodeIntoCompressedByteBuffer(bytes);
        byte[] used = new byte[size];
        bytes.get(0, used);
        return Base64.getEncoder().encodeToString(used);
    }

    /** {@return the histogram of a text} */
    public static Histogram decode(String text) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(
                    ByteBuffer.wrap(Base64.getDecoder().decode(text)), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram: " + text, e);
        }
    }

    /** {@return the latencies of all answers} */
    public Histogram answers() {
        Histogram all = decode(pages);
        all.add(decode(failures));
        return all;
    }
}
