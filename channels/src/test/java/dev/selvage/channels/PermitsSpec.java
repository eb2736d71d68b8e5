package dev.selvage.channels;

import java.util.Optional;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jspecify.annotations.Nullable;

/** Sending with and without permits, one for each thread, and the end. */
public abstract class PermitsSpec extends ChannelSpec {
    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics
    private final @Nullable Permit<Integer>[] permits = new Permit[SequentialChannel.THREADS];

    PermitsSpec(Core<Integer> core) {
        super(core, true);
    }

    @Operation(params = "thread")
    public final String tryReceive(int thread) {
        return receive(receivers.get(thread));
    }

    @Operation(params = "thread")
    public final String tryReserve(int thread) {
        if (permits[thread] != null) {
            return "has one";
        }
        try {
            Optional<Permit<Integer>> permit = senders.get(thread).tryReserve();
            permits[thread] = permit.orElse(null);
            return permit.isPresent() ? "reserved" : Texts.FULL;
        } catch (ClosedException e) {
            return Texts.CLOSED;
        }
    }

    @Operation(params = {"thread", "element"})
    public final String sendReserved(int thread, int element) {
        Permit<Integer> permit = permits[thread];
        if (permit == null) {
            return "has none";
        }
        permits[thread] = null;
        try {
            permit.send(element);
            return Texts.SENT;
        } catch (SendException e) {
            return Texts.CLOSED;
        }
    }

    @Operation(params = "thread")
    public final void giveBack(int thread) {
        Permit<Integer> permit = permits[thread];
        if (permit != null) {
            permits[thread] = null;
            permit.close();
        }
    }

    @Operation(runOnce = true)
    public final void close() {
        core.end(Ending.closed(null), false);
    }

    public static class OfOne extends PermitsSpec {
        public OfOne() {
            super(new BoundedCore<>("one", 1));
        }
    }

    public static class OfTwo extends PermitsSpec {
        public OfTwo() {
            super(new BoundedCore<>("two", 2));
        }
    }

    public static class BrokenOfOne extends PermitsSpec {
        public BrokenOfOne() {
            super(new BrokenCores.ReservesForNobody<>());
        }
    }
}
