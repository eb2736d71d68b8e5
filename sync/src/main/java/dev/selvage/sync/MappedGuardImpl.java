package dev.selvage.sync;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The guard of a part. Its thread only. */
final class MappedGuardImpl<T extends @Nullable Object> implements MappedGuard<T> {
    private final MutexHold hold;
    private final T part;
    private boolean usedUp;

    private MappedGuardImpl(MutexHold hold, T part) {
        this.hold = hold;
        this.part = part;
    }

    /** Makes a guard of the part, which takes over the hold. */
    static <T extends @Nullable Object, U extends @Nullable Object, X extends Throwable> MappedGuardImpl<U> of(
            MutexHold hold, T value, ThrowingFunction<? super T, ? extends U, X> part) throws X {
        try {
            return new MappedGuardImpl<>(hold, part.apply(value));
        } catch (Throwable e) {
            hold.poison(e);
            hold.end();
            throw e;
        }
    }

    private void check() {
        hold.check();
        if (usedUp) {
            throw new IllegalStateException("the mapped guard of " + hold.description()
                    + " was used up by map(...): use the guard that map returned");
        }
    }

    @Override
    public T get() {
        check();
        return hold.handOut(part);
    }

    @Override
    public <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> next) throws X {
        Objects.requireNonNull(next, "part");
        check();
        usedUp = true;
        return of(hold, part, next);
    }

    @Override
    public void unlock() {
        check();
        hold.end();
    }

    @Override
    public void close() {
        if (hold.isOpen() && !usedUp) {
            hold.close();
        }
    }

    @Override
    public String toString() {
        return "MappedGuard[" + hold.description() + "]";
    }
}
