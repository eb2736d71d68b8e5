package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number of permits for forks, which scopes may share: as many forks run at a time, in whatever scope they are. Given
 * to scopes by {@link ScopeConfig#withLimiter}; the permits are taken and given back by the scopes.
 *
 * <p>Who waits is served in turn: one fork of each scope that waits, the oldest first, then the next of each. A fork
 * that comes back from a join, for which it lent its permit, goes first.
 */
public final class Limiter {
    /*
     * Overview. A counter and, for each scope, a queue of requests; the scopes stand in a ring. A permit that comes back
     * is granted to the next request, or counted as free.
     *
     * Invariants. While a request is queued, no permit is free: a request is queued only when none is, and a permit that
     * comes back goes to a request without being free in between. `free` is negative while forks run on permits that they
     * have lent and not got back; permits that come back then only mend the balance.
     *
     * No lost wake-ups. A request that has left by itself (cancelled, interrupted, timed out) refuses the permit, and the
     * giver goes on with the next.
     *
     * "After the end". A permit that a fork's last act gives back carries the fork's thread, which has a few
     * instructions left to run. Who takes the permit joins that thread before it makes another.
     *
     * Memory ordering. All state is guarded by the monitor; requests are claimed outside of it.
     *
     * Checked by: LimiterTest, LimitsTest, LimitsStress.
     */

    /** Somebody who waits for a permit. */
    interface Request {
        /**
         * Takes the permit, unless the request has left.
         *
         * @param last the thread that had the permit, to be joined before another starts, or null
         * @return whether it took the permit
         */
        boolean claim(@Nullable Thread last);
    }

    private final String name;
    private final int permits;
    private final Awaited permit;

    // Guarded by the monitor.
    private int free;
    private final ArrayDeque<Thread> ending = new ArrayDeque<>();
    private final ArrayDeque<Request> returning = new ArrayDeque<>();
    private final Map<Object, ArrayDeque<Request>> lines = new LinkedHashMap<>();

    private Limiter(String name, int permits) {
        this.name = name;
        this.permits = permits;
        this.free = permits;
        this.permit = Awaited.named("a permit of limiter '" + name + "' (" + permits + ")");
    }

    /**
     * {@return a limiter with that many permits}
     *
     * @throws IllegalArgumentException if the number is less than 1
     */
    public static Limiter of(String name, int permits) {
        Objects.requireNonNull(name, "name");
        requirePermits(permits);
        return new Limiter(name, permits);
    }

    static void requirePermits(int permits) {
        if (permits < 1) {
            throw new IllegalArgumentException("the number of forks at a time must be at least 1, not " + permits);
        }
    }

    /** {@return the name} */
    public String name() {
        return name;
    }

    /** {@return the number of permits} */
    public int permits() {
        return permits;
    }

    /**
     * The state of a limiter at one instant.
     *
     * @param permits the number of permits
     * @param inUse how many forks run; for an instant more than there are permits, see
     *     {@link ScopeConfig#withMaxConcurrency}
     * @param waiting how many forks, threads that fork, and forks that come back from a join wait for a permit
     */
    public record Stats(int permits, int inUse, int waiting) {}

    /** {@return the state at this instant} */
    public synchronized Stats stats() {
        int waiting = returning.size();
        for (ArrayDeque<Request> line : lines.values()) {
            waiting += line.size();
        }
        return new Stats(permits, permits - free, waiting);
    }

    /** A permit taken without waiting, or why not. */
    sealed interface Attempt {
        /** The permit was taken; {@code last} is to be joined, if not null. */
        record Taken(@Nullable Thread last) implements Attempt {}

        /** There is none. */
        enum Full implements Attempt {
            FULL
        }
    }

    /** Takes a permit if one is free. */
    synchronized Attempt tryTake() {
        if (free <= 0) {
            return Attempt.Full.FULL;
        }
        free--;
        return new Attempt.Taken(ending.pollLast());
    }

    /** Has the request claim a permit, now or when one comes back, in the line of the given scope. */
    void take(Object scope, Request request) {
        Thread last;
        synchronized (this) {
            if (free <= 0) {
                lines.computeIfAbsent(scope, s -> new ArrayDeque<>()).add(request);
                return;
            }
            free--;
            last = ending.pollLast();
        }
        give(request, last);
    }

    /** Like {@link #take}, for a fork that lent its permit: it goes before those who have never had one. */
    void takeBack(Request request) {
        Thread last;
        synchronized (this) {
            if (free <= 0) {
                returning.add(request);
                return;
            }
            free--;
            last = ending.pollLast();
        }
        give(request, last);
    }

    private void give(Request request, @Nullable Thread last) {
        if (!request.claim(last)) {
            release(last);
        }
    }

    /** Takes a permit for a fork that goes on without waiting. */
    synchronized void overdraw() {
        free--;
    }

    /** Gives a permit back: hands it to the next request, if there is one and the balance allows it. */
    void release(@Nullable Thread last) {
        Request next;
        do {
            synchronized (this) {
                next = free < 0 ? null : poll();
                if (next == null) {
                    free++;
                    if (last != null && ending.size() < permits) {
                        ending.add(last);
                    }
                    return;
                }
            }
        } while (!next.claim(last));
    }

    /** Forgets a request that has left. */
    synchronized void forget(Object scope, Request request) {
        if (returning.remove(request)) {
            return;
        }
        ArrayDeque<Request> line = lines.get(scope);
        if (line != null && line.remove(request) && line.isEmpty()) {
            lines.remove(scope);
        }
    }

    private @Nullable Request poll() {
        Request request = returning.poll();
        if (request != null) {
            return request;
        }
        Iterator<Map.Entry<Object, ArrayDeque<Request>>> ring = lines.entrySet().iterator();
        if (!ring.hasNext()) {
            return null;
        }
        Map.Entry<Object, ArrayDeque<Request>> turn = ring.next();
        Object scope = turn.getKey();
        ArrayDeque<Request> line = turn.getValue();
        ring.remove();
        request = line.remove();
        if (!line.isEmpty()) {
            lines.put(scope, line); // to the end of the ring
        }
        return request;
    }

    /** {@return what a thread without a permit waits for} */
    Awaited permit() {
        return permit;
    }

    @Override
    public String toString() {
        Stats now = stats();
        return "Limiter[" + name + ", " + now.inUse + "/" + permits
                + (now.waiting == 0 ? "" : ", " + now.waiting + " waiting") + "]";
    }
}
