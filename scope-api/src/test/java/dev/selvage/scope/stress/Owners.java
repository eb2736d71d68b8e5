package dev.selvage.scope.stress;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Runs a stress test's owner on a platform or on a virtual thread. */
enum Owners {
    PLATFORM {
        @Override
        Thread start(Runnable task) {
            return Thread.ofPlatform().start(task);
        }
    },
    VIRTUAL {
        @Override
        Thread start(Runnable task) {
            return Thread.ofVirtual().start(task);
        }
    };

    static final boolean THOROUGH = Boolean.getBoolean("selvage.thorough");

    abstract Thread start(Runnable task);

    <T> T call(Callable<T> task) throws Exception {
        FutureTask<T> future = new FutureTask<>(task);
        start(future);
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw new AssertionError("the owner failed: " + e.getCause(), e.getCause());
        }
    }

    /** {@return the number of rounds: the given one, ten times as many in the thorough run} */
    static int rounds(int rounds) {
        return THOROUGH ? 10 * rounds : rounds;
    }
}
