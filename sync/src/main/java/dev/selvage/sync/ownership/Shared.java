package dev.selvage.sync.ownership;

import dev.selvage.scope.DropException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.tracking.HandleTarget;
import dev.selvage.scope.waiting.Backoff;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The value behind the handles of an {@link Arc}, with its counts. */
final class Shared<T> extends HandleTarget {
    /*
     * Overview. One word holds both counts: strong in the lower half, weak in the upper. Whoever takes strong to zero
     * drops the value. That both are in one word makes "the only handle" one read. The topmost bit is a latch: whoever has
     * set it may change the state of open handles of this value, and nobody changes the counts meanwhile. So closing a
     * handle, its state and its count, is one atomic operation and two plain stores (ADR 0042).
     *
     * A thread that latches exchanges the word for the latch alone, and has the counts to itself until it writes the new ones
     * over whatever is there. So an exchange that finds the latch changes nothing, and what is added to the word meanwhile is
     * void: both see that by what they found, and begin again. Neither looks before it changes the word, because on some
     * processors a read after an atomic operation costs as much as half of one. All others compare and set the counts that
     * they have read without the latch.
     *
     * The latch is held for a handful of loads and stores, nothing of the user's or of the heap among them: no call under
     * it is deeper than latch(), so that a stack which is full is so before. Whoever meets it pauses.
     *
     * States. strong: 0 while newCyclic runs -> 1 ... MAX_STRONG -> DEAD (dropped, or taken out), for ever. It never leaves zero
     * but for the one step at the end of newCyclic: upgrade counts up by compare-and-set from a count above zero. A clone
     * adds first and looks then: to a word without the latch, whose owner of a handle has counted at least one, or, if
     * another thread has closed that handle meanwhile, to a word that is DEAD and stays so. There are fewer than 2^30 threads
     * that find the limit, and have not yet taken back what they have added.
     *
     * Invariants. A handle gives up its count once (AbstractHandle), so strong is the number of open strong handles, the
     * leaked ones among them, and of such additions. While an open handle exists, the value is there. Only whoever has taken
     * strong to zero touches the value afterwards.
     *
     * Memory ordering. Each step of the word has the effects of a volatile read and write; the latch is opened by a release.
     * So each step sees all that was done before the steps that precede it, and the one that takes
     * strong to zero all that the owners of the other handles did. Upgrade sees what newCyclic did. The value is a plain
     * field: it is written before the first handle exists and after the last is gone.
     *
     * Checked by: ArcJcstress, ArcTakenOutJcstress, CountsAgainstModelTest, ArcStress, CountLimitTest.
     */
    static final int MAX_COUNT = Integer.MAX_VALUE;
    static final int MAX_STRONG = 1 << 30;
    private static final long STRONG = 1;
    private static final long WEAK = 1L << 32;
    private static final long LATCHED = Long.MIN_VALUE;

    /** In the lower half: the value is gone. */
    private static final long DEAD = 1L << 31;

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
        return Math.max(0, (int) counts); // not that of the dead
    }

    static int weak(long counts) {
        return (int) (counts >>> 32);
    }

    /** Keeps all others from changing counts, and from ending open handles of this value. {@return the counts} */
    long latch() {
        long now = (long) COUNTS.getAndSet(this, LATCHED);
        while (now < 0) {
            settledLate();
            now = (long) COUNTS.getAndSet(this, LATCHED);
        }
        return now;
    }

    /** Ends {@link #latch}. */
    void unlatch(long now) {
        COUNTS.setRelease(this, now);
    }

    /** Ends {@link #latch} with one strong handle less, and drops the value if that was the last. */
    void unlatchWithout(long now) {
        COUNTS.setRelease(this, withoutStrong(now));
        if (strong(now) == 1) {
            drop();
        }
    }

    private static long withoutStrong(long now) {
        return strong(now) == 1 ? now - STRONG | DEAD : now - STRONG;
    }

    /** {@return the counts, when nobody has the latch} */
    private long settled() {
        long now = counts;
        return now >= 0 ? now : settledLate();
    }

    private long settledLate() {
        Backoff backoff = new Backoff();
        long now;
        do {
            backoff.pause();
            now = counts;
        } while (now < 0);
        return now;
    }

    int strong() {
        return strong(settled());
    }

    int weak() {
        return weak(settled());
    }

    /** {@return whether there is one strong handle and no weak one} */
    boolean isUnique() {
        return settled() == STRONG;
    }

    /** Ends newCyclic: the value is there, with one strong handle. */
    void arrive(T made) {
        value = made;
        type = made.getClass();
        add(STRONG);
    }

    private void add(long more) {
        long now = settled();
        while (!COUNTS.weakCompareAndSet(this, now, now + more)) {
            now = settled();
        }
    }

    /** Counts a clone. {@return false if the value is gone: another thread has closed the handle that was open} */
    boolean tryAddStrong() {
        long before = (long) COUNTS.getAndAdd(this, STRONG);
        while (before < 0) { // void
            settledLate();
            before = (long) COUNTS.getAndAdd(this, STRONG);
        }
        if (strong(before) >= MAX_STRONG) {
            add(-STRONG);
            throw tooMany("strong", MAX_STRONG);
        }
        return strong(before) > 0;
    }

    /** Counts what a weak handle is upgraded to. {@return false if there is no value} */
    boolean tryUpgrade() {
        while (true) {
            long now = settled();
            if (strong(now) == 0) {
                return false;
            }
            if (strong(now) >= MAX_STRONG) {
                throw tooMany("strong", MAX_STRONG);
            }
            if (COUNTS.weakCompareAndSet(this, now, now + STRONG)) {
                return true;
            }
        }
    }

    void addWeak() {
        while (true) {
            long now = settled();
            if (weak(now) == MAX_COUNT) {
                throw tooMany("weak", MAX_COUNT);
            }
            if (COUNTS.weakCompareAndSet(this, now, now + WEAK)) {
                return;
            }
        }
    }

    private IllegalStateException tooMany(String which, int most) {
        return new IllegalStateException("arc " + label() + " has " + most + " " + which
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
        long now = settled();
        while (!COUNTS.weakCompareAndSet(this, now, withoutStrong(now))) {
            now = settled();
        }
        return strong(now) == 1;
    }

    /** {@return whether the only strong handle has been given up by this call; if there are others, nothing happens} */
    boolean removeOnlyStrong() {
        while (true) {
            long now = settled();
            if (strong(now) != 1) {
                return false;
            }
            if (COUNTS.weakCompareAndSet(this, now, withoutStrong(now))) {
                return true;
            }
        }
    }

    void removeWeak() {
        add(-WEAK);
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
