package dev.selvage.scope.waiting;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

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

    /**
     * {@return whether the wait may end although some threads do nothing any more, as seen at this instant} By default,
     * if none of the {@linkplain #holders() holders} is among them: all of them have to act. Whatever is not known has
     * to count as something that may end the wait. Blocks for a few instructions at most.
     *
     * @param idle tells who does nothing
     */
    default boolean mayEndWithout(Predicate<ThreadContext> idle) {
        return holders().stream().noneMatch(idle);
    }

    /**
     * {@return threads that may act in the place of holders, because these may have let them use what they hold; as seen at
     * this instant} {@link #mayEndWithout} asks for them, too.
     */
    default List<ThreadContext> proxies() {
        return List.of();
    }

    /** {@return what a holder has that keeps the wait from ending, if it is not the thing itself; else null} For messages. */
    default @Nullable String shareOf(ThreadContext holder) {
        return null;
    }

    /** {@return whether the holders hold it, such as a lock, and are not themselves what is waited for, such as a fork} */
    default boolean isHeld() {
        return false;
    }

    /** {@return where its holder took it, or null if that is not known} Exact while the holder holds it. */
    default @Nullable StackTraceElement heldAt() {
        return null;
    }

    /** {@return something to wait for of which only the name is known} */
    static Awaited named(String description) {
        return () -> description;
    }
}
