package dev.selvage.sync;

import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Looks whether one wait is a deadlock. The thread of the wait only. */
final class DeadlockWatch implements Waiter.Watch {
    /*
     * Overview. A wait for a lock is looked at when it has lasted for the delay, and then at ever longer intervals, since
     * a cycle may be closed later by a wait that does not look, such as the end of a scope.
     *
     * Invariants. (1) One thread at a time decides, under the class's monitor, and gives its own wait up there: the next
     * one finds the cycle broken, so that a cycle has one victim. (2) A cycle counts if it was seen twice with the same
     * waits: a wait that has gone on between was there throughout, and whom it waited for could not change, so that for
     * the time between the two looks all the edges were there together.
     *
     * Checked by: DeadlockTest.
     */
    private static final long LONGEST_INTERVAL = 1_000_000_000;

    /** The waits of cycles that have been logged. Guarded by the class. */
    private static final Set<Object> LOGGED = Collections.newSetFromMap(new WeakHashMap<>());

    private final ThreadContext context;
    private final DeadlockDetection.Action action;
    private final long delay;
    private long interval;
    private @Nullable DeadlockException found;

    private DeadlockWatch(ThreadContext context, DeadlockDetection.Action action, long delay) {
        this.context = context;
        this.action = action;
        this.delay = delay;
        this.interval = delay;
    }

    /** {@return a watch for the wait, or null if nobody is to look} */
    static @Nullable DeadlockWatch of(ThreadContext context, boolean timed) {
        DeadlockDetection.Action action = DeadlockDetection.action();
        return timed || action == DeadlockDetection.Action.OFF
                ? null
                : new DeadlockWatch(context, action, DeadlockDetection.delay().toNanos());
    }

    /** Throws if the wait was given up because of a deadlock. */
    static void rethrow(@Nullable DeadlockWatch watch) {
        if (watch != null && watch.found != null) {
            throw watch.found;
        }
    }

    @Override
    public long nanosToFirstLook() {
        return delay;
    }

    @Override
    public long look(Waiter waiter) {
        synchronized (DeadlockWatch.class) {
            List<WaitCycle.Edge> cycle = WaitCycle.from(context);
            if (!cycle.isEmpty() && cycle.equals(WaitCycle.from(context))) {
                tell(waiter, cycle.stream().map(WaitCycle.Edge::identity).toList(), WaitCycle.describe(cycle));
            }
            String abandoned = WaitCycle.describeEndedHolder(context, waiter.awaited());
            if (abandoned != null) {
                tell(waiter, List.of(waiter), abandoned);
            }
        }
        interval = Math.min(2 * interval, Math.max(delay, LONGEST_INTERVAL));
        return interval;
    }

    private void tell(Waiter waiter, List<?> waits, String message) {
        if (action == DeadlockDetection.Action.THROW) {
            if (waiter.tryGiveUp()) {
                found = new DeadlockException(message);
            }
        } else if (waits.stream().noneMatch(LOGGED::contains)) {
            LOGGED.addAll(waits);
            LoggerFactory.getLogger(DeadlockDetection.class).error(message);
        }
    }
}
