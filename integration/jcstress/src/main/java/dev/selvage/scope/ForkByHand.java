package dev.selvage.scope;

import java.util.concurrent.Callable;

/** A fork without a thread of its own, for tests of other packages. */
public final class ForkByHand<T> {
    private final ForkImpl<T> fork;

    /** Makes the fork. */
    public ForkByHand(Callable<T> task) {
        this.fork = new ForkImpl<>(OpenScope.SCOPE, null, null, 1, task);
    }

    /** Runs it, to its end. Called once. */
    public void run() {
        fork.run();
    }

    /** {@return its handle} */
    public Fork<T> handle() {
        return fork;
    }
}
