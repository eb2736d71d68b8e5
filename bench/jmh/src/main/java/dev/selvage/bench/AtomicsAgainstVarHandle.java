package dev.selvage.bench;

import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.AtomicI32;
import dev.selvage.sync.atomic.AtomicI64;
import dev.selvage.sync.atomic.AtomicRef;
import dev.selvage.sync.atomic.Ordering;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.OptionalInt;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What does an atomic operation with a constant ordering cost beside the access through a VarHandle? Each pair of methods
 * does the same; the bare one goes through one more object, as ours does.
 */
public class AtomicsAgainstVarHandle extends OnVirtualThread {
    /** The variables by hand. */
    static final class Bare {
        static final VarHandle I32;
        static final VarHandle I64;
        static final VarHandle BOOL;
        static final VarHandle REF;

        static {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                I32 = lookup.findVarHandle(Bare.class, "i32", int.class);
                I64 = lookup.findVarHandle(Bare.class, "i64", long.class);
                BOOL = lookup.findVarHandle(Bare.class, "bool", boolean.class);
                REF = lookup.findVarHandle(Bare.class, "ref", Object.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        int i32;
        long i64;
        boolean bool;
        Object ref = "a";
    }

    private final Bare bare = new Bare();
    private final AtomicI32 i32 = AtomicI32.of(0);
    private final AtomicI64 i64 = AtomicI64.of(0);
    private final AtomicBool bool = AtomicBool.of(false);
    private final AtomicRef<Object> ref = AtomicRef.of("a");

    /** 0 and 1 in turns, so that every other exchange fails. */
    private int turn;

    @Benchmark
    public int loadAcquireOurs() {
        return i32.load(Ordering.ACQUIRE);
    }

    @Benchmark
    public int loadAcquireBare() {
        return (int) Bare.I32.getAcquire(bare);
    }

    @Benchmark
    public int loadRelaxedOurs() {
        return i32.load(Ordering.RELAXED);
    }

    @Benchmark
    public int loadRelaxedBare() {
        return (int) Bare.I32.getOpaque(bare);
    }

    @Benchmark
    public Object loadRefSeqCstOurs() {
        return ref.load(Ordering.SEQ_CST);
    }

    @Benchmark
    public Object loadRefSeqCstBare() {
        return Bare.REF.getVolatile(bare);
    }

    @Benchmark
    public void storeReleaseOurs() {
        i64.store(1, Ordering.RELEASE);
    }

    @Benchmark
    public void storeReleaseBare() {
        Bare.I64.setRelease(bare, 1L);
    }

    @Benchmark
    public void storeSeqCstOurs() {
        bool.store(true, Ordering.SEQ_CST);
    }

    @Benchmark
    public void storeSeqCstBare() {
        Bare.BOOL.setVolatile(bare, true);
    }

    @Benchmark
    public long addRelaxedOurs() {
        return i64.fetchAdd(1, Ordering.RELAXED);
    }

    @Benchmark
    public long addRelaxedBare() {
        return (long) Bare.I64.getAndAddAcquire(bare, 1L);
    }

    @Benchmark
    public Object swapRefOurs() {
        return ref.swap("b", Ordering.ACQ_REL);
    }

    @Benchmark
    public Object swapRefBare() {
        return (Object) Bare.REF.getAndSet(bare, (Object) "b");
    }

    @Benchmark
    public int exchangeOurs() {
        turn ^= 1;
        AtomicI32.Exchange end = i32.compareExchange(turn, 0, Ordering.ACQ_REL, Ordering.ACQUIRE);
        return end.succeeded() ? end.witness() + 1 : end.witness() - 1;
    }

    @Benchmark
    public int exchangeBare() {
        turn ^= 1;
        int witness = (int) Bare.I32.compareAndExchange(bare, turn, 0);
        return witness == turn ? witness + 1 : witness - 1;
    }

    @Benchmark
    public int updateOurs() {
        return i32.fetchUpdate(Ordering.ACQ_REL, Ordering.ACQUIRE, n -> OptionalInt.of(n + 1))
                .witness();
    }

    @Benchmark
    public int updateBare() {
        int found = (int) Bare.I32.getAcquire(bare);
        while (!Bare.I32.weakCompareAndSet(bare, found, found + 1)) {
            found = (int) Bare.I32.getAcquire(bare);
        }
        return found;
    }
}
