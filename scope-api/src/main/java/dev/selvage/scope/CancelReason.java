package dev.selvage.scope;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The answer to "who cancelled this, why, and since when". The first reason of a scope or fork stays.
 *
 * @param kind what sort of event it was
 * @param message a sentence for people
 * @param source the name of the scope, fork or thread that asked for it
 * @param cause the exception behind it, if there was one
 * @param at when it happened
 */
public record CancelReason(
        Kind kind, String message, String source, @Nullable Throwable cause, Instant at) {
    /** The sorts of cancellation. */
    public enum Kind {
        /** Another fork of the same scope failed. */
        SIBLING_FAILED,
        /** The deadline of the scope passed. */
        DEADLINE,
        /** Somebody called {@code cancel}. */
        EXPLICIT,
        /** An enclosing scope or the enclosing fork was cancelled. */
        PARENT,
        /** The joiner had what it wanted. */
        JOINER_DONE,
        /** The owner was interrupted from outside. */
        OWNER_INTERRUPTED,
        /** The body threw, or left a scope without joining it. */
        BODY_FAILED,
        /** The JVM is shutting down. */
        SHUTDOWN
    }

    /** Checks that nothing but the cause is null. */
    public CancelReason {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(message, "message");
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(at, "at");
    }

    static CancelReason of(Kind kind, String message, String source, @Nullable Throwable cause) {
        return new CancelReason(kind, message, source, cause, Instant.now());
    }

    /** {@return the reason that a scope or fork inside the cancelled one gets} */
    CancelReason inherited() {
        return kind == Kind.PARENT ? this : new CancelReason(Kind.PARENT, message, source, cause, at);
    }

    /** {@return whether this is the given reason, or what a scope inside inherited from the same cancellation} */
    boolean isOrComesFrom(CancelReason other) {
        return equals(other) || equals(other.inherited());
    }

    @Override
    public String toString() {
        return kind + " (" + message + ", by " + source + " at " + at + ")";
    }
}
