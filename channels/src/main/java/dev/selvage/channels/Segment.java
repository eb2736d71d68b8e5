package dev.selvage.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** A stretch of the cells of an unbounded channel. */
final class Segment {
    static final int CELLS = 256;

    private static final VarHandle NEXT;

    static {
        try {
            NEXT = MethodHandles.lookup().findVarHandle(Segment.class, "next", Segment.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** The index of the first cell. */
    final long from;

    final @Nullable Object[] cells = new Object[CELLS];

    private volatile @Nullable Segment next;

    Segment(long from) {
        this.from = from;
    }

    boolean isBefore(long index) {
        return from + CELLS <= index;
    }

    int at(long index) {
        return (int) (index - from);
    }

    /** {@return the next segment, or null if nobody has needed it} */
    @Nullable
    Segment next() {
        return next;
    }

    /** {@return the next segment, made if need be} */
    Segment nextOrNew() {
        Segment known = next;
        if (known != null) {
            return known;
        }
        Segment made = new Segment(from + CELLS);
        Segment other = (Segment) NEXT.compareAndExchange(this, null, made);
        return other == null ? made : other;
    }
}
