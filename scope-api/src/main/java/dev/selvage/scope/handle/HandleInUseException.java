package dev.selvage.scope.handle;

/** A handle that one thread at a time may use was used by two at the same time. */
public final class HandleInUseException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that names the handle, both threads, and the remedy. */
    public HandleInUseException(String message) {
        super(message);
    }
}
