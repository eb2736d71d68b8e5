package dev.selvage.scope.waiting;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/** How many contexts there are with cancelled code that has not ended. {@link ThreadContext} counts them, and says how. */
public final class CancelledContexts {
    private static final VarHandle COUNT;

    static {
        try {
            COUNT = MethodHandles.lookup().findStaticVarHandle(CancelledContexts.class, "count", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static volatile int count;

    private CancelledContexts() {}

    /**
     * {@return whether code that has been cancelled may run in any thread} If not, no frame of any thread is cancelled,
     * except by a cancellation that is under way, or after its code has ended: cheaper than to look up the context.
     */
    public static boolean any() {
        return count != 0;
    }

    /** {@return how many there are} For tests. */
    static int count() {
        return count;
    }

    static void add() {
        COUNT.getAndAdd(1);
    }

    static void remove() {
        COUNT.getAndAdd(-1);
    }
}
