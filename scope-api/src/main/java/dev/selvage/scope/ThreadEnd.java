package dev.selvage.scope;

import org.jspecify.annotations.Nullable;

/** Waiting until a thread has terminated, which only the JDK can tell: not a wait of ours, and not to be cancelled. */
final class ThreadEnd {
    private ThreadEnd() {}

    /** Waits for the thread; none, and one that has not started, count as ended. Returns whether it was interrupted. */
    static boolean await(@Nullable Thread thread) {
        boolean interrupted = false;
        while (thread != null && thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }

    /** The same, with the interrupt flag set again if it was interrupted. */
    static void awaitKeepingInterrupt(@Nullable Thread thread) {
        if (await(thread)) {
            Thread.currentThread().interrupt();
        }
    }
}
