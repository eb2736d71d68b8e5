package dev.selvage.scope;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A fork that waits for its permits without a thread. */
final class QueuedFork implements Limiter.Request {
    /*
     * States. waiting for the permit of limiter 0, 1, ... -> granted; or -> withdrawn, at any time before. Both ends hand
     * it to the dispatcher, once.
     *
     * Invariants. A withdrawn request has given back what it had.
     */
    private final Limits limits;
    private final ForkImpl<?> fork;
    private final Runnable body;
    private final Dispatcher dispatcher;

    // Guarded by the monitor.
    private final List<Thread> last = new ArrayList<>(2);
    private int held;
    private boolean withdrawn;

    QueuedFork(Limits limits, ForkImpl<?> fork, Runnable body, Dispatcher dispatcher) {
        this.limits = limits;
        this.fork = fork;
        this.body = body;
        this.dispatcher = dispatcher;
    }

    ForkImpl<?> fork() {
        return fork;
    }

    Runnable body() {
        return body;
    }

    Limits limits() {
        return limits;
    }

    synchronized boolean isWithdrawn() {
        return withdrawn;
    }

    /** Waits for the threads whose permits it has. */
    void awaitLast() {
        List<Thread> threads;
        synchronized (this) {
            threads = List.copyOf(last);
        }
        threads.forEach(ThreadEnd::awaitKeepingInterrupt);
    }

    /** Asks for the next permit. */
    void next() {
        Limiter limiter;
        synchronized (this) {
            if (withdrawn) {
                return;
            }
            limiter = limits.limiter(held);
        }
        limiter.take(limits.scope(), this);
    }

    @Override
    public boolean claim(@Nullable Thread thread) {
        boolean granted;
        synchronized (this) {
            if (withdrawn) {
                return false;
            }
            held++;
            if (thread != null) {
                last.add(thread);
            }
            granted = held == limits.count();
        }
        if (granted) {
            dispatcher.ready(this);
        } else {
            next();
        }
        return true;
    }

    void withdraw() {
        int given;
        synchronized (this) {
            if (withdrawn || held == limits.count()) {
                return;
            }
            withdrawn = true;
            given = held;
        }
        for (int i = given; i >= 0; i--) {
            if (i == given) {
                limits.limiter(i).forget(limits.scope(), this);
            } else {
                limits.limiter(i).release(null);
            }
        }
        dispatcher.ready(this);
    }
}
