package dev.selvage.channels;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The channel that Lincheck compares with: a queue with an end, used by one thread at a time. */
public abstract class SequentialChannel {
    /** More than Lincheck has threads, those before and after the parallel part included. */
    static final int THREADS = 6;

    private final int capacity;
    private final ArrayDeque<Integer> elements = new ArrayDeque<>();
    private final boolean[] senders = new boolean[THREADS];
    private final boolean[] receivers = new boolean[THREADS];
    private final boolean[] permits = new boolean[THREADS];
    private int reserved;
    private boolean closed;

    SequentialChannel(int capacity) {
        this.capacity = capacity;
        Arrays.fill(senders, true);
        Arrays.fill(receivers, true);
    }

    public static final class OfOne extends SequentialChannel {
        public OfOne() {
            super(1);
        }
    }

    public static final class OfTwo extends SequentialChannel {
        public OfTwo() {
            super(2);
        }
    }

    public static final class OfMany extends SequentialChannel {
        public OfMany() {
            super(Integer.MAX_VALUE);
        }
    }

    public final String trySend(int thread, int element) {
        if (!senders[thread]) {
            return Texts.GONE;
        }
        if (closed) {
            return Texts.CLOSED;
        }
        if (elements.size() + reserved >= capacity) {
            return Texts.FULL;
        }
        elements.add(element);
        return Texts.SENT;
    }

    public final String sendTimed(int thread, int element) {
        return trySend(thread, element);
    }

    public final String tryReceive(int thread) {
        if (!receivers[thread]) {
            return Texts.GONE;
        }
        Integer element = elements.poll();
        return element != null ? String.valueOf(element) : closed ? Texts.CLOSED : Texts.EMPTY;
    }

    public final String receiveTimed(int thread) {
        return tryReceive(thread);
    }

    public final void close() {
        closed = true;
    }

    public final List<Integer> closeNow() {
        closed = true;
        List<Integer> undelivered = new ArrayList<>(elements);
        elements.clear();
        return undelivered;
    }

    public final void closeSender(int thread) {
        boolean last = isLast(senders, thread);
        senders[thread] = false;
        closed |= last;
    }

    public final List<Integer> closeReceiver(int thread) {
        boolean last = isLast(receivers, thread);
        receivers[thread] = false;
        return last ? closeNow() : List.of();
    }

    private static boolean isLast(boolean[] open, int thread) {
        int many = 0;
        for (boolean one : open) {
            many += one ? 1 : 0;
        }
        return many == 1 && open[thread];
    }

    public final String tryReserve(int thread) {
        if (permits[thread]) {
            return "has one";
        }
        if (closed) {
            return Texts.CLOSED;
        }
        if (elements.size() + reserved >= capacity) {
            return Texts.FULL;
        }
        permits[thread] = true;
        reserved++;
        return "reserved";
    }

    public final String sendReserved(int thread, int element) {
        if (!permits[thread]) {
            return "has none";
        }
        giveBack(thread);
        if (closed) {
            return Texts.CLOSED;
        }
        elements.add(element);
        return Texts.SENT;
    }

    public final void giveBack(int thread) {
        if (permits[thread]) {
            permits[thread] = false;
            reserved--;
        }
    }
}
