package dev.selvage.scope;

import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The limits of one scope: its own, and the limiter that it shares with others. */
final class Limits {
    /*
     * Overview. A fork needs a permit of each limiter, taken in this order: the scope's own, then the shared one.
     * Nothing else is held while a permit of the own limiter is waited for, and only permits of own limiters while one
     * of a shared limiter is waited for, so that waiting for permits alone makes no cycle.
     *
     * A fork carries no mark of its permits: each fork with a thread has one of each limiter of its scope, but for the
     * time of a loan.
     *
     * Loans. A fork that waits for a fork, or for the end, of a scope that draws on the same limiter lends its permit:
     * what it waits for may need it. Afterwards it waits for one, before those who never had one. It does not wait if it
     * was cancelled, interrupted, or its time is over: then it goes on, the balance of the limiter goes below zero, and
     * nothing new starts until it is right again. So nobody hangs for a permit who is to stop.
     *
     * Checked by: LimitsTest, LimitsStress.
     */

    /** How a fork may start. */
    enum Admission {
        /** It has its permits. */
        GRANTED,
        /** It is to be queued. */
        QUEUED,
        /** The scope has been cancelled. */
        REFUSED
    }

    private final ScopeCore scope;
    private final Limiter[] limiters;
    private final Map<ForkImpl<?>, QueuedFork> queued = new ConcurrentHashMap<>();

    private Limits(ScopeCore scope, Limiter[] limiters) {
        this.scope = scope;
        this.limiters = limiters;
    }

    /** {@return the limits of a scope with that configuration, or null for none} */
    static @Nullable Limits of(ScopeCore scope, ScopeConfig config) {
        if (config == ScopeConfig.DEFAULT) {
            return null;
        }
        List<Limiter> limiters = new ArrayList<>(2);
        if (config.maxConcurrency() > 0) {
            limiters.add(Limiter.of(scope.scopeName(), config.maxConcurrency()));
        }
        if (config.limiter() != null) {
            limiters.add(config.limiter());
        }
        return limiters.isEmpty() ? null : new Limits(scope, limiters.toArray(Limiter[]::new));
    }

    ScopeCore scope() {
        return scope;
    }

    int count() {
        return limiters.length;
    }

    Limiter limiter(int index) {
        return limiters[index];
    }

    /** {@return the number of forks that wait for a permit without a thread} */
    int queuedForks() {
        return queued.size();
    }

    // ---- taking

    /** Takes the permits for a fork that the calling thread makes, waiting if it may. */
    Admission admit(Nursery place) {
        if (tryTakeAll()) {
            return Admission.GRANTED;
        }
        if (place.maker() != null || callerHoldsOne()) {
            return Admission.QUEUED;
        }
        for (int i = 0; i < limiters.length; i++) {
            if (!takeWaiting(limiters[i])) {
                releaseFirst(i);
                return Admission.REFUSED;
            }
        }
        return Admission.GRANTED;
    }

    /** Takes all permits, if they are free. */
    boolean tryTakeAll() {
        for (int i = 0; i < limiters.length; i++) {
            if (!(limiters[i].tryTake() instanceof Limiter.Attempt.Taken taken)) {
                releaseFirst(i);
                return false;
            }
            ThreadEnd.awaitKeepingInterrupt(taken.last());
        }
        return true;
    }

    private void releaseFirst(int count) {
        for (int i = count - 1; i >= 0; i--) {
            limiters[i].release(null);
        }
    }

    /** {@return whether the calling thread is a fork that itself holds a permit of one of the limiters} */
    private boolean callerHoldsOne() {
        return ThreadContext.current() instanceof ForkImpl<?> fork
                && fork.scope.limits() != null
                && fork.scope.limits().sharesWith(this);
    }

    private boolean sharesWith(Limits other) {
        for (Limiter mine : limiters) {
            if (other.draws(mine)) {
                return true;
            }
        }
        return false;
    }

    private boolean draws(Limiter limiter) {
        for (Limiter mine : limiters) {
            if (mine == limiter) {
                return true;
            }
        }
        return false;
    }

