package dev.selvage.sync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalInt;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;

/**
 * An {@code int} that threads share, with the operations of Rust's {@code AtomicI32}. No operation waits. Arithmetic wraps
 * around. Each operation takes the {@link Ordering}s that its parts can have and throws
 * {@code IllegalArgumentException} for others: a read cannot be RELEASE or ACQ_REL, a write cannot be ACQUIRE or ACQ_REL;
 * an operation that does both takes any. With a constant ordering it costs what the access through a
 * {@code VarHandle} costs.
 */
public final class AtomicI32 {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(AtomicI32.class, "value", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** After construction accessed through VALUE only. */
    @SuppressWarnings({"unused", "FieldMayBeFinal"})
    private int value;

    private AtomicI32(int initial) {
        value = initial;
        VarHandle.releaseFence(); // as after a final field: also for those whom the object reaches by a race
    }

    /** {@return a new variable with the given value} */
    public static AtomicI32 of(int initial) {
        return new AtomicI32(initial);
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
        private final int witness;
        private final boolean succeeded;

        private Exchange(int witness, boolean succeeded) {
            this.witness = witness;
            this.succeeded = succeeded;
        }

        /** {@return the value that the operation found} */
        public final int witness() {
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
        private Exchanged(int witness) {
            super(witness, true);
        }
    }

    /** Nothing was stored; the witness is the value that was found instead. */
    public static final class Refused extends Exchange {
        private Refused(int witness) {
            super(witness, false);
        }
    }

    /** {@return the value} The ordering is RELAXED, ACQUIRE or SEQ_CST. */
    public int load(Ordering order) {
        if (order == Ordering.ACQUIRE) {
            return (int) VALUE.getAcquire(this);
        }
        if (order == Ordering.RELAXED) {
            return (int) VALUE.getOpaque(this);
        }
        if (order == Ordering.SEQ_CST) {
            return (int) VALUE.getVolatile(this);
        }
        throw Ordering.refused("AtomicI32.load", order, Ordering.OF_LOADS);
    }

    /** Sets the value. The ordering is RELAXED, RELEASE or SEQ_CST. */
    public void store(int next, Ordering order) {
        if (order == Ordering.RELEASE) {
            VALUE.setRelease(this, next);
        } else if (order == Ordering.RELAXED) {
            VALUE.setOpaque(this, next);
        } else if (order == Ordering.SEQ_CST) {
            VALUE.setVolatile(this, next);
        } else {
            throw Ordering.refused("AtomicI32.store", order, Ordering.OF_STORES);
        }
    }

    /** Sets the value, and returns the one before. */
    public int swap(int next, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndSetAcquire(this, next);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndSetRelease(this, next);
        }
        Ordering.requireAny("AtomicI32.swap", order);
        return (int) VALUE.getAndSet(this, next);
    }

    /**
     * Sets the value if it is the expected one.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange compareExchange(int expected, int next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicI32.compareExchange", success);
        Ordering.requireLoad("the failure of ", "AtomicI32.compareExchange", failure);
        int witness;
        if (failure != Ordering.SEQ_CST && (success == Ordering.RELAXED || success == Ordering.ACQUIRE)) {
            witness = (int) VALUE.compareAndExchangeAcquire(this, expected, next);
        } else if (failure == Ordering.RELAXED && success == Ordering.RELEASE) {
            witness = (int) VALUE.compareAndExchangeRelease(this, expected, next);
        } else {
            witness = (int) VALUE.compareAndExchange(this, expected, next);
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
    public Exchange compareExchangeWeak(int expected, int next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicI32.compareExchangeWeak", success);
        Ordering.requireLoad("the failure of ", "AtomicI32.compareExchangeWeak", failure);
        return tryExchange(expected, next, success)
                ? new Exchanged(expected)
                : new Refused(load(failure)); // a failed attempt is a load: this one
    }

    /** Adds to the value, and returns the one before. */
    public int fetchAdd(int delta, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndAddAcquire(this, delta);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndAddRelease(this, delta);
        }
        Ordering.requireAny("AtomicI32.fetchAdd", order);
        return (int) VALUE.getAndAdd(this, delta);
    }

    /** Subtracts from the value, and returns the one before. */
    public int fetchSub(int delta, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndAddAcquire(this, -delta);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndAddRelease(this, -delta);
        }
        Ordering.requireAny("AtomicI32.fetchSub", order);
        return (int) VALUE.getAndAdd(this, -delta);
    }

    /** Sets the value to {@code value & mask}, and returns the one before. */
    public int fetchAnd(int mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndBitwiseAndAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndBitwiseAndRelease(this, mask);
        }
        Ordering.requireAny("AtomicI32.fetchAnd", order);
        return (int) VALUE.getAndBitwiseAnd(this, mask);
    }

    /** Sets the value to {@code value | mask}, and returns the one before. */
    public int fetchOr(int mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndBitwiseOrAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndBitwiseOrRelease(this, mask);
        }
        Ordering.requireAny("AtomicI32.fetchOr", order);
        return (int) VALUE.getAndBitwiseOr(this, mask);
    }

    /** Sets the value to {@code value ^ mask}, and returns the one before. */
    public int fetchXor(int mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (int) VALUE.getAndBitwiseXorAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (int) VALUE.getAndBitwiseXorRelease(this, mask);
        }
        Ordering.requireAny("AtomicI32.fetchXor", order);
        return (int) VALUE.getAndBitwiseXor(this, mask);
    }

    /** Sets the value to the greater of itself and the given one, and returns the one before. */
    public int fetchMax(int other, Ordering order) {
        Ordering.requireAny("AtomicI32.fetchMax", order);
        int found = (int) VALUE.getOpaque(this);
        while (!tryExchange(found, Math.max(found, other), order)) {
            found = (int) VALUE.getOpaque(this);
        }
        return found;
    }

    /** Sets the value to the lesser of itself and the given one, and returns the one before. */
    public int fetchMin(int other, Ordering order) {
        Ordering.requireAny("AtomicI32.fetchMin", order);
        int found = (int) VALUE.getOpaque(this);
        while (!tryExchange(found, Math.min(found, other), order)) {
            found = (int) VALUE.getOpaque(this);
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
    public Exchange fetchUpdate(Ordering set, Ordering fetch, IntFunction<OptionalInt> function) {
        Ordering.requireAny("AtomicI32.fetchUpdate", set);
        Ordering.requireLoad("the fetch of ", "AtomicI32.fetchUpdate", fetch);
        int found = load(fetch);
        while (true) {
            OptionalInt next = function.apply(found);
            if (next.isEmpty()) {
                return new Refused(found);
            }
            if (tryExchange(found, next.getAsInt(), set)) {
                return new Exchanged(found);
            }
            found = load(fetch);
        }
    }

    /** Sets the value to what the function makes of it, as {@link #fetchUpdate}, and returns the one before. */
    public int update(Ordering set, Ordering fetch, IntUnaryOperator function) {
        Ordering.requireAny("AtomicI32.update", set);
        Ordering.requireLoad("the fetch of ", "AtomicI32.update", fetch);
        int found = load(fetch);
        while (!tryExchange(found, function.applyAsInt(found), set)) {
            found = load(fetch);
        }
        return found;
    }

    /** The load that follows a failed attempt has its own ordering: the mode depends on the success only. */
    private boolean tryExchange(int expected, int next, Ordering success) {
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
        return "AtomicI32[" + load(Ordering.ACQUIRE) + "]";
    }
}
