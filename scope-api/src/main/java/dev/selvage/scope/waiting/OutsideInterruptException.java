package dev.selvage.scope.waiting;

/**
 * An interrupt that came from outside the framework, taken by one of its waits. Waits of the framework throw no other
 * {@link InterruptedException}, so that the end of a scope can tell it from one that a cancellation has caused.
 */
public final class OutsideInterruptException extends InterruptedException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    public OutsideInterruptException(String message) {
        super(message);
    }
}
