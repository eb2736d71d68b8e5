package dev.selvage.sync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;

/**
 * A {@code long} that threads share, with the operations of Rust's {@code AtomicI64}. No operation waits. Arithmetic wraps
 * around. Each operation takes the {@link Ordering}s that its parts can have and throws
 * {@code IllegalArgumentException} for others: a read cannot be RELEASE or ACQ_REL, a write cannot be ACQUIRE or ACQ_REL;
 * an operation that does both takes any. With a constant ordering it costs what the access through a
 * {@code VarHandle} costs.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="counter"}
 */
public final class AtomicI64 {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(AtomicI64.class, "value", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** After construction accessed through VALUE only. */
    @SuppressWarnings({"unused", "FieldMayBeFinal"})
    private long value;

    private AtomicI64(long initial) {
        value = initial;
        VarHandle.releaseFence(); // as after a final field: also for those whom the object reaches by a race
    }

    /** {@return a new variable with the given value} */
    public static AtomicI64 of(long initial) {
        return new AtomicI64(initial);
    }

    /**
     * How an operation with a condition ended. Its two methods cost nothing; telling the two classes apart may cost an
     * allocation where both occur.
     */
    public abstract static sealed class Exchange {
        /*
         * One layout for both classes, no records: C2 then reads the fields of whichever it would have allocated, and
         * allocates neither. See docs/adr/0030.
         */
        private final long witness;
        private final boolean succeeded;

        private Exchange(long witness, boolean succeeded) {
            this.witness = witness;
            this.succeeded = succeeded;
        }

        /** {@return the value that the operation found} */
        public final long witness() {
            return witness;
        }

        /** {@return whether the operation stored its new value} */
        public final boolean succeeded() {
            return succeeded;
        }

        /** {@return the name of the class and the witness} */
        @Override
        public final String toString() {
            return getClass().getSimpleName() + "[" + witness + "]";
        }
    }

    /** The new value was stored; the witness is the value before. */
    public static final class Exchanged extends Exchange {
        private Exchanged(long witness) {
            super(witness, true);
        }
    }

    /** Nothing was stored; the witness is the value that was found instead. */
    public static final class Refused extends Exchange {
        private Refused(long witness) {
            super(witness, false);
        }
    }

    /** {@return the value} The ordering is RELAXED, ACQUIRE or SEQ_CST. */
    public long load(Ordering order) {
        if (order == Ordering.ACQUIRE) {
            return (long) VALUE.getAcquire(this);
        }
        if (order == Ordering.RELAXED) {
            return (long) VALUE.getOpaque(this);
        }
        if (order == Ordering.SEQ_CST) {
            return (long) VALUE.getVolatile(this);
        }
        throw Ordering.refused("AtomicI64.load", order, Ordering.OF_LOADS);
    }

    /** Sets the value. The ordering is RELAXED, RELEASE or SEQ_CST. */
    public void store(long next, Ordering order) {
        if (order == Ordering.RELEASE) {
            VALUE.setRelease(this, next);
        } else if (order == Ordering.RELAXED) {
            VALUE.setOpaque(this, next);
        } else if (order == Ordering.SEQ_CST) {
            VALUE.setVolatile(this, next);
        } else {
            throw Ordering.refused("AtomicI64.store", order, Ordering.OF_STORES);
        }
    }

    /** Sets the value, and returns the one before. */
    public long swap(long next, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndSetAcquire(this, next);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndSetRelease(this, next);
        }
        Ordering.requireAny("AtomicI64.swap", order);
        return (long) VALUE.getAndSet(this, next);
    }

