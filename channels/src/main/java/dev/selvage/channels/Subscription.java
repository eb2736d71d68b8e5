package dev.selvage.channels;

import dev.selvage.scope.tracking.HandleTarget;

/** What the receiver of a broadcast or of a watch leads to: how far it is. It moves with the handle. */
final class Subscription<E> extends HandleTarget {
    final NewsCore<E> core;

    /** The number of the last value that was seen, or missed. Guarded by the core. */
    long seen;

    /** Its receiver is gone. Guarded by the core. */
    boolean gone;

    Subscription(NewsCore<E> core, long seen) {
        this.core = core;
        this.seen = seen;
    }

    void end() {
        core.unsubscribe(this);
    }

    @Override
    public String label() {
        return core.label();
    }
}
