package dev.selvage.scope.waiting;

/** How a wait ended. Exactly one of these is the fate of each {@link Waiter}. */
public enum Wake {
    /** {@link Waiter#tryWake()} claimed the waiter: what it waited for has happened. */
    WOKEN,
    /** The surrounding scope or fork was cancelled. */
    CANCELLED,
    /** The thread was interrupted by somebody other than the framework; the flag has been cleared. */
    INTERRUPTED,
    /** The deadline passed. */
    TIMED_OUT
}
