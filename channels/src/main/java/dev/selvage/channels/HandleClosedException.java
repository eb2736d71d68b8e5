package dev.selvage.channels;

/** A handle was used after it had been given up. */
final class HandleClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    HandleClosedException(String message) {
        super(message);
    }
}
