package dev.selvage.sync;

import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import org.slf4j.LoggerFactory;

/**
 * The detection of guards that have become unreachable while their lock is held. It reports; the lock stays locked, since
 * its thread may still be using the value. A fork that ends frees it: see {@link Hold#abandoned}.
 */
final class DroppedGuards {
    private DroppedGuards() {}

    static Leaks.Watch watch(GuardBase<?> guard, Hold hold) {
        StackTraceElement place = hold.place() == null ? Sites.caller() : hold.place();
        String lock = hold.description() + Places.locked(place);
        String thread = Threads.describe(hold.context);
        return Leaks.watch(guard, () -> report(lock, thread));
    }

    private static void report(String lock, String thread) {
        LoggerFactory.getLogger(Mutex.class)
                .warn(
                        "a guard of {} was dropped by {} without unlock() or close(): the lock stays locked until"
                                + " that thread, if it is a fork, ends; use try-with-resources",
                        lock,
                        thread);
    }
}
