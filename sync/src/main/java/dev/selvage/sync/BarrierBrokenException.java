package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/**
 * The parties of a barrier cannot meet, because one of them has left or the barrier was reset. The cause is the exception
 * with which the party left, if it is known.
 */
public final class BarrierBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BarrierBrokenException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
