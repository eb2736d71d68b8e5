package dev.selvage.bench;

import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Supplier;
import org.jctools.queues.MpscArrayQueue;
import org.jctools.queues.MpscLinkedQueue;

/** Structures filled with one element that all share, so that only they count; what is empty is divided among the elements, too. */
final class QueuedElements {
    private static final int ROOM = 1_024;

    /** Where elements go. */
    interface Sink {
        void put(Integer element) throws InterruptedException;
    }

    /** So many structures with so many elements each. */
    record Filling(Supplier<Sink> source, int structures, int elements) {}

    private QueuedElements() {}

    /** {@return what is measured by row; a bounded structure is full, and there are as many as hold the given number of elements} */
    static Map<String, Filling> all(int elements) {
        Map<String, Filling> all = new LinkedHashMap<>();
        int structures = Math.ceilDiv(elements, ROOM);
        for (String rival : List.of("selvage", "ABQ", "LBQ", "jox")) {
            all.put(
                    Memory.row("bounded1024", rival),
                    new Filling(() -> Pipe.of(rival, ROOM, true)::send, structures, ROOM));
        }
        all.put(
                Memory.row("bounded1024", "JCTools"),
                new Filling(() -> queue(new MpscArrayQueue<>(ROOM)), structures, ROOM));
        for (String rival : List.of("selvage", "LBQ", "LTQ", "jox")) {
            all.put(Memory.row("unbounded", rival), new Filling(() -> Pipe.of(rival, -1, true)::send, 1, elements));
        }
        all.put(Memory.row("unbounded", "JCTools"), new Filling(() -> queue(new MpscLinkedQueue<>()), 1, elements));
        return all;
    }

    private static Sink queue(Queue<Integer> queue) {
        return element -> {
            if (!queue.offer(element)) {
                throw new IllegalStateException("the queue is full");
            }
        };
    }

    static double bytesEach(Filling filling) throws InterruptedException {
        List<Sink> sinks = new ArrayList<>(filling.structures());
        Integer element = 1;
        long before = Memory.settledBytes();
        for (int s = 0; s < filling.structures(); s++) {
            Sink sink = filling.source().get();
            for (int i = 0; i < filling.elements(); i++) {
                sink.put(element);
            }
            sinks.add(sink);
        }
        long grown = Memory.settledBytes() - before;
        Reference.reachabilityFence(sinks);
        return (double) grown / filling.structures() / filling.elements();
    }
}
