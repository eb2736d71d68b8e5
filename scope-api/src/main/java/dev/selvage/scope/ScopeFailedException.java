package dev.selvage.scope;

import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A fork failed. The cause is what the first failing task threw, the same instance; later failures are suppressed, 32 at
 * most, the rest is counted in the message of the last one.
 */
public class ScopeFailedException extends ExecutionException {
    private static final long serialVersionUID = 1L;

    /** Creates the exception. */
    ScopeFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
