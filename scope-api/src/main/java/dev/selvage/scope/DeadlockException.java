package dev.selvage.scope;

/** A wait that could never have ended: the thread waits, perhaps through others, for itself. */
public final class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message who waits for what, and what to do about it
     */
    public DeadlockException(String message) {
        super(message);
    }
}
