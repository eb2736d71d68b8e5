package dev.selvage.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** The two words of a channel with a buffer: how far the senders and the receivers have come, and who waits. */
final class Words extends Padded.AfterTailCache {
    // Bits of the tail, below the index of the next place that a sender claims.
    /** A receiver waits: the next claim of a sender takes the bit off, and wakes one. */
    static final long RECEIVER_WAITS = 1;
    /** Nothing is sent any more. */
    static final long SENDING_OVER = 2;
    /** Nothing is received any more. */
    static final long RECEIVING_OVER = 4;
    /** Senders claim under the lock of their line only: a place is promised to somebody. */
    static final long SENDERS_RULED = 8;

    static final long OVER = SENDING_OVER | RECEIVING_OVER;

    // Bits of the head, below the index of the next element that a receiver claims.
    /** A sender waits: the next claim of a receiver takes the bit off, and wakes one. */
    static final long SENDER_WAITS = 1;
    /** Receivers claim under the lock of their line only: an element is promised to somebody. */
    static final long RECEIVERS_RULED = 2;
    /** There is, or was, more than one receiver. Never taken off. */
    static final long SEVERAL_RECEIVERS = 4;

    /** Where the index begins, in both words. */
    static final int SHIFT = 4;

    static final long ONE = 1L << SHIFT;

    static final VarHandle TAIL;
    static final VarHandle HEAD;
    private static final VarHandle HEAD_SEEN;
    private static final VarHandle TAIL_SEEN;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            TAIL = lookup.findVarHandle(Words.class, "tail", long.class);
            HEAD = lookup.findVarHandle(Words.class, "head", long.class);
            HEAD_SEEN = lookup.findVarHandle(Words.class, "headSeen", long.class);
            TAIL_SEEN = lookup.findVarHandle(Words.class, "tailSeen", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    static long index(long word) {
        return word >>> SHIFT;
    }

    boolean casTail(long expected, long next) {
        return TAIL.compareAndSet(this, expected, next);
    }

    boolean casHead(long expected, long next) {
        return HEAD.compareAndSet(this, expected, next);
    }

    /** {@return an index that the head has reached; the head may be further} */
    long headSeen() {
        return (long) HEAD_SEEN.getAcquire(this);
    }

    /** {@return the index of the head, which the senders remember} */
    long lookAtHead() {
        long index = index(head);
        HEAD_SEEN.setRelease(this, index);
        return index;
    }

    /** {@return an index that the tail has reached; the tail may be further} */
    long tailSeen() {
        return (long) TAIL_SEEN.getAcquire(this);
    }

    /** Lets the receivers remember how far the tail has come. */
    void tailSeen(long index) {
        TAIL_SEEN.setRelease(this, index);
    }

    void setTailBits(long bits) {
        TAIL.getAndBitwiseOr(this, bits);
    }

    long clearTailBits(long bits) {
        return (long) TAIL.getAndBitwiseAnd(this, ~bits);
    }

    void setHeadBits(long bits) {
        HEAD.getAndBitwiseOr(this, bits);
    }

    void clearHeadBits(long bits) {
        HEAD.getAndBitwiseAnd(this, ~bits);
    }
}
