package dev.selvage.scope.handle;

/** A handle was used after it had been closed or moved. */
public final class HandleClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception with a message that names the handle, what became of it, and the remedy. */
    public HandleClosedException(String message) {
        super(message);
    }
}
