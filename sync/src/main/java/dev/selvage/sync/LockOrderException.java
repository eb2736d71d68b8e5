package dev.selvage.sync;

import dev.selvage.scope.DeadlockDetection;
import org.jspecify.annotations.Nullable;

/**
 * Two locks were taken in both orders, which can deadlock though it has not yet. Its stack is that of the later time; that
 * of the first time in the other order is the cause's. See {@link DeadlockDetection#lockOrderAction}.
 */
public final class LockOrderException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    LockOrderException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
