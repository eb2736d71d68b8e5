package dev.selvage.sync;

import dev.selvage.scope.waiting.Places;
import java.time.Instant;

/**
 * There is nothing to wait for, because the initialiser has failed. The cause is the exception with which it failed, the
 * same instance.
 */
public final class PoisonedInitialiserException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String by;
    private final Instant at;

    PoisonedInitialiserException(String what, Initialisation.Poison poison, String remedy) {
        super(
                what + " is poisoned: its initialiser failed in " + poison.by() + Places.at(poison.place()) + " with "
                        + poison.cause() + ", at " + poison.at() + "; " + remedy,
                poison.cause());
        this.by = poison.by();
        this.at = poison.at();
    }

    /** {@return the fork or thread in which the initialiser failed, such as {@code fork 'orders/load#2'}} */
    public String poisonedBy() {
        return by;
    }

    /** {@return when it failed} */
    public Instant poisonedAt() {
        return at;
    }
}
