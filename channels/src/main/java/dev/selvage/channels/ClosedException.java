package dev.selvage.channels;

import org.jspecify.annotations.Nullable;

/**
 * A channel has ended: there is nothing to receive any more, or no handle to be had. The cause is the one with which the
 * channel was closed, if it was.
 */
public final class ClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    ClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
