package dev.selvage.sync;

import dev.selvage.scope.waiting.Places;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A lock cannot be taken because a critical section under it has failed, and may have left the value half changed. The
 * cause is the exception with which it failed, if it is known. The counterpart of Rust's {@code PoisonError}.
 */
public final class PoisonedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String lock;
    private final String by;
    private final Instant at;
    private final @Nullable StackTraceElement place;

    PoisonedException(String lock, Refusal.Poison poison) {
        super(
                lock + " is poisoned: " + poison.by() + " " + poison.how() + Places.at(poison.place()) + ", at "
                        + poison.when() + "; repair the value with recover(...), or look at it with lockPoisoned() and"
                        + " call clearPoison()",
                poison.cause());
        this.lock = lock;
        this.by = poison.by();
        this.at = poison.when();
        this.place = poison.place();
    }

    /** {@return the kind and the name of the lock, such as {@code mutex 'stock'}} */
    public String lock() {
        return lock;
    }

    /** {@return the fork or thread that poisoned it, such as {@code fork 'orders/charge#2'}} */
    public String poisonedBy() {
        return by;
    }

    /** {@return when it was poisoned} */
    public Instant poisonedAt() {
        return at;
    }

    /** {@return the place in the code of its user where the critical section ended, if it is known} */
    public Optional<StackTraceElement> place() {
        return Optional.ofNullable(place);
    }
}
