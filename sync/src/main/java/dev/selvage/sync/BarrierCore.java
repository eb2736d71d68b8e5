package dev.selvage.sync;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import dev.selvage.sync.Barrier.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The parties of a barrier. */
final class BarrierCore implements Awaited {
    /*
     * Overview. A round collects the waiters of one generation. The last party to arrive ends the round and puts the next in
     * its place, all under the monitor.
     *
     * States. A round: open -> passed, or open -> broken. A broken round stays in its place, and receives those who arrive
     * later, until the barrier is reset.
     *
     * Invariants. (1) An open round has fewer waiters than there are parties. (2) A round has passed only if each of its
     * waiters has been woken: all or none. (3) Whoever has waited reads the end of its round under the monitor.
     *
     * No lost wake-ups. A party queues under the monitor, and the end of a round wakes the whole list under it.
     *
     * Cancellation. A party that leaves breaks its round, unless it is broken; it cannot have passed, by (2). If it has left in the instant in which the
     * last arrives, its waiter cannot be woken, and the round breaks instead of passing. The others have been woken by
     * then, and find it broken because they read it under the monitor.
     *
     * Memory ordering. All arrivals are under the monitor before the end of the round; all departures read it after.
     *
     * Checked by: BarrierTest, BarrierStress.
     */
    /** Why a round is broken. */
    private record Breakage(String reason, @Nullable Throwable cause) {}

    /** One generation. Guarded by the monitor. */
    private static final class Round {
        final long generation;
        final List<Waiter> waiters = new ArrayList<>();

        @Nullable
        Breakage breakage;

        Round(long generation) {
            this.generation = generation;
        }
    }

    private final String name;
    private final int parties;
    private final Object monitor = new Object();
    private Round current = new Round(0);

    BarrierCore(String name, int parties) {
        this.name = name;
        this.parties = parties;
    }

    /** Arrives and waits; returns empty if the time was over. */
    Optional<Arrival> await(@Nullable Duration timeout) throws OutsideInterruptException {
        long deadline = timeout == null ? 0 : Waiter.deadline(timeout);
        try {
            Waits.check(this);
        } catch (OutsideInterruptException | RuntimeException e) {
            leave(null, e);
            throw e;
        }
        Round round;
        Waiter waiter = new Waiter(this);
        synchronized (monitor) {
            round = current;
            checkWhole(round);
            if (round.waiters.size() + 1 == parties) {
                pass(round);
                return Optional.of(new Arrival(true, round.generation));
            }
            round.waiters.add(waiter);
        }
        Wake wake = waiter.await(timeout != null, deadline);
        if (wake != Wake.WOKEN) {
            try {
                Waits.rethrow(wake, waiter);
            } catch (OutsideInterruptException | RuntimeException e) {
                leave(round, e);
                throw e;
            }
            leave(round, null);
            return Optional.empty();
        }
        synchronized (monitor) {
            checkWhole(round);
            return Optional.of(new Arrival(false, round.generation));
        }
    }

    private void checkWhole(Round round) {
        Breakage why = round.breakage;
        if (why != null) {
            throw new BarrierBrokenException(description() + " is broken: " + why.reason(), why.cause());
        }
    }

    /** Ends the round. Called by the last party. */
    private void pass(Round round) {
        for (Waiter waiter : round.waiters) {
            if (!waiter.tryWake()) {
                breakRound(
                        round,
                        "thread '" + ThreadContext.nameOf(waiter.thread())
                                + "' was cancelled, interrupted or out of time in the instant in which the last party"
                                + " arrived; reset() mends it",
                        null);
                checkWhole(round);
            }
        }
        round.waiters.clear();
        current = new Round(round.generation + 1);
    }

    private static void breakRound(Round round, String reason, @Nullable Throwable cause) {
        round.breakage = new Breakage(reason, cause);
        round.waiters.forEach(Waiter::tryWake);
        round.waiters.clear();
    }

    /** Breaks the round, or the current one, because the calling party does not wait for it. */
    private void leave(@Nullable Round mine, @Nullable Throwable cause) {
        synchronized (monitor) {
            Round round = mine == null ? current : mine;
            if (round.breakage == null) {
                String how = cause == null
                        ? " was out of time"
                        : cause instanceof OutsideInterruptException ? " was interrupted" : " was cancelled";
                breakRound(round, Threads.describeCurrent() + how + " before all had arrived; reset() mends it", cause);
            }
        }
    }

    void reset() {
        synchronized (monitor) {
            Round round = current;
            if (round.breakage == null) {
                breakRound(round, "it was reset by " + Threads.describeCurrent() + " while parties waited", null);
            }
            current = new Round(round.generation);
        }
    }

    @Override
    public String description() {
        return "barrier '" + name + "'";
    }

    BarrierStats stats() {
        synchronized (monitor) {
            Round round = current;
            return new BarrierStats(name, parties, round.waiters.size(), round.generation, round.breakage != null);
        }
    }
}
