package dev.selvage.scope.waiting;

import org.jspecify.annotations.Nullable;

/**
 * Something that a thread holds, such as a lock: a link of the chain that its {@link ThreadContext} keeps. It is in one
 * chain at a time.
 */
public abstract class Held {
    /** The next link; written by the thread of the chain, read by anybody, for looking only. */
    @Nullable
    Held nextHeld;

    /** {@return a noun phrase with the name, such as {@code mutex 'stock'}} Never blocks. */
    public abstract String description();

    /** {@return where it was taken, or null if that is not known} */
    public @Nullable StackTraceElement place() {
        return null;
    }

    /**
     * Lets go of it because the task that held it has ended. Called by the thread of the task, once, after the link has
     * been taken out of the chain. What it throws is logged.
     */
    protected abstract void abandoned();
}
