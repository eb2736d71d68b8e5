package dev.selvage.scope.waiting;

import java.util.List;

/** What a thread waits for: describes itself in dumps and messages, and tells who can end the wait. */
public interface Awaited {
    /** {@return a noun phrase with the name, such as {@code mutex 'stock'}} Never blocks. */
    String description();

    /**
     * {@return the threads that have to act before the wait can end, as seen at this instant; empty if they are not
     * known} Never blocks.
     */
    default List<ThreadContext> holders() {
        return List.of();
    }

    /** {@return something to wait for of which only the name is known} */
    static Awaited named(String description) {
        return () -> description;
    }
}
