package dev.selvage.sync;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * One lock in the order in which locks are taken: it remembers which others were taken while it was held, and where for
 * the first time. A pair of locks that are taken in both orders can deadlock; one that only read both cannot.
 */
final class LockOrder {
    /** Whether orders are checked at all; folded away by the compiler if not. */
    static final boolean CHECKED = DeadlockDetection.isLockOrderRecorded();

    /** That a thread holds a lock exclusively, for the time that it does. */
    static final class Tag extends Held {
        private final LockOrder lock;
        private final ThreadContext context;
        private final @Nullable StackTraceElement place;

        private Tag(LockOrder lock, ThreadContext context, @Nullable StackTraceElement place) {
            this.lock = lock;
            this.context = context;
            this.place = place;
        }

        @Override
        public @Nullable StackTraceElement place() {
            return place;
        }

        @Override
        public String description() {
            return lock.description;
        }

        @Override
        protected void abandoned() {} // the guard, which is above it, has let go of the lock
    }

    private final String description;

    /** The locks that were taken under this one, each with the stack of the first time. */
    private final Map<LockOrder, LockOrderException> after = Collections.synchronizedMap(new WeakHashMap<>());

    LockOrder(String description) {
        this.description = description;
    }

    /** Remembers that the thread holds the lock exclusively. */
    Tag hold(ThreadContext context, @Nullable StackTraceElement place) {
        Tag tag = new Tag(this, context, place);
        context.hold(tag);
        return tag;
    }

    static void release(@Nullable Tag tag) {
        if (tag != null) {
            tag.context.release(tag);
        }
    }

    /** Compares the order in which the thread takes this lock with the orders before. */
    void check(ThreadContext context, boolean shared) {
        if (DeadlockDetection.lockOrderAction() == DeadlockDetection.Action.OFF) {
            return;
        }
        for (Held held : context.held()) {
            if (held instanceof Tag tag) {
                checkUnder(tag.lock, tag.place, context);
            } else if (held instanceof RwHold hold && hold.access() == Access.READ && !shared) {
                checkUnder(hold.core().order(), hold.place(), context);
            }
        }
    }

    private void checkUnder(LockOrder first, @Nullable StackTraceElement place, ThreadContext context) {
        if (first == this || first.after.containsKey(this)) {
            return;
        }
        LockOrderException before = after.get(first);
        if (before != null) {
            tell(first, place, context, before);
        }
        first.after.put(
                this,
                new LockOrderException(
                        description + " was taken while " + first.description + " was held, by "
                                + Threads.describe(context),
                        null));
    }

    private void tell(
            LockOrder first, @Nullable StackTraceElement place, ThreadContext context, LockOrderException before) {
        LockOrderException broken = new LockOrderException(
                Threads.describe(context) + " asks for " + description + Places.at(Sites.caller()) + " while it holds "
                        + first.description + Places.locked(place)
                        + ", but they have been taken in the other order before (see the cause): that can deadlock; take"
                        + " them in one order everywhere",
                before);
        if (DeadlockDetection.lockOrderAction() == DeadlockDetection.Action.THROW) {
            throw broken;
        }
        LoggerFactory.getLogger(LockOrderException.class).error(broken.getMessage(), broken);
    }
}
