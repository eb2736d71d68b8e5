package dev.selvage.sync;

import dev.selvage.scope.waiting.Leaks;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What all guards do alike. Its thread only. */
abstract class GuardBase<T extends @Nullable Object> {
    final Hold hold;

    /** The hold has gone to another guard. */
    private boolean usedUp;

    @SuppressWarnings("this-escape") // registers itself with the collector only
    GuardBase(Hold hold) {
        this.hold = hold;
        hold.watchedBy(Leaks.watchesNext() ? DroppedGuards.watch(this, hold) : null);
    }

    /** {@return the value, or the part of it} The guard is open. */
    abstract T value();

    /** Throws if the guard is not open, or is not this thread's. */
    final void check() {
        if (usedUp) {
            hold.checkThread();
            throw new IllegalStateException("the guard of " + hold.description()
                    + " was used up by another that was made from it: use that one");
        }
        hold.check();
    }

    /** Ends this guard, but not its hold, which goes to another. */
    final void useUp() {
        usedUp = true;
    }

    public final T get() {
        check();
        return hold.handOut(value());
    }

    public final <U extends @Nullable Object, X extends Throwable> MappedGuard<U> map(
            ThrowingFunction<? super T, ? extends U, X> part) throws X {
        Objects.requireNonNull(part, "part");
        T value = get();
        useUp();
        try {
            return new MappedGuardImpl<>(hold, part.apply(value));
        } catch (Throwable e) {
            hold.poison(e);
            hold.end();
            throw e;
        }
    }

    public final void unlock() {
        check();
        hold.end();
    }

    public final void close() {
        if (hold.isOpen() && !usedUp) {
            hold.close();
        }
    }
}
