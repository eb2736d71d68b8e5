package dev.selvage.bench.report;

import dev.selvage.bench.plan.Carriers;
import dev.selvage.bench.plan.Row;
import dev.selvage.bench.report.Measurement.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What {@code dev.selvage.bench.Memory} found: the bytes of a parked waiter and of a queued element. */
final class BytesSection {
    /** The methods of its rows, in words. */
    private static final Map<String, String> WORDS = new LinkedHashMap<>();

    static {
        WORDS.put("ParkedWaiter.lock", "a waiter for a lock");
        WORDS.put("ParkedWaiter.await", "a waiter for a condition");
        WORDS.put("ParkedWaiter.receive16", "a receiver, room for 16");
        WORDS.put("ParkedWaiter.receive0", "a receiver of a rendezvous");
        WORDS.put("ParkedWaiter.receiveUnbounded", "a receiver, no bound");
        WORDS.put("QueuedElement.bounded1024", "an element, 1,024 in room for 1,024");
        WORDS.put("QueuedElement.unbounded", "an element, 100,000 without a bound");
    }

    private final Measurements measurements;

    BytesSection(Measurements measurements) {
        this.measurements = measurements;
    }

    String text() {
        StringBuilder table = new StringBuilder();
        List<String> losses = new ArrayList<>();
        WORDS.forEach((method, words) -> {
            SortedMap<String, Estimate> rivals = rivals(method);
            rivals.values().stream().mapToDouble(Estimate::mean).min().ifPresent(least -> {
                rivals.forEach((rival, bytes) -> table.append(Format.row(
                        List.of(words, "`" + rival + "`", Format.withError(bytes), ratio(bytes.mean(), least)))));
                rivals.forEach((rival, bytes) -> {
                    if (rival.startsWith("selvage") && bytes.mean() > least) {
                        losses.add(words);
                    }
                });
            });
        });
        if (table.isEmpty()) {
            return "Bytes of a parked waiter and of a queued element: absent.\n";
        }
        return """
                Live bytes of the heap, after full collections. A waiter is a virtual thread; what as many that are parked in
                nothing but `LockSupport.park` take is subtracted, so that the rest is nodes and frames. What the JDK keeps
                outside of the heap, as for the waiters of `synchronized`, is not in it. An element is one object that all
                share; an empty structure's bytes are divided among its elements.

                """
                + Format.head(List.of("Bytes of", "Who", "Bytes", "Times the cheapest")) + table
                + (losses.isEmpty() ? "" : "\nNot the cheapest with ours: " + String.join("; ", losses) + ".\n");
    }

    /** A rival that takes nothing has no multiples: frames may even be smaller than those that are subtracted. */
    private static String ratio(double bytes, double least) {
        return least < 1 ? "" : Format.number(bytes / least);
    }

    private SortedMap<String, Estimate> rivals(String method) {
        SortedMap<String, Estimate> rivals = new TreeMap<>();
        String question = method.substring(0, method.indexOf('.'));
        for (Row row : measurements.of(question)) {
            if ((question + "." + row.method()).equals(method)) {
                rivals.put(
                        row.parameters().getOrDefault("rival", row.method()),
                        measurements.find(row, Carriers.ALL).orElseThrow().score());
            }
        }
        return rivals;
    }
}
