package dev.selvage.sync;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Whether a lock lets anybody in, and if not, why. Set by holders who may write; poison is cleared by anybody. */
final class PoisonFlag {
    private static final VarHandle REFUSAL;

    static {
        try {
            REFUSAL = MethodHandles.lookup().findVarHandle(PoisonFlag.class, "refusal", Refusal.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Poisoning mode;
    private volatile @Nullable Refusal refusal;

    PoisonFlag(Poisoning mode) {
        this.mode = mode;
    }

    Poisoning mode() {
        return mode;
    }

    @Nullable
    Refusal refusal() {
        return refusal;
    }

    boolean isPoisoned() {
        return refusal instanceof Refusal.Poison;
    }

    /** {@return what the lock now refuses with, or null if that has not changed} */
    @Nullable
    RuntimeException refusedSince(@Nullable Refusal before, String lock) {
        Refusal now = refusal;
        return now == null || now == before ? null : now.toException(lock);
    }

    /** Poisons because of an exception, unless that has happened already. */
    void poison(Throwable cause) {
        if (mode != Poisoning.OFF && refusal == null) {
            poison(Refusal.Poison.of(cause));
        }
    }

    void poison(Refusal.Poison poison) {
        if (mode != Poisoning.OFF) {
            REFUSAL.compareAndSet(this, null, poison);
        }
    }

    /** Returns whether there was poison. */
    boolean clear() {
        Refusal now = refusal;
        return now instanceof Refusal.Poison && REFUSAL.compareAndSet(this, now, null);
    }

    /** The value has been taken out. */
    void empty() {
        refusal = new Refusal.Emptied();
    }
}
