package dev.selvage.sync;

/** Which critical sections poison their lock when an exception leaves them. */
public enum Poisoning {
    /** All: those in closures, and those between a guard and its close. */
    ON,
    /** Those in closures, and those of a task that ends with the guard open. The close of a guard costs nothing more. */
    CLOSURE_ONLY,
    /** None: the lock never poisons. */
    OFF
}
