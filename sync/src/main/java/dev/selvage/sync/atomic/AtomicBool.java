package dev.selvage.sync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A {@code boolean} that threads share, with the operations of Rust's {@code AtomicBool}. No operation waits. Each operation takes the {@link Ordering}s that its parts can have and throws
 * {@code IllegalArgumentException} for others: a read cannot be RELEASE or ACQ_REL, a write cannot be ACQUIRE or ACQ_REL;
 * an operation that does both takes any. With a constant ordering it costs what the access through a
 * {@code VarHandle} costs.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="flag"}
 */
public final class AtomicBool {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(AtomicBool.class, "value", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** After construction accessed through VALUE only. */
    @SuppressWarnings({"unused", "FieldMayBeFinal"})
    private boolean value;

    private AtomicBool(boolean initial) {
        value = initial;
        VarHandle.releaseFence(); // as after a final field: also for those whom the object reaches by a race
    }

    /** {@return a new variable with the given value} */
    public static AtomicBool of(boolean initial) {
        return new AtomicBool(initial);
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
        private final boolean witness;
        private final boolean succeeded;

        private Exchange(boolean witness, boolean succeeded) {
            this.witness = witness;
            this.succeeded = succeeded;
        }

        /** {@return the value that the operation found} */
        public final boolean witness() {
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
        private Exchanged(boolean witness) {
            super(witness, true);
        }
    }

    /** Nothing was stored; the witness is the value that was found instead. */
    public static final class Refused extends Exchange {
        private Refused(boolean witness) {
            super(witness, false);
        }
    }

    /** {@return the value} The ordering is RELAXED, ACQUIRE or SEQ_CST. */
    public boolean load(Ordering order) {
        if (order == Ordering.ACQUIRE) {
            return (boolean) VALUE.getAcquire(this);
        }
        if (order == Ordering.RELAXED) {
            return (boolean) VALUE.getOpaque(this);
        }
        if (order == Ordering.SEQ_CST) {
            return (boolean) VALUE.getVolatile(this);
        }
        throw Ordering.refused("AtomicBool.load", order, Ordering.OF_LOADS);
    }

    /** Sets the value. The ordering is RELAXED, RELEASE or SEQ_CST. */
    public void store(boolean next, Ordering order) {
        if (order == Ordering.RELEASE) {
            VALUE.setRelease(this, next);
        } else if (order == Ordering.RELAXED) {
            VALUE.setOpaque(this, next);
        } else if (order == Ordering.SEQ_CST) {
            VALUE.setVolatile(this, next);
        } else {
            throw Ordering.refused("AtomicBool.store", order, Ordering.OF_STORES);
        }
    }

    /** Sets the value, and returns the one before. */
    public boolean swap(boolean next, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (boolean) VALUE.getAndSetAcquire(this, next);
        }
        if (order == Ordering.RELEASE) {
            return (boolean) VALUE.getAndSetRelease(this, next);
        }
        Ordering.requireAny("AtomicBool.swap", order);
        return (boolean) VALUE.getAndSet(this, next);
    }

    /**
     * Sets the value if it is the expected one.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange compareExchange(boolean expected, boolean next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicBool.compareExchange", success);
        Ordering.requireLoad("the failure of ", "AtomicBool.compareExchange", failure);
        boolean witness;
        if (failure != Ordering.SEQ_CST && (success == Ordering.RELAXED || success == Ordering.ACQUIRE)) {
            witness = (boolean) VALUE.compareAndExchangeAcquire(this, expected, next);
        } else if (failure == Ordering.RELAXED && success == Ordering.RELEASE) {
            witness = (boolean) VALUE.compareAndExchangeRelease(this, expected, next);
        } else {
            witness = (boolean) VALUE.compareAndExchange(this, expected, next);
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
    public Exchange compareExchangeWeak(boolean expected, boolean next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicBool.compareExchangeWeak", success);
        Ordering.requireLoad("the failure of ", "AtomicBool.compareExchangeWeak", failure);
        return tryExchange(expected, next, success)
                ? new Exchanged(expected)
                : new Refused(load(failure)); // a failed attempt is a load: this one
    }

    /** Sets the value to {@code value & mask}, and returns the one before. */
    public boolean fetchAnd(boolean mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (boolean) VALUE.getAndBitwiseAndAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (boolean) VALUE.getAndBitwiseAndRelease(this, mask);
        }
        Ordering.requireAny("AtomicBool.fetchAnd", order);
        return (boolean) VALUE.getAndBitwiseAnd(this, mask);
    }

    /** Sets the value to {@code value | mask}, and returns the one before. */
    public boolean fetchOr(boolean mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (boolean) VALUE.getAndBitwiseOrAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (boolean) VALUE.getAndBitwiseOrRelease(this, mask);
        }
        Ordering.requireAny("AtomicBool.fetchOr", order);
        return (boolean) VALUE.getAndBitwiseOr(this, mask);
    }

    /** Sets the value to {@code value ^ mask}, and returns the one before. */
    public boolean fetchXor(boolean mask, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (boolean) VALUE.getAndBitwiseXorAcquire(this, mask);
        }
        if (order == Ordering.RELEASE) {
            return (boolean) VALUE.getAndBitwiseXorRelease(this, mask);
        }
        Ordering.requireAny("AtomicBool.fetchXor", order);
        return (boolean) VALUE.getAndBitwiseXor(this, mask);
    }

    /** Sets the value to {@code !(value & mask)}, and returns the one before. */
    public boolean fetchNand(boolean mask, Ordering order) {
        Ordering.requireAny("AtomicBool.fetchNand", order);
        return mask ? fetchXor(true, order) : swap(true, order);
    }

    /** Negates the value, and returns the one before. */
    public boolean fetchNot(Ordering order) {
        Ordering.requireAny("AtomicBool.fetchNot", order);
        return fetchXor(true, order);
    }

    /**
     * Sets the value to what the function makes of it, unless the function returns empty. The function has no effects: it
     * is called again if another thread has changed the value meanwhile. What it throws leaves the value as it is.
     *
     * @param set the ordering of the exchange that succeeds
     * @param fetch the ordering of the reads before it: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange fetchUpdate(Ordering set, Ordering fetch, Function<Boolean, Optional<Boolean>> function) {
        Ordering.requireAny("AtomicBool.fetchUpdate", set);
        Ordering.requireLoad("the fetch of ", "AtomicBool.fetchUpdate", fetch);
        boolean found = load(fetch);
        while (true) {
            Optional<Boolean> next = function.apply(found);
            if (next.isEmpty()) {
                return new Refused(found);
            }
            if (tryExchange(found, next.get(), set)) {
                return new Exchanged(found);
            }
            found = load(fetch);
        }
    }

    /** Sets the value to what the function makes of it, as {@link #fetchUpdate}, and returns the one before. */
    public boolean update(Ordering set, Ordering fetch, UnaryOperator<Boolean> function) {
        Ordering.requireAny("AtomicBool.update", set);
        Ordering.requireLoad("the fetch of ", "AtomicBool.update", fetch);
        boolean found = load(fetch);
        while (!tryExchange(found, function.apply(found), set)) {
            found = load(fetch);
        }
        return found;
    }

    /** The load that follows a failed attempt has its own ordering: the mode depends on the success only. */
    private boolean tryExchange(boolean expected, boolean next, Ordering success) {
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
        return "AtomicBool[" + load(Ordering.ACQUIRE) + "]";
    }
}
