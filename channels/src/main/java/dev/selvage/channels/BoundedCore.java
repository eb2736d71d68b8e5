package dev.selvage.channels;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Backoff;
import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A bounded channel: a ring of cells. */
class BoundedCore<E> extends BufferedCore<E> {
    /*
     * Overview. Senders claim indices of the tail, receivers indices of the head, each by one compare-and-set and without
     * a lock; index i belongs to cell i & mask. A claim is made only when it can be used: a cell is tested before it is
     * claimed, so that a claim is followed by one store, and nobody ever waits with a claim in hand.
     *
     * States. A cell is empty (null) or full. head <= tail <= head + capacity <= head + cells.length.
     *
     * Invariants. (1) The claimer of index i on the tail found head > i - length and then cell i empty. So the element of
     * index i - length had been claimed by a receiver, hence been written, and the cell has been emptied since: only the
     * claimer of i writes it next. With one receiver, cells are emptied in their order, so that of many the last is enough;
     * and there was one as long as these cells were claimed if the bit SEVERAL_RECEIVERS is off in a head that has passed
     * them. (2) A receiver claims index j after it found cell j full, and, if there are several receivers, tail > j before
     * that. Without the second test it might find the element of j - length, which another receiver has claimed and not yet
     * taken out; a single receiver has taken it out itself. (3) The receiver that has claimed j is the only one to empty
     * the cell until then; what was read of it after the test of (2) and before the claim is what it has claimed. (4) The
     * bit SEVERAL_RECEIVERS lies in the head, so that a claim by the rule for one fails once a second may have come. (5)
     * Permits and promises are not in the tail, where an unused one would hold up the elements behind it: they are counted
     * by the line. While there are any, senders claim under the lock of the line and subtract them.
     *
     * No lost wake-ups. See Line: RECEIVER_WAITS lies in the tail, SENDER_WAITS in the head, and each claim takes the bit
     * off with the same compare-and-set. It wakes after its store, so that the woken thread finds it done.
     *
     * Cancellation. Elements are put in and taken out by running threads only, never left with a waiting one: a wait that
     * is interrupted or cancelled has sent or taken nothing.
     *
     * A peer between its claim and its store is met with Backoff: a sender that finds room in the head and the cell still
     * full, a receiver that finds the tail further and the cell still empty.
     *
     * Memory ordering. A cell is written with release and read with acquire; claims are volatile compare-and-sets. The
     * head that senders remember is written and read with release and acquire, too, because invariant 1 needs that the
     * look at the cell comes after the receiver's claim; so is the tail that receivers remember.
     *
     * Checked by: BoundedTest, LinearizabilityTest, BlockingModelTest, CoreStress, CloseStress, MemoryTest,
     * ChannelJcstress, ChannelCloseJcstress.
     */
    private final int capacity;
    private final int mask;
    final @Nullable Object[] cells;
    final RoomLine roomLine;

    @SuppressWarnings("this-escape") // the line asks the core only when somebody waits
    BoundedCore(String name, int capacity) {
        super(name);
        this.capacity = capacity;
        int length = capacity == 1 ? 1 : Integer.highestOneBit(capacity - 1) << 1;
        this.cells = new Object[length];
        this.mask = length - 1;
        this.roomLine = new RoomLine(this);
    }

    // ---- sending

    @Override
    boolean offer(E element) {
        Words w = words;
        Backoff backoff = null;
        while (true) {
            long t = w.tail;
            if ((t & (Words.OVER | Words.SENDERS_RULED)) != 0) {
                return (t & Words.OVER) == 0 && offerRuled(element, false);
            }
            long i = Words.index(t);
            if (i - w.headSeen() >= capacity && i - w.lookAtHead() >= capacity) {
                return false;
            }
            int at = (int) i & mask;
            if (Cells.look(cells, at) != null) {
                backoff = pauseIf(w.tail == t, backoff);
            } else if (w.casTail(t, (i + 1) << Words.SHIFT)) {
                Cells.put(cells, at, element);
                wakeReceiver(t);
                return true;
            }
        }
    }

    @Override
    int offerMany(List<? extends E> elements, int from) {
        if (from == elements.size()) {
            return 0;
        }
        Words w = words;
        while (true) {
            long t = w.tail;
            if ((t & (Words.OVER | Words.SENDERS_RULED)) != 0) {
                return (t & Words.OVER) == 0 && offerRuled(elements.get(from), false) ? 1 : 0;
            }
            long i = Words.index(t);
            long room = capacity - (i - w.lookAtHead());
            if (room <= 0) {
                return 0;
            }
            int many = emptyFrom(i, (int) Math.min(room, elements.size() - from));
            if (many > 0 && w.casTail(t, (i + many) << Words.SHIFT)) {
                put(i, elements, from, many);
                wakeReceiver(t);
                return many;
            }
            if (many <= 0 && w.tail == t) { // the cell is about to be emptied
                return offer(elements.get(from)) ? 1 : 0;
            }
        }
    }

