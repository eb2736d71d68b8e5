package dev.selvage.sync;

import java.util.Optional;

/**
 * What a {@link Once}, {@link OnceCell} or {@link Lazy} looked like at one instant.
 *
 * @param name the name
 * @param state the state
 * @param runner the fork or thread whose initialiser runs, if one does
 * @param waiting how many threads wait for its end
 * @param runs how many initialisers have begun
 * @param failures how many of them have failed
 */
public record InitialisationStats(
        String name, State state, Optional<String> runner, int waiting, long runs, long failures) {
    /** The states of an initialisation. */
    public enum State {
        /** No initialiser runs, and none has succeeded. */
        INCOMPLETE,
        /** An initialiser runs. */
        RUNNING,
        /** An initialiser has failed. */
        POISONED,
        /** An initialiser has succeeded. */
        COMPLETE
    }
}
