package dev.selvage.scope;

import org.jspecify.annotations.Nullable;

/** A frame that can be cancelled with a reason: a fork, a scope, a shield. */
interface Cancellable {
    /** {@return why the code in the frame is to stop, or null if it is not} */
    @Nullable
    CancelReason cancelReason();

    /** {@return the hooks, or null if none was ever registered} Called by cancellers. */
    @Nullable
    Hooks hooks();

    /** {@return the hooks} Called by the thread of the frame. */
    Hooks hooksOrNew();
}
