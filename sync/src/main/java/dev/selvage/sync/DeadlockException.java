package dev.selvage.sync;

/** A wait that could never have ended: the thread waits, perhaps through others, for itself. */
public final class DeadlockException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    DeadlockException(String message) {
        super(message);
    }
}
