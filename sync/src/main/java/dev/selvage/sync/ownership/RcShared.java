package dev.selvage.sync.ownership;

import dev.selvage.scope.DropException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.tracking.HandleTarget;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The value behind the handles of an {@link Rc}, with its counts, which only one thread touches. */
final class RcShared<T> extends HandleTarget {
    /*
     * Overview. Plain counts. Handles that the collector finds lost are noted by its thread in `lostStrong` and
     * `lostWeak`; the owner's thread subtracts them at its next operation that counts.
     *
     * Invariants. The counts and the value are touched by the thread that made them alone: every operation asks for it.
     *
     * Checked by: RcTest, CountsAgainstModelTest.
     */
    /** Leads nowhere: for weak handles without a value, of any thread. */
    static final RcShared<Object> NOTHING = new RcShared<>();

    private final @Nullable Thread thread;
    private final @Nullable String name;
    private final Scope.@Nullable Action<? super T> dropper;
    private @Nullable Class<?> type;

    private @Nullable T value;
    private int strong;
    private int weak;

    /** Handles that the collector has found lost; made by its thread when it finds the first. */
    private volatile @Nullable Lost lost;

    private static final class Lost {
        final AtomicInteger strong = new AtomicInteger();
        final AtomicInteger weak = new AtomicInteger();
    }

    private RcShared() {
        this.thread = null;
        this.name = null;
        this.dropper = null;
    }

    RcShared(@Nullable String name, @Nullable T value, Scope.@Nullable Action<? super T> dropper, int strong) {
        this.thread = Thread.currentThread();
        this.name = name;
        this.dropper = dropper;
        this.type = value == null ? null : value.getClass();
        this.value = value;
        this.strong = strong;
    }

    RcShared<T> with(T other) {
        return new RcShared<>(name, other, dropper, 1);
    }

    /** Throws if the current thread is not the one that made the value. */
    void checkThread(String noun) {
        Thread mine = thread;
        if (mine != Thread.currentThread() && mine != null) {
            throw new WrongThreadException("thread '" + ThreadContext.nameOf(Thread.currentThread()) + "' cannot use "
                    + noun + " " + label() + ": it is confined to thread '" + ThreadContext.nameOf(mine)
                    + "', which made it; use an Arc to share a value between threads");
        }
    }

    @Nullable
    T value() {
        return value;
    }

    int strong() {
        settle();
        return strong;
    }

    int weak() {
        settle();
        return weak;
    }

    void arrive(T made) {
        value = made;
        type = made.getClass();
        strong = 1;
    }

    boolean tryAddStrong() {
        settle();
        if (strong == 0) {
            return false;
        }
        if (strong == Shared.MAX_COUNT) {
            throw tooMany("strong");
        }
        strong++;
        return true;
    }

    void addWeak() {
        settle();
        if (weak == Shared.MAX_COUNT) {
            throw tooMany("weak");
        }
        weak++;
    }

    private IllegalStateException tooMany(String which) {
        return new IllegalStateException("rc " + label() + " has " + Shared.MAX_COUNT + " " + which
                + " handles: no more can be counted; look for handles that are cloned in a loop and never closed");
    }

    /** {@return whether the last strong handle has been given up} Then the value is the caller's to take or drop. */
    boolean removeStrong() {
        settle();
        return --strong == 0;
    }

    void removeWeak() {
        weak--; // first: the drop action may throw
        settle();
    }

    /** Notes a lost handle. Called by the thread of the leak detection. */
    void lostStrong() {
        lostOrNew().strong.incrementAndGet();
    }

    /** Notes a lost handle. Called by the thread of the leak detection. */
    void lostWeak() {
        lostOrNew().weak.incrementAndGet();
    }

    private synchronized Lost lostOrNew() {
        Lost known = lost;
        if (known == null) {
            known = new Lost();
            lost = known;
        }
        return known;
    }

    /** Subtracts the lost handles. The caller has a handle, so if it is a strong one, the count stays above zero. */
    private void settle() {
        Lost known = lost;
        if (known != null) {
            weak -= known.weak.getAndSet(0);
            int lostStrong = known.strong.getAndSet(0);
            if (lostStrong > 0) {
                strong -= lostStrong;
                if (strong == 0) { // the caller's is a weak one
                    drop();
                }
            }
        }
    }

    T take() {
        T taken = value;
        if (taken == null) {
            throw new IllegalStateException("the value of rc " + label() + " is gone: this is a defect of Selvage");
        }
        value = null;
        return taken;
    }

    void drop() {
        T dropped = take();
        Scope.Action<? super T> action = dropper;
        if (action != null) {
            DropException.run(() -> "rc " + label(), () -> action.accept(dropped));
        } else if (dropped instanceof AutoCloseable closeable) {
            DropException.run(() -> "rc " + label(), closeable::close);
        }
    }

    /** For tests of the limit. */
    void setCounts(int strongHandles, int weakHandles) {
        strong = strongHandles;
        weak = weakHandles;
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
