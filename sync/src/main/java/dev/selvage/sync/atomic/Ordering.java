package dev.selvage.sync.atomic;

import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The memory ordering of an atomic operation, named as in Rust and C++. Each is a set of access
 * modes of {@code java.lang.invoke.VarHandle}; which, and where Java's model promises more or less than C++20's, is told in
 * {@code docs/design/memory-model.md}.
 */
public enum Ordering {
    /** The operation is atomic, and all threads see the changes of the one variable in one order; nothing else. */
    RELAXED,
    /** A read: what comes after it in this thread sees all that came before the write with RELEASE whose value it read. */
    ACQUIRE,
    /** A write: whoever reads its value with ACQUIRE sees all that came before it in this thread. */
    RELEASE,
    /** A read and a write in one operation: ACQUIRE for the read, RELEASE for the write. */
    ACQ_REL,
    /** As ACQUIRE, RELEASE or ACQ_REL; and all operations with SEQ_CST have one order on which all threads agree. */
    SEQ_CST;

    static final String OF_LOADS = "RELAXED, ACQUIRE or SEQ_CST";
    static final String OF_STORES = "RELAXED, RELEASE or SEQ_CST";

    /*
     * Overview. Operations compare their ordering with the constants of this enum, one after the other. A switch would
     * read an array that javac makes and that the JIT does not treat as constant; a comparison with a constant folds,
     * so that an operation whose ordering is a constant is compiled to the bare access.
     *
     * Memory ordering. VarHandle has no opaque form of operations that read and write: RELAXED takes the acquire form.
     * Two fences make ACQ_REL: together they keep all but a store before a load.
     *
     * Checked by: OrderingTest, and MessagePassing, StoreBuffering, IndependentReads, Coherence and AtomicUpdates in
     * integration/jcstress; AtomicsAgainstVarHandle in bench.
     */

    /**
     * Orders the operations before it in this thread with those after it: as ACQUIRE the loads before with everything
     * after, as RELEASE everything before with the stores after, as ACQ_REL both, as SEQ_CST everything with everything.
     *
     * @throws IllegalArgumentException for RELAXED, which would order nothing
     */
    @SuppressWarnings("IfChainToSwitch") // see above
    public void fence() {
        if (this == ACQUIRE) {
            VarHandle.acquireFence();
        } else if (this == RELEASE) {
            VarHandle.releaseFence();
        } else if (this == ACQ_REL) {
            VarHandle.releaseFence();
            VarHandle.acquireFence();
        } else if (this == SEQ_CST) {
            VarHandle.fullFence();
        } else {
            throw new IllegalArgumentException(
                    "a fence cannot be RELAXED, for it would order nothing: leave it out, or make it ACQUIRE, RELEASE,"
                            + " ACQ_REL or SEQ_CST");
        }
    }

    /** Refuses what an operation that reads and writes cannot have: null. */
    static void requireAny(String operation, @Nullable Ordering given) {
        if (given == null) {
            throw refused(operation, null, "RELAXED, ACQUIRE, RELEASE, ACQ_REL or SEQ_CST");
        }
    }

    /** Refuses what the reading part of an operation cannot have. */
    static void requireLoad(String part, String operation, @Nullable Ordering given) {
        if (given != RELAXED && given != ACQUIRE && given != SEQ_CST) {
            throw refused(part + operation, given, OF_LOADS);
        }
    }

    static RuntimeException refused(String operation, @Nullable Ordering given, String allowed) {
        if (given == null) {
            return new NullPointerException("the ordering of " + operation + " is null: make it " + allowed);
        }
        return new IllegalArgumentException(operation + " cannot be " + given + ": make it " + allowed);
    }
}
