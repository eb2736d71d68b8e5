package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Backoff;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel without a bound: a chain of segments. */
class UnboundedCore<E> extends BufferedCore<E> {
    /*
     * Overview. A sender claims an index of the tail by adding to it, which cannot fail, and writes cell i of the chain,
     * making segments as it needs them. A receiver tests cell j and claims index j of the head by compare-and-set.
     *
     * States. A cell is empty, then full, then empty for ever: cells are not used again.
     *
     * Invariants. (1) A thread reads the segment before the word: the segment that tail (head) names begins at or before
     * the index that it then claims, because a segment becomes the named one only after one of its indices was claimed.
     * (2) The first bit of OVER is put on at an index, the end: whoever adds to the tail after that gets the bit back,
     * fails, and writes nothing. The tail runs on past the end by those who did; the end is remembered.
     *
     * No lost wake-ups. See Line. As adding cannot take RECEIVER_WAITS off, each sender that got the bit back tries that
     * after its store, and the one that did wakes.
     *
     * Cancellation. Nothing but a receiver waits, and it has taken nothing.
     *
     * Memory ordering. As in BoundedCore. Segments are linked by compare-and-set and read as volatile.
     *
     * Checked by: UnboundedTest, LinearizabilityTest, BlockingModelTest, CoreStress, CloseStress, MemoryTest,
     * ChannelJcstress, ChannelCloseJcstress.
     */
    private static final VarHandle TAIL_SEGMENT;
    private static final VarHandle HEAD_SEGMENT;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL_SEGMENT = lookup.findVarHandle(UnboundedCore.class, "tailSegment", Segment.class);
            HEAD_SEGMENT = lookup.findVarHandle(UnboundedCore.class, "headSegment", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final long OPEN = Long.MAX_VALUE;

    private volatile Segment tailSegment = new Segment(0);
    private volatile Segment headSegment = tailSegment;

    /** The first index that holds nothing, once the channel is over. */
    private volatile long end = OPEN;

    UnboundedCore(String name) {
        super(name);
    }

    // ---- sending

    @Override
    boolean offer(E element) {
        Segment start = tailSegment;
        if ((words.tail & Words.OVER) != 0) {
            return false;
        }
        long t = (long) Words.TAIL.getAndAdd(words, Words.ONE);
        if ((t & Words.OVER) != 0) {
            return false;
        }
        long i = Words.index(t);
        Segment segment = segmentForWriting(start, i);
        Cells.put(segment.cells, segment.at(i), element);
        wakeReceiver(t);
        return true;
    }

    @Override
    int offerMany(List<? extends E> elements, int from) {
        Segment start = tailSegment;
        int many = elements.size() - from;
        if ((words.tail & Words.OVER) != 0) {
            return 0;
        }
        long t = (long) Words.TAIL.getAndAdd(words, many * Words.ONE);
        if ((t & Words.OVER) != 0) {
            return 0;
        }
        Segment segment = start;
        for (int n = 0; n < many; n++) {
            long i = Words.index(t) + n;
            segment = segmentForWriting(segment, i);
            Cells.put(segment.cells, segment.at(i), elements.get(from + n));
        }
        wakeReceiver(t);
        return many;
    }

    private Segment segmentForWriting(Segment start, long i) {
        if (!start.isBefore(i)) {
            return start;
        }
        Segment segment = start;
        while (segment.isBefore(i)) {
            segment = segment.nextOrNew();
        }
        Segment named = tailSegment;
        while (named.from < segment.from && !TAIL_SEGMENT.compareAndSet(this, named, segment)) {
            named = tailSegment;
        }
        return segment;
    }

    private void wakeReceiver(long tailBefore) {
        if ((tailBefore & Words.RECEIVER_WAITS) != 0
                && (words.clearTailBits(Words.RECEIVER_WAITS) & Words.RECEIVER_WAITS) != 0) {
            elementLine.signal();
        }
    }

    @Override
    boolean send(E element, Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(endLine);
        if (!offer(element)) {
            throw notSent(List.of(element), 0);
        }
        return true;
    }

    @Override
    int sendAll(List<? extends E> elements, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        Waits.check(endLine);
        int sent = offerMany(elements, 0);
        if (sent < elements.size()) {
            throw notSent(elements, 0);
        }
        return sent;
    }

    @Override
    boolean tryReserve() {
        return !isClosed();
    }

    @Override
    boolean reserve(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(endLine);
        if (isClosed()) {
            throw refused("permit");
        }
        return true;
    }

    @Override
    boolean offerReserved(E element) {
        return offer(element);
    }

    @Override
    void unreserve() {
        // room without a bound needs no claim
    }

    // ---- selects

    @Override
    boolean enterToSend(Place<E> place) {
        return false; // there is room, or there will be none
    }

    @Override
    void leaveToSend(Place<E> place) {
        // never enters
    }

    @Override
    boolean offer(E element, Place<E> place) {
        return offer(element);
    }

    @Override
    long movesForSenders() {
        return words.tail & Words.OVER;
    }

    // ---- receiving

    @Override
    @Nullable
    E poll() {
        Backoff backoff = null;
        while (true) {
            Segment start = headSegment; // before the head
            long h = words.head;
            if ((h & Words.RECEIVERS_RULED) != 0) {
                return pollRuled(false);
            }
            long j = Words.index(h);
            Segment segment = segmentForReading(start, j);
            Object element = segment == null ? null : Cells.look(segment.cells, segment.at(j));
            if (element == null) {
                if (words.head == h) {
                    if (claimed(words.tail) <= j) {
                        return null;
                    }
                    backoff = backoff == null ? new Backoff() : backoff;
                    backoff.pause();
                }
            } else if (words.casHead(h, h + Words.ONE)) {
                return takeOut(segment, j);
            }
        }
    }

    private static @Nullable Segment segmentForReading(Segment start, long j) {
        Segment segment = start;
        while (segment != null && segment.isBefore(j)) {
            segment = segment.next();
        }
        return segment;
    }

    /** Takes a claimed element out. */
    private E takeOut(@Nullable Segment segment, long j) {
        Segment mine = Objects.requireNonNull(segment, "a claimed cell lies in a segment");
        int at = mine.at(j);
        Object element = Objects.requireNonNull(Cells.look(mine.cells, at), "a claimed cell is full");
        Cells.clear(mine.cells, at);
        Segment named = headSegment;
        while (named.from < mine.from && !HEAD_SEGMENT.compareAndSet(this, named, mine)) {
            named = headSegment;
        }
        return cast(element);
    }

    @Override
    int pollMany(Collection<? super E> into, int most) {
        int total = 0;
        while (total < most) {
            int many = pollSome(into, most - total);
            if (many == 0) {
                return total;
            }
            total += many;
        }
        return total;
    }

    /** Takes elements of one segment by one claim, or a single one. Returns 0 if there was none. */
    private int pollSome(Collection<? super E> into, int most) {
        while (true) {
            Segment start = headSegment;
            long h = words.head;
            long j = Words.index(h);
            Segment segment = segmentForReading(start, j);
            int many = segment == null || (h & Words.RECEIVERS_RULED) != 0 ? 0 : fullFrom(segment, j, most);
            if (many == 0) { // nothing, or the first is about to be put in, or promises are to be kept
                E element = poll();
                if (element == null) {
                    return 0;
                }
                into.add(element);
                return 1;
            }
            if (words.casHead(h, h + many * Words.ONE)) {
                List<E> taken = new ArrayList<>(many);
                for (int n = 0; n < many; n++) {
                    taken.add(takeOut(segment, j + n));
                }
                into.addAll(taken); // last: what it throws must leave the channel in order
                return many;
            }
        }
    }

    private static int fullFrom(Segment segment, long j, int most) {
        int at = segment.at(j);
        int many = 0;
        while (many < most && at + many < Segment.CELLS && Cells.look(segment.cells, at + many) != null) {
            many++;
        }
        return many;
    }

    @Override
    @Nullable
    E pollRuled(boolean promised) {
        synchronized (elementLine) {
            elementLine.holdRules();
            if (promised) {
                elementLine.redeem();
            } else {
                elementLine.serve();
            }
            if (!elementLine.hasPlace()) {
                elementLine.keepRules();
                return null;
            }
            long j = Words.index((long) Words.HEAD.getAndAdd(words, Words.ONE)); // alone under this lock
            Backoff backoff = new Backoff();
            Segment segment = segmentForReading(headSegment, j);
            while (segment == null || Cells.look(segment.cells, segment.at(j)) == null) {
                backoff.pause();
                segment = segmentForReading(headSegment, j);
            }
            elementLine.keepRules();
            return takeOut(segment, j);
        }
    }

    @SuppressWarnings("unchecked") // only elements are put in
    private E cast(Object element) {
        return (E) element;
    }

    // ---- the rest

    @Override
    long claimed(long tail) {
        if ((tail & Words.OVER) == 0) {
            return Words.index(tail);
        }
        long known = end;
        Backoff backoff = new Backoff();
        while (known == OPEN) { // whoever put the bit on is about to write it
            backoff.pause();
            known = end;
        }
        return known;
    }

    @Override
    void stop(long bits) {
        long t;
        do {
            t = words.tail;
        } while (!words.casTail(t, t | bits));
        if ((t & Words.OVER) == 0) {
            end = Words.index(t);
        }
    }

    @Override
    void wakeAll() {
        elementLine.wakeAll();
    }

    @Override
    void wake(Party party) {
        elementLine.wake(party);
    }

    @Override
    Awaited wantedBySenders() {
        return endLine; // they never wait
    }

    @Override
    int sendersWaiting() {
        return 0;
    }

    @Override
    int capacity() {
        return Integer.MAX_VALUE;
    }
}
