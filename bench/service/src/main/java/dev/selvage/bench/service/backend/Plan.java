package dev.selvage.bench.service.backend;

import dev.selvage.bench.service.wire.Backend;

/** How the backends behave: the same for every style, since it depends on the page only. */
@FunctionalInterface
public interface Plan {
    /** {@return what the backend does for a page} */
    Work work(Backend backend, long id);

    /** {@return how many calls the backend works for at a time} */
    default int limit(Backend backend) {
        return Integer.MAX_VALUE;
    }

    /** {@return whether the backends go on when the caller has gone} */
    default boolean deaf() {
        return false;
    }
}
