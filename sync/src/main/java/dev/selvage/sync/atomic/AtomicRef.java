package dev.selvage.sync.atomic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A reference that threads share, with the operations of Rust's {@code AtomicPtr}. No operation waits. References are
 * compared by identity: boxed numbers are not what to compare. Each operation takes the {@link Ordering}s that its parts
 * can have and throws {@code IllegalArgumentException} for others: a read cannot be RELEASE or ACQ_REL, a write cannot
 * be ACQUIRE or ACQ_REL; an operation that does both takes any. With a constant ordering it costs what the access through
 * a {@code VarHandle} costs.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="reference"}
 *
 * @param <T> the type of what is referred to; nullable if null is a value
 */
@SuppressWarnings("unchecked") // VALUE holds nothing but T
public final class AtomicRef<T extends @Nullable Object> {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(AtomicRef.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** After construction accessed through VALUE only. */
    @SuppressWarnings({"unused", "FieldMayBeFinal"})
    private T value;

    private AtomicRef(T initial) {
        value = initial;
        VarHandle.releaseFence(); // as after a final field: also for those whom the object reaches by a race
    }

    /** {@return a new variable with the given value} */
    public static <T extends @Nullable Object> AtomicRef<T> of(T initial) {
        return new AtomicRef<>(initial);
    }

    /**
     * How an operation with a condition ended. Its two methods cost nothing; telling the two classes apart may cost an
     * allocation where both occur.
     *
     * @param <T> the type of the witness
     */
    public abstract static sealed class Exchange<T extends @Nullable Object> {
        /*
         * One layout for both classes, no records: C2 then reads the fields of whichever it would have allocated, and
         * allocates neither. See docs/adr/0030.
         */
        private final T witness;
        private final boolean succeeded;

        private Exchange(T witness, boolean succeeded) {
            this.witness = witness;
            this.succeeded = succeeded;
        }

        /** {@return the value that the operation found} */
        public final T witness() {
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

    /**
     * The new value was stored; the witness is the value before.
     *
     * @param <T> the type of the witness
     */
    public static final class Exchanged<T extends @Nullable Object> extends Exchange<T> {
        private Exchanged(T witness) {
            super(witness, true);
        }
    }

    /**
     * Nothing was stored; the witness is the value that was found instead.
     *
     * @param <T> the type of the witness
     */
    public static final class Refused<T extends @Nullable Object> extends Exchange<T> {
        private Refused(T witness) {
            super(witness, false);
        }
    }

    /** {@return the reference} The ordering is RELAXED, ACQUIRE or SEQ_CST. */
    public T load(Ordering order) {
        if (order == Ordering.ACQUIRE) {
            return (T) VALUE.getAcquire(this);
        }
        if (order == Ordering.RELAXED) {
            return (T) VALUE.getOpaque(this);
        }
        if (order == Ordering.SEQ_CST) {
            return (T) VALUE.getVolatile(this);
        }
        throw Ordering.refused("AtomicRef.load", order, Ordering.OF_LOADS);
    }

    /** Sets the reference. The ordering is RELAXED, RELEASE or SEQ_CST. */
    public void store(T next, Ordering order) {
        if (order == Ordering.RELEASE) {
            VALUE.setRelease(this, next);
        } else if (order == Ordering.RELAXED) {
            VALUE.setOpaque(this, next);
        } else if (order == Ordering.SEQ_CST) {
            VALUE.setVolatile(this, next);
        } else {
            throw Ordering.refused("AtomicRef.store", order, Ordering.OF_STORES);
        }
    }

    /** Sets the reference, and returns the one before. */
    public T swap(T next, Ordering order) {
        if (order == Ordering.RELAXED || order == Ordering.ACQUIRE) {
            return (T) VALUE.getAndSetAcquire(this, next);
        }
        if (order == Ordering.RELEASE) {
            return (T) VALUE.getAndSetRelease(this, next);
        }
        Ordering.requireAny("AtomicRef.swap", order);
        return (T) VALUE.getAndSet(this, next);
    }

    /**
     * Sets the reference if it is the expected one.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange<T> compareExchange(T expected, T next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicRef.compareExchange", success);
        Ordering.requireLoad("the failure of ", "AtomicRef.compareExchange", failure);
        T witness;
        if (failure != Ordering.SEQ_CST && (success == Ordering.RELAXED || success == Ordering.ACQUIRE)) {
            witness = (T) VALUE.compareAndExchangeAcquire(this, expected, next);
        } else if (failure == Ordering.RELAXED && success == Ordering.RELEASE) {
            witness = (T) VALUE.compareAndExchangeRelease(this, expected, next);
        } else {
            witness = (T) VALUE.compareAndExchange(this, expected, next);
        }
        return witness == expected ? new Exchanged<>(witness) : new Refused<>(witness);
    }

    /**
     * Sets the reference if it is the expected one, and sometimes refuses although it is, which is cheaper on some
     * processors: for loops. After such a refusal the witness may be the expected value.
     *
     * @param success the ordering of the read and the write if it is
     * @param failure the ordering of the read if it is not: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange<T> compareExchangeWeak(T expected, T next, Ordering success, Ordering failure) {
        Ordering.requireAny("AtomicRef.compareExchangeWeak", success);
        Ordering.requireLoad("the failure of ", "AtomicRef.compareExchangeWeak", failure);
        return tryExchange(expected, next, success)
                ? new Exchanged<>(expected)
                : new Refused<>(load(failure)); // a failed attempt is a load: this one
    }

    /**
     * Sets the value to what the function makes of it, unless the function returns empty. The function has no effects: it
     * is called again if another thread has changed the value meanwhile. What it throws leaves the value as it is.
     *
     * @param set the ordering of the exchange that succeeds
     * @param fetch the ordering of the reads before it: RELAXED, ACQUIRE or SEQ_CST
     */
    public Exchange<T> fetchUpdate(
            Ordering set, Ordering fetch, Function<? super T, ? extends Optional<? extends T>> function) {
        Ordering.requireAny("AtomicRef.fetchUpdate", set);
        Ordering.requireLoad("the fetch of ", "AtomicRef.fetchUpdate", fetch);
        T found = load(fetch);
        while (true) {
            Optional<? extends T> next = function.apply(found);
            if (next.isEmpty()) {
                return new Refused<>(found);
            }
            if (tryExchange(found, next.get(), set)) {
                return new Exchanged<>(found);
            }
            found = load(fetch);
        }
    }

    /** Sets the value to what the function makes of it, as {@link #fetchUpdate}, and returns the one before. */
    public T update(Ordering set, Ordering fetch, UnaryOperator<T> function) {
        Ordering.requireAny("AtomicRef.update", set);
        Ordering.requireLoad("the fetch of ", "AtomicRef.update", fetch);
        T found = load(fetch);
        while (!tryExchange(found, function.apply(found), set)) {
            found = load(fetch);
        }
        return found;
    }

    /** The load that follows a failed attempt has its own ordering: the mode depends on the success only. */
    private boolean tryExchange(T expected, T next, Ordering success) {
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
        return "AtomicRef[" + load(Ordering.ACQUIRE) + "]";
    }
}
