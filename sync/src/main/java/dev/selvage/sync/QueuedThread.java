package dev.selvage.sync;

import dev.selvage.scope.waiting.Waiter;
import org.jspecify.annotations.Nullable;

/** A thread that wants a lock: its place in the {@link LockQueue}. Guarded by the queue's monitor. */
final class QueuedThread {
    final Thread thread;

    /** The wait that the thread is in; a new one each time that it is queued. */
    @Nullable
    Waiter waiter;

    /** The lock has been handed to this thread. Written under the monitor, last of all that makes the thread the holder. */
    volatile boolean granted;

    boolean queued;

    /** It looks again by itself whether it was missed; of a mutex. Written before the wait. */
    boolean looksOut;

    @Nullable
    QueuedThread before;

    @Nullable
    QueuedThread after;

    /** What it wants of an rwlock; a mutex has only one kind. */
    final Access access;

    QueuedThread(Thread thread) {
        this(thread, Access.WRITE);
    }

    QueuedThread(Thread thread, Access access) {
        this.thread = thread;
        this.access = access;
    }
}