    /**
     * Sets the value if it is the expected one.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange compareExchange(long expected, long next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicI64.compareExchange", success);
        Ordering.requireLoad("the failure of ", "AtomicI64.compareExchange", failure);
        long witness;
        if (failure != Ordering.SEQ_CST && (success == Ordering.RELAXED || success == Ordering.ACQUIRE)) {
            witness = (long) VALUE.compareAndExchangeAcquire(this, expected, next);
        } else if (failure == Ordering.RELAXED && success == Ordering.RELEASE) {
            witness = (long) VALUE.compareAndExchangeRelease(this, expected, next);
        } else {
            witness = (long) VALUE.compareAndExchange(this, expected, next);
        }
        return witness == expected ? new Exchanged(witness) : new Refused(witness);
    }

    /**
     * Sets the value if it is the expected one, and sometimes refuses although it is, which is cheaper on some
     * processors: for loops. After such a refusal the witness may be the expected value.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange compareExchangeWeak(long expected, long next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicI64.compareExchangeWeak", success);
        Ordering.requireLoad("the failure of ", "AtomicI64.compareExchangeWeak", failure);
        return tryExchange(expected, next, success)
                ? new Exchanged(expected)
                : new Refused(load(failure)); // a failed attempt is a load: this one
    }

    /** Adds to the value, and returns the one before. */
    public long fetchAdd(long delta, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndAddAcquire(this, delta);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndAddRelease(this, delta);
        }
        Ordering.requireAny("AtomicI64.fetchAdd", order);
        return (long) VALUE.getAndAdd(this, delta);
    }

    /** Subtracts from the value, and returns the one before. */
    public long fetchSub(long delta, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndAddAcquire(this, -delta);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndAddRelease(this, -delta);
        }
        Ordering.requireAny("AtomicI64.fetchSub", order);
        return (long) VALUE.getAndAdd(this, -delta);
    }

    /** Sets the value to {@code value & mask}, and returns the one before. */
    public long fetchAnd(long mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndBitwiseAndAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndBitwiseAndRelease(this, mask);
        }
        Ordering.requireAny("AtomicI64.fetchAnd", order);
        return (long) VALUE.getAndBitwiseAnd(this, mask);
    }

    /** Sets the value to {@code value | mask}, and returns the one before. */
    public long fetchOr(long mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndBitwiseOrAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndBitwiseOrRelease(this, mask);
        }
        Ordering.requireAny("AtomicI64.fetchOr", order);
        return (long) VALUE.getAndBitwiseOr(this, mask);
    }

    /** Sets the value to {@code value ^ mask}, and returns the one before. */
    public long fetchXor(long mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (long) VALUE.getAndBitwiseXorAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (long) VALUE.getAndBitwiseXorRelease(this, mask);
        }
        Ordering.requireAny("AtomicI64.fetchXor", order);
        return (long) VALUE.getAndBitwiseXor(this, mask);
    }

    /** Sets the value to the greater of itself and the given one, and returns the one before. */
    public long fetchMax(long other, Ordering order) {
        Ordering.requireAny("AtomicI64.fetchMax", order);
        long found = (long) VALUE.getOpaque(this);
        while (!tryExchange(found, Math.max(found, other), order)) {
            found = (long) VALUE.getOpaque(this);
        }
        return found;
    }

    /** Sets the value to the lesser of itself and the given one, and returns the one before. */
    public long fetchMin(long other, Ordering order) {
        Ordering.requireAny("AtomicI64.fetchMin", order);
        long found = (long) VALUE.getOpaque(this);
        while (!tryExchange(found, Math.min(found, other), order)) {
            found = (long) VALUE.getOpaque(this);
        }
        return found;
    }

    /**
     * Sets the value to what the function makes of it, unless the function returns empty. The function has no effects: it
     * is called again if another thread has changed the value meanwhile. What it throws leaves the value as it is.
     *
     * @param set the ordering of the exchange that succeeds
     * @param fetch the ordering of the reads before it: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange fetchUpdate(Ordering set, Ordering fetch, LongFunction<OptionalLong> function) {
        Ordering.requireAny("AtomicI64.fetchUpdate", set);
        Ordering.requireLoad("the fetch of ", "AtomicI64.fetchUpdate", fetch);
        long found = load(fetch);
        while (true) {
            OptionalLong next = function.apply(found);
            if (next.isEmpty()) {
                return new Refused(found);
            }
            if (tryExchange(found, next.getAsLong(), set)) {
                return new Exchanged(found);
            }
            found = load(fetch);
        }
    }

    /** Sets the value to what the function makes of it, as {@link #fetchUpdate}, and returns the one before. */
    public long update(Ordering set, Ordering fetch, LongUnaryOperator function) {
        Ordering.requireAny("AtomicI64.update", set);
        Ordering.requireLoad("the fetch of ", "AtomicI64.update", fetch);
        long found = load(fetch);
        while (!tryExchange(found, function.applyAsLong(found), set)) {
            found = load(fetch);
        }
        return found;
    }

    /** The load that follows a failed attempt has its own ordering: the mode depends on the success only. */
    private boolean tryExchange(long expected, long next, Ordering success) {
        if (success == Ordering.RELAXED || success == Ordering.ACQUIRE) {
            return VALUE.weakCompareAndSetAcquire(this, expected, next);
        }
        if (success == Ordering.RELEASE) {
            return VALUE.weakCompareAndSetRelease(this, expected, next);
        }
        return VALUE.weakCompareAndSet(this, expected, next);
    }

    /** {@return the value, for people} */
    @Override
    public String toString() {
        return "AtomicI64[" + load(Ordering.ACQUIRE) + "]";
    }
}
