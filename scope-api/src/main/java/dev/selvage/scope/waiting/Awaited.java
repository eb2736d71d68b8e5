package dev.selvage.scope.waiting;

import java.util.List;

/** What a thread waits for: describes itself in dumps and messages, and tells who can end the wait. */
public interface Awaited {
    /** {@return a noun phrase with the name, such as {@code mutex 'stock'}} Never blocks. */
    String description();

    /**
     * {@return the threads that have to act before the wait can end, as seen at this instant; empty if they are not
     * known, and then no deadlock is found through this wait} Never blocks.
     */
    default List<ThreadContext> holders() {
        return List.of();
    }

    /** {@return whether one of the holders is enough, as with the permits of a semaphore; else all must act} */
    default boolean oneHolderSuffices() {
        return false;
    }

    /** {@return something to wait for of which only the name is known} */
    static Awaited named(String description) {
        return () -> description;
    }
}
