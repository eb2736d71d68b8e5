package dev.selvage.scope;

import java.util.concurrent.TimeoutException;

/** The deadline of a scope passed. The message names the scope and what was still running. */
public final class ScopeTimeoutException extends ScopeFailedException {
    private static final long serialVersionUID = 1L;

    private final transient CancelReason reason;

    ScopeTimeoutException(CancelReason reason) {
        super(reason.message(), new TimeoutException(reason.message()));
        this.reason = reason;
    }

    /** {@return the cancellation by which the deadline was enforced; null after deserialisation} */
    public CancelReason reason() {
        return reason;
    }
}
