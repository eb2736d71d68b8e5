package dev.selvage.sync;

import dev.selvage.scope.Fork;
import dev.selvage.scope.waiting.ThreadContext;

/** Names of threads, for messages. */
final class Threads {
    private Threads() {}

    /** {@return the name of the fork that runs in the thread, or else of the thread} */
    static String nameOf(ThreadContext context) {
        if (context instanceof Fork<?> fork) {
            return fork.name();
        }
        Thread thread = context.thread();
        return thread == null ? "a thread that has not started" : ThreadContext.nameOf(thread);
    }

    /** {@return "fork 'orders/charge#2'" or "thread 'main'"} */
    static String describe(ThreadContext context) {
        return (context instanceof Fork<?> ? "fork '" : "thread '") + nameOf(context) + "'";
    }

    static String describeCurrent() {
        ThreadContext context = ThreadContext.current();
        return context == null ? "thread '" + ThreadContext.nameOf(Thread.currentThread()) + "'" : describe(context);
    }
}
