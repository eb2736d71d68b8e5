package dev.selvage.channels;

/**
 * An iteration over a {@link Receiver} was interrupted while it waited for an element. It has taken nothing; the interrupt
 * flag of the thread is set.
 */
public final class ReceiveInterruptedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ReceiveInterruptedException(String message, InterruptedException cause) {
        super(message, cause);
    }
}
