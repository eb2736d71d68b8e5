package dev.selvage.sync;

import dev.selvage.scope.waiting.Sites;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Why nobody may take a lock any more in the plain way. */
sealed interface Refusal {
    /** Makes the exception for a thread that asks for the lock. */
    RuntimeException toException(String lock);

    /** A critical section has failed. */
    record Poison(
            String by,
            Instant when,
            @Nullable StackTraceElement place,
            @Nullable Throwable cause,
            String how) implements Refusal {
        /** A critical section that an exception has left. Called by its thread. */
        static Poison of(Throwable cause) {
            return new Poison(
                    Threads.describeCurrent(),
                    Instant.now(),
                    Sites.caller(),
                    cause,
                    "left its critical section with " + cause);
        }

        /** A critical section that an exception has left of which nothing is known. Called by its thread. */
        static Poison ofGuard(String how) {
            return new Poison(Threads.describeCurrent(), Instant.now(), Sites.caller(), null, how);
        }

        @Override
        public RuntimeException toException(String lock) {
            return new PoisonedException(lock, this);
        }
    }

    /** The value has been taken out. */
    record Emptied() implements Refusal {
        @Override
        public RuntimeException toException(String lock) {
            return new IllegalStateException(
                    lock + " is empty: intoInner() has taken its value out; make a new lock for the new value");
        }
    }
}
