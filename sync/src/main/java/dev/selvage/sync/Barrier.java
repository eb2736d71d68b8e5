package dev.selvage.sync;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * A meeting point of a fixed number of parties, again and again. The counterpart of Rust's {@code Barrier}; unlike it, a
 * party that cannot wait any longer breaks it, so that the others do not wait for ever.
 *
 * <p>All pass or none does: if a party is cancelled, interrupted, or out of time before all have arrived, it throws the
 * exception that tells so, and the others, those that arrive later among them, throw a {@link BarrierBrokenException} with
 * the reason. A broken barrier stays broken until {@link #reset()}. What the parties did before they arrived happens before
 * the return of every party of the same generation. Parties pass together; which of them goes on first is not specified.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="barrier"}
 */
public final class Barrier {
    private final BarrierCore core;

    private Barrier(String name, int parties) {
        core = new BarrierCore(name, parties);
    }

    /**
     * What a party learns when all have met.
     *
     * @param leader true for one party of each generation: the last to arrive
     * @param generation 0 for the first meeting, then 1, and so on
     */
    public record Arrival(boolean leader, long generation) {}

    /**
     * {@return a new barrier with the name {@code barrier}}
     *
     * @param parties how many have to arrive; 1 or more
     * @throws IllegalArgumentException if there is no party
     */
    public static Barrier of(int parties) {
        return of("barrier", parties);
    }

    /**
     * {@return a new barrier with a name for messages and dumps}
     *
     * @param parties how many have to arrive; 1 or more
     * @throws IllegalArgumentException if there is no party
     */
    public static Barrier of(String name, int parties) {
        Objects.requireNonNull(name, "name");
        if (parties < 1) {
            throw new IllegalArgumentException(
                    "barrier '" + name + "' cannot have " + parties + " parties: give it 1 or more");
        }
        return new Barrier(name, parties);
    }

    /**
     * Arrives, and waits until all parties have. A cancellation point: also the last to arrive throws if it is cancelled or
     * interrupted, and breaks the barrier. Waits without limit.
     *
     * @throws BarrierBrokenException if another party has left, before or meanwhile, or the barrier is reset meanwhile
     * @throws InterruptedException if the thread is interrupted, which breaks the barrier
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled, which breaks the barrier
     */
    public Arrival await() throws InterruptedException {
        return core.await(null).orElseThrow();
    }

    /** Arrives as {@link #await()}, but gives up after the timeout, breaks the barrier, and returns empty. */
    public Optional<Arrival> tryAwait(Duration timeout) throws InterruptedException {
        return core.await(Objects.requireNonNull(timeout, "timeout"));
    }

    /** {@return whether a party has left, so that nobody can pass} Never blocks. */
    public boolean isBroken() {
        return core.stats().broken();
    }

    /** Mends the barrier for the next generation. Those that wait throw a {@link BarrierBrokenException}. Never blocks. */
    public void reset() {
        core.reset();
    }

    /** {@return what it looks like at this instant} */
    public BarrierStats stats() {
        return core.stats();
    }

    /** {@return its name, how many have arrived, and whether it is broken} */
    @Override
    public String toString() {
        BarrierStats now = stats();
        return "Barrier[" + now.name() + ", " + now.waiting() + "/" + now.parties() + " waiting, generation "
                + now.generation() + (now.broken() ? ", broken" : "") + "]";
    }
}