    private void put(long index, List<? extends E> elements, int from, int many) {
        @Nullable Object[] ring = cells; // read once, as below
        int last = mask;
        for (int n = 0; n < many; n++) {
            Cells.put(ring, (int) (index + n) & last, elements.get(from + n));
        }
    }

    /** {@return how many cells from the index on are empty, at most so many} If the tail has moved, it may be too many. */
    private int emptyFrom(long i, int most) {
        if (Cells.look(cells, (int) (i + most - 1) & mask) == null && (words.head & Words.SEVERAL_RECEIVERS) == 0) {
            return most; // see invariant 1
        }
        @Nullable Object[] ring = cells; // read once, as below
        int last = mask;
        int many = 0;
        while (many < most && Cells.look(ring, (int) (i + many) & last) == null) {
            many++;
        }
        return many;
    }

    /** Claims a cell under the lock of the line. */
    boolean offerRuled(E element, boolean promised) {
        long t;
        long i;
        synchronized (roomLine) {
            roomLine.holdRules();
            if (promised) {
                roomLine.redeem();
            } else {
                roomLine.serve();
            }
            if (!roomLine.hasPlace()) {
                roomLine.keepRules();
                return false;
            }
            Backoff backoff = null;
            do {
                t = words.tail;
                i = Words.index(t);
                while (Cells.look(cells, (int) i & mask) != null) {
                    backoff = pauseIf(true, backoff);
                }
            } while ((t & Words.OVER) == 0 && !words.casTail(t, ((i + 1) << Words.SHIFT) | (t & Words.SENDERS_RULED)));
            roomLine.keepRules();
            if ((t & Words.OVER) != 0) {
                return false;
            }
        }
        Cells.put(cells, (int) i & mask, element);
        wakeReceiver(t);
        return true;
    }

    private void wakeReceiver(long tailBefore) {
        if ((tailBefore & Words.RECEIVER_WAITS) != 0) {
            elementLine.signal();
        }
    }

    private static Backoff pauseIf(boolean wanted, @Nullable Backoff before) {
        Backoff backoff = before == null ? new Backoff() : before;
        if (wanted) {
            backoff.pause();
        }
        return backoff;
    }

    @Override
    boolean send(E element, Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(roomLine);
        return offer(element) || sendLate(element, party, timed, deadline);
    }

    private boolean sendLate(E element, Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waiting node = new Waiting(party, roomLine);
        try {
            do {
                party.check();
                if (node.takePromise() ? offerRuled(element, true) : offer(element)) {
                    return true;
                }
                if (isClosed()) {
                    throw notSent(List.of(element), 0);
                }
            } while (roomLine.await(node, timed, deadline));
            return false;
        } finally {
            roomLine.leave(node);
        }
    }

    @Override
    int sendAll(List<? extends E> elements, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        Waits.check(roomLine);
        int sent = offerMany(elements, 0);
        return sent == elements.size() ? sent : sendLate(elements, sent, party, timed, deadline);
    }

    private int sendLate(List<? extends E> elements, int before, Party party, boolean timed, long deadline)
            throws OutsideInterruptException {
        int sent = before;
        Waiting node = new Waiting(party, roomLine);
        try {
            do {
                party.check();
                int more =
                        node.takePromise() ? (offerRuled(elements.get(sent), true) ? 1 : 0) : offerMany(elements, sent);
                sent += more;
                if (sent == elements.size()) {
                    return sent;
                }
                if (isClosed()) {
                    throw notSent(elements.subList(sent, elements.size()), sent);
                }
                if (more > 0) {
                    node.served();
                }
            } while (roomLine.await(node, timed, deadline));
            return sent;
        } catch (OutsideInterruptException e) {
            throw partly(elements, sent, e);
        } catch (HandleClosedException | ScopeCancelledException | DeadlockException e) {
            throw partly(elements, sent, e);
        } finally {
            roomLine.leave(node);
        }
    }

    // ---- permits

    @Override
    boolean tryReserve() {
        return roomLine.tryGrant();
    }

    @Override
    boolean reserve(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waits.check(roomLine);
        return tryReserve() || reserveLate(party, timed, deadline);
    }

    private boolean reserveLate(Party party, boolean timed, long deadline) throws OutsideInterruptException {
        Waiting node = new Waiting(party, roomLine);
        try {
            do {
                party.check();
                if (node.takePromise() || tryReserve()) {
                    return true;
                }
                if (isClosed()) {
                    throw refused("permit");
                }
            } while (roomLine.await(node, timed, deadline));
            return false;
        } finally {
            roomLine.leave(node);
        }
    }

    @Override
    boolean offerReserved(E element) {
        return offerRuled(element, true);
    }

