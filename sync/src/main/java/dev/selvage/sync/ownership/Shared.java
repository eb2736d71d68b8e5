package dev.selvage.sync.ownership;

import dev.selvage.scope.DropException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.tracking.HandleTarget;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The value behind the handles of an {@link Arc}, with its counts. */
final class Shared<T> extends HandleTarget {
    /*
     * Overview. One word holds both counts: strong in the lower half, weak in the upper. Whoever takes strong to zero
     * drops the value. That both are in one word makes "the only handle" one read.
     *
     * States. strong: 0 while newCyclic runs -> 1 ... MAX -> 0 (dropped, or taken out), for ever. It never leaves zero
     * but for the one step at the end of newCyclic: clone and upgrade count up by compare-and-set from a count above zero.
     *
     * Invariants. A handle gives up its count once (AbstractHandle), so strong is the number of open strong handles, the
     * leaked ones among them. While an open handle exists, the value is there. Only whoever has taken strong to zero
     * touches the value afterwards.
     *
     * Memory ordering. Giving up a count is a release; the one that takes it to zero acquires, so that it sees all that
     * the owners of the other handles did before: each step of the word is a read-modify-write, so the release sequences
     * of all of them reach the last. Upgrade acquires what newCyclic released. The value is a plain field: it is written
     * before the first handle exists and after the last is gone.
     *
     * Checked by: ArcJcstress, ArcTakenOutJcstress, CountsAgainstModelTest, ArcStress.
     */
    static final int MAX_COUNT = Integer.MAX_VALUE;
    private static final long STRONG = 1;
    private static final long WEAK = 1L << 32;
    private static final long STRONG_MASK = WEAK - 1;

    /** Leads nowhere: for weak handles without a value. */
    static final Shared<Object> NOTHING = new Shared<>(null, null, null, 0);

    /** Values that were leaked on purpose. */
    static final LongAdder LEAKED = new LongAdder();

    private static final VarHandle COUNTS;

    static {
        try {
            COUNTS = MethodHandles.lookup().findVarHandle(Shared.class, "counts", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable String name;
    private final Scope.@Nullable Action<? super T> dropper;
    private @Nullable Class<?> type;
    private @Nullable T value;
    private volatile long counts;

    Shared(@Nullable String name, @Nullable T value, Scope.@Nullable Action<? super T> dropper, int strong) {
        this.name = name;
        this.dropper = dropper;
        this.type = value == null ? null : value.getClass();
        this.value = value;
        this.counts = strong;
    }

    /** {@return the same with another value, and one strong handle} */
    Shared<T> with(T other) {
        return new Shared<>(name, other, dropper, 1);
    }

    /** {@return the value} Called by the owner of a strong handle. */
    @Nullable
    T value() {
        return value;
    }

    static int strong(long counts) {
        return (int) (counts & STRONG_MASK);
    }

    static int weak(long counts) {
        return (int) (counts >>> 32);
    }

    int strong() {
        return strong(counts);
    }

    int weak() {
        return weak(counts);
    }

    /** {@return whether there is one strong handle and no weak one} */
    boolean isUnique() {
        return counts == STRONG;
    }

    /** Ends newCyclic: the value is there, with one strong handle. */
    void arrive(T made) {
        value = made;
        type = made.getClass();
        COUNTS.getAndAddRelease(this, STRONG);
    }

    /** {@return whether there is one more strong handle now} There is none if the value is gone. */
    boolean tryAddStrong() {
        while (true) {
            long now = counts;
            int strong = strong(now);
            if (strong == 0) {
                return false;
            }
            if (strong == MAX_COUNT) {
                throw tooMany("strong");
            }
            if (COUNTS.weakCompareAndSetAcquire(this, now, now + STRONG)) {
                return true;
            }
        }
    }

    void addWeak() {
        while (true) {
            long now = counts;
            if (weak(now) == MAX_COUNT) {
                throw tooMany("weak");
            }
            if (COUNTS.weakCompareAndSetPlain(this, now, now + WEAK)) {
                return;
            }
        }
    }

    private IllegalStateException tooMany(String which) {
        return new IllegalStateException("arc " + label() + " has " + MAX_COUNT + " " + which
                + " handles: no more can be counted; look for handles that are cloned in a loop and never closed");
    }

    /** Gives up one strong handle, and drops the value if it was the last. */
    void releaseStrong() {
        if (removeStrong()) {
            drop();
        }
    }

    /** {@return whether the caller has given up the last strong handle, and the value is the caller's} */
    boolean removeStrong() {
        if (strong((long) COUNTS.getAndAddRelease(this, -STRONG)) != 1) {
            return false;
        }
        VarHandle.acquireFence();
        return true;
    }

    /** {@return whether the only strong handle has been given up by this call; if there are others, nothing happens} */
    boolean removeOnlyStrong() {
        while (true) {
            long now = counts;
            if (strong(now) != 1) {
                return false;
            }
            if (COUNTS.compareAndSet(this, now, now - STRONG)) {
                return true;
            }
        }
    }

    void removeWeak() {
        COUNTS.getAndAddRelease(this, -WEAK);
    }

    /** Takes the value out. Called once, by whoever has taken strong to zero. */
    T take() {
        T taken = value;
        if (taken == null) {
            throw new IllegalStateException("the value of arc " + label() + " is gone: this is a defect of Selvage");
        }
        value = null;
        return taken;
    }

    private void drop() {
        T dropped = take();
        Scope.Action<? super T> action = dropper;
        if (action != null) {
            DropException.run(() -> "arc " + label(), () -> action.accept(dropped));
        } else if (dropped instanceof AutoCloseable closeable) {
            DropException.run(() -> "arc " + label(), closeable::close);
        }
    }

    /** For tests of the limit. */
    void setCounts(int strong, int weak) {
        counts = (weak * WEAK) | strong;
    }

    @Override
    public String label() {
        if (name != null) {
            return "'" + name + "'";
        }
        Class<?> known = type;
        return known == null ? "of nothing" : "of " + known.getSimpleName();
    }
}
