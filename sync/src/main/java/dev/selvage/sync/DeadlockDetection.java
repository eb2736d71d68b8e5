package dev.selvage.sync;

import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The settings of the deadlock detection and of the check of lock orders.
 *
 * <p>A thread whose wait for a lock lasts follows who waits for whom: through mutexes, rwlocks (writers, upgradable
 * readers and, where places are captured, all readers), fork joins, scope joins and the ends of scopes, of virtual and
 * platform threads alike. If that leads back to the thread, no member of the cycle will ever go on. A cycle is told once:
 * as {@link DeadlockException} in one of its members, whose wait ends, or as an ERROR log. Waits with a timeout end by
 * themselves and are no part of a cycle. A lock whose holder is a thread that has ended is told alike. Nothing is added to a lock that is free.
 *
 * <p>Places are captured under {@code -ea} or {@code -Dselvage.sites=true}.
 */
public final class DeadlockDetection {
    /** What is done about a cycle. */
    public enum Action {
        /** Throw {@link DeadlockException} in one of its members. The default under {@code -ea}. */
        THROW,
        /** Log it as an error, once. The default otherwise. */
        LOG,
        /** Do not look. */
        OFF
    }

    private static volatile Action action =
            DeadlockDetection.class.desiredAssertionStatus() ? Action.THROW : Action.LOG;
    private static volatile Duration delay = Duration.ofMillis(50);
    private static volatile Action lockOrderAction = initialLockOrderAction();

    private DeadlockDetection() {}

    /** {@return what is done about a cycle} */
    public static Action action() {
        return action;
    }

    /** Sets what is done about a cycle, for waits that begin from now on. */
    public static void setAction(Action action) {
        DeadlockDetection.action = Objects.requireNonNull(action, "action");
    }

    /** {@return how long a wait lasts before it is looked at} The default is 50 ms. */
    public static Duration delay() {
        return delay;
    }

    /**
     * Sets how long a wait lasts before it is looked at, for waits that begin from now on.
     *
     * @throws IllegalArgumentException if the delay is zero or negative
     */
    public static void setDelay(Duration delay) {
        if (!Objects.requireNonNull(delay, "delay").isPositive()) {
            throw new IllegalArgumentException("the delay of the deadlock detection must be positive, not " + delay);
        }
        DeadlockDetection.delay = delay;
    }

    /**
     * {@return what is done when two locks are taken in both orders for the first time, before they deadlock} It is
     * {@link Action#LOG} under {@code -ea} and else {@link Action#OFF}, or what {@code -Dselvage.lockOrder=throw|log|off}
     * says. {@code THROW} throws {@link LockOrderException} instead of taking the second lock. Each pair is logged once.
     */
    public static Action lockOrderAction() {
        return lockOrderAction;
    }

    /**
     * Sets what is done when two locks are taken in both orders.
     *
     * @throws IllegalStateException if it was off when the first lock was made, so that no orders have been recorded
     */
    public static void setLockOrderAction(Action action) {
        Objects.requireNonNull(action, "action");
        if (!LockOrder.CHECKED && action != Action.OFF) {
            throw new IllegalStateException(
                    "lock orders are not recorded in this JVM, so they cannot be checked: start it"
                            + " with -ea or -Dselvage.lockOrder=log");
        }
        lockOrderAction = action;
    }

    private static Action initialLockOrderAction() {
        String property = System.getProperty("selvage.lockOrder");
        if (property == null) {
            return DeadlockDetection.class.desiredAssertionStatus() ? Action.LOG : Action.OFF;
        }
        try {
            return Action.valueOf(property.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "the system property selvage.lockOrder must be throw, log or off, not '" + property + "'", e);
        }
    }
}
