package dev.selvage.channels;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The values of a broadcast: a ring of the last ones, each kept until all have got it or it is overwritten. */
final class BroadcastCore<E> extends NewsCore<E> {
    /*
     * Overview. Value number n lies in cell n modulo the capacity, with the count of those who have yet to get it. The
     * cell is emptied when the count reaches 0.
     *
     * Invariants. Under the monitor of the core: for a number n among the last `capacity` ones, left[n] is the number of
     * receivers whose seen is less than n. A receiver is counted in when it comes, and out of what it has not seen when it
     * goes or lags.
     *
     * Checked by: BroadcastTest, NewsStress.
     */
    private final @Nullable Object[] cells;
    private final int[] left;
    private int size;

    BroadcastCore(String name, int capacity) {
        super("broadcast", name);
        this.cells = new Object[capacity];
        this.left = new int[capacity];
    }

    @Override
    void keep(E value) {
        int at = cell(published() + 1);
        if (cells[at] == null) {
            size++;
        }
        cells[at] = value;
        left[at] = receiverCount();
    }

    /** Takes the next value of the receiver, or moves it to the oldest value that is kept. Null: there is none yet. */
    synchronized @Nullable BroadcastReceived<E> take(Subscription<E> receiver) {
        long next = receiver.seen + 1;
        if (next > published()) {
            return isOver() ? new BroadcastReceived.Closed<>(Optional.ofNullable(cause())) : null;
        }
        long oldest = oldest();
        if (next < oldest) {
            receiver.seen = oldest - 1;
            return new BroadcastReceived.Lagged<>(oldest - next);
        }
        receiver.seen = next;
        countReceived();
        @SuppressWarnings("unchecked") // only such are kept
        E value = (E) cells[cell(next)];
        drop(next);
        if (value == null) {
            throw new IllegalStateException("value " + next + " is not kept any more: " + this);
        }
        return new BroadcastReceived.Value<>(value);
    }

    private void drop(long number) {
        int at = cell(number);
        if (--left[at] == 0) {
            cells[at] = null;
            size--;
        }
    }

    private long oldest() {
        return Math.max(1, published() - cells.length + 1);
    }

    private int cell(long number) {
        return (int) (number % cells.length);
    }

    @Override
    void entered(Subscription<E> receiver) {
        for (long n = Math.max(receiver.seen + 1, oldest()); n <= published(); n++) {
            left[cell(n)]++;
        }
    }

    @Override
    void left(Subscription<E> receiver) {
        for (long n = Math.max(receiver.seen + 1, oldest()); n <= published(); n++) {
            drop(n);
        }
    }

    /** {@return how many values the receiver has yet to get, those that it has missed included} */
    synchronized long behind(Subscription<E> receiver) {
        return published() - receiver.seen;
    }

    @Override
    String senderNoun() {
        return BroadcastSender.NOUN;
    }

    @Override
    String news() {
        return "a value";
    }

    @Override
    int capacity() {
        return cells.length;
    }

    @Override
    int size() {
        return size;
    }

    @Override
    public String toString() {
        return text("Broadcast", null);
    }
}