    /** Waits for a permit. Returns false if the scope has been cancelled; an interrupt of the owner cancels it. */
    private boolean takeWaiting(Limiter limiter) {
        if (scope.cancelReason() != null) {
            return false;
        }
        WaitingRequest request = new WaitingRequest(limiter);
        limiter.take(scope, request);
        Wake wake = request.waiter.await(false, 0);
        if (wake == Wake.WOKEN) {
            ThreadEnd.awaitKeepingInterrupt(request.last);
            return true;
        }
        limiter.forget(scope, request);
        if (wake == Wake.INTERRUPTED) {
            scope.ownerInterruptedInFork();
        } else if (scope.cancelReason() == null) {
            Surroundings.checkCancelled(); // a scope inside this one was cancelled
        } else {
            scope.home().tellAgain(); // what fork returns does not tell the body
        }
        return false;
    }

    /** Gives back the permits of a fork. */
    void release(@Nullable Thread last) {
        for (int i = limiters.length - 1; i >= 0; i--) {
            limiters[i].release(last);
        }
    }

    // ---- forks without a thread

    /** Queues the fork for its permits; its dispatcher starts it. */
    void enqueue(QueuedFork request) {
        queued.put(request.fork(), request);
        request.next();
        if (request.fork().cancelReason() != null) { // set before the canceller could find the request
            withdraw(request.fork());
        }
    }

    /** Ends the wait of a fork that has been cancelled, if it waits. */
    void withdraw(ForkImpl<?> fork) {
        QueuedFork request = queued.remove(fork);
        if (request != null) {
            request.withdraw();
        }
    }

    void started(ForkImpl<?> fork) {
        queued.remove(fork);
    }

    // ---- loans

    /** {@return what the current thread, if it is a limited fork, lends while it waits for the scope, or null} */
    static @Nullable Loan lendWhileWaitingFor(ScopeCore awaited) {
        Limits theirs = awaited.limits();
        if (theirs == null
                || !(ThreadContext.current() instanceof ForkImpl<?> fork)
                || fork.scope.limits() == null
                || !fork.scope.limits().sharesWith(theirs)) {
            return null;
        }
        List<Limiter> lent = new ArrayList<>(2);
        for (Limiter limiter : fork.scope.limits().limiters) {
            if (theirs.draws(limiter)) {
                lent.add(limiter);
                limiter.release(null);
            }
        }
        return new Loan(lent);
    }

    /** Permits that a fork has given away while it waits. */
    record Loan(List<Limiter> limiters) {
        /** Takes them back, and waits for them if the wait has brought what it waited for. Returns how it all ended. */
        Wake takeBack(Wake wake, boolean timed, long deadline) {
            Wake end = wake;
            for (Limiter limiter : limiters) {
                if (limiter.tryTake() instanceof Limiter.Attempt.Taken taken) {
                    ThreadEnd.awaitKeepingInterrupt(taken.last());
                } else if (end != Wake.WOKEN) {
                    limiter.overdraw();
                } else {
                    end = takeBack(limiter, timed, deadline);
                }
            }
            return end == Wake.TIMED_OUT ? wake : end;
        }

        private static Wake takeBack(Limiter limiter, boolean timed, long deadline) {
            WaitingRequest request = new WaitingRequest(limiter);
            limiter.takeBack(request);
            Wake wake = request.waiter.await(timed, deadline);
            if (wake == Wake.WOKEN) {
                ThreadEnd.awaitKeepingInterrupt(request.last);
            } else {
                limiter.forget(limiter, request);
                limiter.overdraw();
            }
            return wake;
        }

        /** Takes them back at once. */
        void overdraw() {
            limiters.forEach(Limiter::overdraw);
        }
    }

    /** A thread that waits for a permit. */
    private static final class WaitingRequest implements Limiter.Request {
        final Waiter waiter;

        /** Written before the waiter is woken, read by its thread afterwards. */
        @Nullable
        Thread last;

        WaitingRequest(Limiter limiter) {
            this.waiter = new Waiter(limiter.permit());
        }

        @Override
        public boolean claim(@Nullable Thread last) {
            this.last = last;
            return waiter.tryWake();
        }
    }
}
