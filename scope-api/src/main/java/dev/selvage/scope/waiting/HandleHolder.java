package dev.selvage.scope.waiting;

/** What handles that are followed are filed under: a fork or thread, or the scope of a fork that has ended. */
public interface HandleHolder {
    /** Notes that handles are filed under it. Called by whoever files them, before its end. */
    void markHoldsHandles();

    /** {@return whether handles are, or were, filed under it} */
    boolean holdsHandles();
}
