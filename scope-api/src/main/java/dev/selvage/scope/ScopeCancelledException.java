package dev.selvage.scope;

import java.util.concurrent.CancellationException;

/** The calling code, its scope, or the fork it asked for, was cancelled. */
public final class ScopeCancelledException extends CancellationException {
    private static final long serialVersionUID = 1L;

    private final transient CancelReason reason;

    ScopeCancelledException(String what, CancelReason reason) {
        super(what + " was cancelled: " + reason.message() + " (" + reason.kind() + ", by " + reason.source() + ")");
        this.reason = reason;
        if (reason.cause() != null) {
            initCause(reason.cause());
        }
    }

    /** {@return why; null after deserialisation} */
    public CancelReason reason() {
        return reason;
    }
}
