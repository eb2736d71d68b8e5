package dev.selvage.channels;

import java.util.List;
import java.util.Spliterator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The elements to come of a receiver, one at a time; for a parallel stream, in small batches as they come. */
final class ElementSpliterator<E> implements Spliterator<E> {
    /*
     * Overview. A split is what the channel has at that instant, at least one element and few at most, so that the threads
     * of a parallel stream begin before the channel has ended; the JDK's own spliterator of an iterator would wait for a
     * thousand. Whoever splits waits. The streams of the JDK split a spliterator by one thread at a time, and hand it on
     * with a happens-before: so the receiver has one user at a time.
     *
     * Checked by: StreamTest.
     */
    private static final int BATCH = 64;

    private final Receiver<E> receiver;

    ElementSpliterator(Receiver<E> receiver) {
        this.receiver = receiver;
    }

    @Override
    public boolean tryAdvance(Consumer<? super E> action) {
        E element = receiver.receiveOrEnd();
        if (element == null) {
            return false;
        }
        action.accept(element);
        return true;
    }

    @Override
    public @Nullable Spliterator<E> trySplit() {
        List<E> batch = receiver.receiveManyOrEnd(BATCH);
        return batch.isEmpty() ? null : batch.spliterator();
    }

    @Override
    public long estimateSize() {
        return Long.MAX_VALUE;
    }

    @Override
    public int characteristics() {
        return ORDERED | NONNULL;
    }
}
