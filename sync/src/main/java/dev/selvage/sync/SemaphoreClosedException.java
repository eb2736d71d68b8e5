package dev.selvage.sync;

/** A semaphore has been closed, so that nobody gets permits from it any more. */
public final class SemaphoreClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    SemaphoreClosedException(String message) {
        super(message);
    }
}
