package dev.selvage.scope;

import dev.selvage.scope.waiting.DeadlockWatch;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;

/**
 * The settings of the deadlock detection, and of the check of lock orders by module {@code dev.selvage.sync}.
 *
 * <p>A thread whose wait for a lock, a permit, an initialisation or the join of a fork lasts follows who waits for whom:
 * through mutexes, rwlocks (writers, upgradable readers and, where places are captured, all readers), semaphores (permits
 * whose holder is known: see {@code Semaphore}), initialisations that run, channels (if the owners of all handles that could
 * end the wait are known: see {@code Channel}), fork joins, scope joins and the ends of scopes, of virtual and platform
 * threads alike. If that leads back to the thread, and nobody else can end the waits, no member of
 * the cycle will ever go on. A cycle is told once: as {@link DeadlockException} in one of its members, whose wait ends, or
 * as an ERROR log. Waits with a timeout end by themselves and are no part of a cycle. A lock whose holder is a thread that
 * has ended is told alike. Nothing is added to a lock that is free, or to a fork that has ended.
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

    private static final boolean ORDERS_RECORDED;
    private static volatile Action lockOrderAction;

    static {
        Action initial = initialLockOrderAction();
        ORDERS_RECORDED = initial != Action.OFF;
        lockOrderAction = initial;
    }

    private DeadlockDetection() {}

    /** {@return what is done about a cycle} */
    public static Action action() {
        return switch (DeadlockWatch.action()) {
            case GIVE_UP -> Action.THROW;
            case LOG -> Action.LOG;
            case NONE -> Action.OFF;
        };
    }

    /** Sets what is done about a cycle, for waits that begin from now on. */
    public static void setAction(Action action) {
        DeadlockWatch.action(
                switch (Objects.requireNonNull(action, "action")) {
                    case THROW -> DeadlockWatch.Action.GIVE_UP;
                    case LOG -> DeadlockWatch.Action.LOG;
                    case OFF -> DeadlockWatch.Action.NONE;
                });
    }

    /** {@return how long a wait lasts before it is looked at} The default is 50 ms. */
    public static Duration delay() {
        return Duration.ofNanos(DeadlockWatch.delayNanos());
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
        DeadlockWatch.delayNanos(delay.toNanos());
    }

    /**
     * {@return what is done when two locks are taken in both orders for the first time, before they deadlock} It is
     * {@link Action#LOG} under {@code -ea} and else {@link Action#OFF}, or what {@code -Dselvage.lockOrder=throw|log|off}
     * says. {@code THROW} throws {@code LockOrderException} instead of taking the second lock. Each pair is logged once.
     */
    public static Action lockOrderAction() {
        return lockOrderAction;
    }

    /** {@return whether the orders of locks are recorded in this JVM: if the action was not off to begin with} */
    public static boolean isLockOrderRecorded() {
        return ORDERS_RECORDED;
    }

    /**
     * Sets what is done when two locks are taken in both orders.
     *
     * @throws IllegalStateException if it was off when the JVM started, so that no orders have been recorded
     */
    public static void setLockOrderAction(Action action) {
        Objects.requireNonNull(action, "action");
        if (!ORDERS_RECORDED && action != Action.OFF) {
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
