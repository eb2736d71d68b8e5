package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import java.util.ArrayDeque;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The thread that starts the queued forks of one nursery. Only the owner of a JDK scope may start threads in it, and the
 * maker of queued forks runs the user's code meanwhile; so this thread, itself one of the nursery, owns a JDK scope in
 * which it starts them. It inherits the scoped values of the nursery, and runs no code of the user.
 */
final class Dispatcher implements Runnable, ThreadFactory, Awaited {
    /*
     * States. active, while it expects forks -> retired: it starts no more, and waits for the threads that it started.
     *
     * No lost wake-ups. `waiter` is published under the monitor under which the queue was seen empty; ready() adds under
     * the monitor, then wakes.
     *
     * Checked by: LimitsTest, LimitsStress.
     */
    private final Nursery nursery;

    // Guarded by the monitor.
    private final ArrayDeque<QueuedFork> ready = new ArrayDeque<>();
    private int expected;
    private boolean retired;
    private @Nullable Waiter waiter;

    // The dispatcher's thread only.
    private @Nullable QueuedFork starting;

    Dispatcher(Nursery nursery) {
        this.nursery = nursery;
    }

    /** Announces a queued fork. Returns false if the dispatcher has retired. */
    synchronized boolean expect() {
        if (retired) {
            return false;
        }
        expected++;
        return true;
    }

    /** Takes back an announcement. */
    void expectNot() {
        Waiter waiting;
        synchronized (this) {
            expected--;
            waiting = waiter;
        }
        if (waiting != null) {
            waiting.tryWake();
        }
    }

    /** Hands over a fork that has its permits, or has been withdrawn. */
    void ready(QueuedFork fork) {
        Waiter waiting;
        synchronized (this) {
            ready.add(fork);
            waiting = waiter;
        }
        if (waiting != null) {
            waiting.tryWake();
        }
    }

    @Override
    public void run() {
        Object jdkScope = JdkScope.open(nursery.name(), this);
        try {
            for (QueuedFork next = take(); next != null; next = take()) {
                start(jdkScope, next);
            }
            JdkScope.join(jdkScope);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // close() waits all the same
        } finally {
            JdkScope.close(jdkScope);
        }
    }

    /** Waits for the next fork. Returns null, retired, if none is expected. */
    private @Nullable QueuedFork take() {
        while (true) {
            Waiter mine;
            synchronized (this) {
                waiter = null;
                QueuedFork next = ready.poll();
                if (next != null) {
                    expected--;
                    return next;
                }
                if (expected == 0) {
                    retired = true;
                    return null;
                }
                mine = new Waiter(this);
                waiter = mine;
            }
            mine.awaitUninterruptibly();
        }
    }

    private void start(Object jdkScope, QueuedFork next) {
        ForkImpl<?> fork = next.fork();
        next.limits().started(fork);
        if (next.isWithdrawn()) {
            CancelReason why = fork.cancelReason();
            fork.endWithoutStart(
                    why != null
                            ? why
                            : CancelReason.of(
                                    CancelReason.Kind.EXPLICIT, "it was taken off the queue", fork.name(), null));
            return;
        }
        next.awaitLast();
        starting = next;
        try {
            JdkScope.start(jdkScope);
        } catch (RuntimeException | Error e) {
            next.limits().release(null);
            fork.failWithoutStart(e);
        } finally {
            starting = null;
        }
    }

    @Override
    public Thread newThread(Runnable notRun) {
        QueuedFork next = starting;
        if (next == null) {
            throw new IllegalStateException("a dispatcher was asked for a thread outside of its start");
        }
        return Forking.newThread(next.fork(), next.body());
    }

    @Override
    public String description() {
        return "a queued fork that may start";
    }
}