    @Override
    void unreserve() {
        roomLine.giveBack();
    }

    // ---- selects

    @Override
    boolean enterToSend(Place<E> place) {
        return roomLine.settle(place);
    }

    @Override
    void leaveToSend(Place<E> place) {
        roomLine.leave(place);
    }

    @Override
    boolean offer(E element, Place<E> place) {
        return place.takePromise() ? offerRuled(element, true) : offer(element);
    }

    @Override
    long movesForSenders() {
        return Words.index(words.head) + roomLine.returned() + (isClosed() ? 1L << 62 : 0);
    }

    // ---- receiving

    @Override
    @Nullable
    E poll() {
        Words w = words;
        Backoff backoff = null;
        while (true) {
            long h = w.head;
            if ((h & Words.RECEIVERS_RULED) != 0) {
                return pollRuled(false);
            }
            long j = Words.index(h);
            if ((h & Words.SEVERAL_RECEIVERS) != 0 && w.tailSeen() <= j && !isBehindTail(j)) {
                return null;
            }
            int at = (int) j & mask;
            Object element = Cells.look(cells, at);
            if (element == null) {
                if (w.head == h) {
                    if (Words.index(w.tail) == j) {
                        return null;
                    }
                    backoff = pauseIf(w.head == h, backoff);
                }
            } else if (w.casHead(h, (j + 1) << Words.SHIFT | (h & Words.SEVERAL_RECEIVERS))) {
                Cells.clear(cells, at);
                wakeSender(h);
                return cast(element);
            }
        }
    }

    private boolean isBehindTail(long j) {
        long tail = Words.index(words.tail);
        words.tailSeen(tail);
        return j < tail;
    }

    @Override
    int pollMany(Collection<? super E> into, int most) {
        if (most <= 0) {
            return 0;
        }
        Words w = words;
        while (true) {
            long h = w.head;
            long j = Words.index(h);
            long there = Words.index(w.tail) - j;
            if (there <= 0 || (h & Words.RECEIVERS_RULED) != 0) {
                return pollOne(into);
            }
            Batch<E> batch = new Batch<>((int) Math.min(there, most));
            int many = read(j, batch);
            if (many == 0) { // the first is about to be put in
                return pollOne(into);
            }
            if (w.casHead(h, (j + many) << Words.SHIFT | (h & Words.SEVERAL_RECEIVERS))) {
                clear(j, many);
                wakeSender(h);
                into.addAll(batch); // last: what it throws must leave the channel in order
                return many;
            }
        }
    }

    private int pollOne(Collection<? super E> into) {
        E element = poll();
        if (element == null) {
            return 0;
        }
        into.add(element);
        return 1;
    }

    /** Reads elements until the batch is full, or a cell is empty. They are valid if the claim of the first succeeds. */
    private int read(long j, Batch<E> batch) {
        @Nullable Object[] ring = cells; // read once: not again after each acquire
        int last = mask;
        Object element;
        while (batch.hasRoom() && (element = Cells.look(ring, (int) (j + batch.size()) & last)) != null) {
            batch.append(cast(element));
        }
        return batch.size();
    }

    private void clear(long from, int many) {
        @Nullable Object[] ring = cells; // read once, as above
        int last = mask;
        for (int n = 0; n < many; n++) {
            Cells.clear(ring, (int) (from + n) & last);
        }
    }

    @Override
    @Nullable
    E pollRuled(boolean promised) {
        long h;
        Object element;
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
            Backoff backoff = null;
            int at;
            do {
                h = words.head;
                at = (int) Words.index(h) & mask;
                element = Cells.look(cells, at);
                while (element == null) {
                    backoff = pauseIf(true, backoff);
                    element = Cells.look(cells, at);
                }
            } while (!words.casHead(h, (h + Words.ONE) & ~Words.SENDER_WAITS));
            Cells.clear(cells, at);
            elementLine.keepRules();
        }
        wakeSender(h);
        return cast(element);
    }

    private void wakeSender(long headBefore) {
        if ((headBefore & Words.SENDER_WAITS) != 0) {
            roomLine.signal();
        }
    }

    @SuppressWarnings("unchecked") // only elements are put in
    private E cast(Object element) {
        return (E) element;
    }

    // ---- the rest

    @Override
    long claimed(long tail) {
        return Words.index(tail);
    }

    @Override
    void stop(long bits) {
        words.setTailBits(bits);
    }

    @Override
    void wakeAll() {
        roomLine.wakeAll();
        elementLine.wakeAll();
    }

    @Override
    void wake(Party party) {
        roomLine.wake(party);
        elementLine.wake(party);
    }

    @Override
    Awaited wantedBySenders() {
        return roomLine;
    }

    @Override
    int sendersWaiting() {
        return roomLine.size();
    }

    @Override
    int capacity() {
        return capacity;
    }
}
