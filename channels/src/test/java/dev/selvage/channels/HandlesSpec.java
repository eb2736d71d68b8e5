package dev.selvage.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Sending and receiving by many who close their handles: the last of a side ends the channel. There are no more handles than
 * Lincheck has threads. The last receiver gets what is undelivered.
 */
public abstract class HandlesSpec extends ChannelSpec {
    private final Map<Thread, List<Integer>> undelivered = new ConcurrentHashMap<>();

    HandlesSpec(Core<Integer> core) {
        super(core, true);
        core.onUndelivered(element -> undelivered.get(Thread.currentThread()).add(element));
    }

    @Operation(params = "thread")
    public final String tryReceive(int thread) {
        return receive(receivers.get(thread));
    }

    @Operation(params = "thread")
    public final void closeSender(int thread) {
        senders.get(thread).close();
    }

    @Operation(params = "thread")
    public final List<Integer> closeReceiver(int thread) {
        List<Integer> mine = new ArrayList<>();
        undelivered.put(Thread.currentThread(), mine);
        receivers.get(thread).close();
        return List.copyOf(mine);
    }

    public static class OfTwo extends HandlesSpec {
        public OfTwo() {
            super(new BoundedCore<>("two", 2));
        }
    }

    public static class OfMany extends HandlesSpec {
        public OfMany() {
            super(new UnboundedCore<>("many"));
        }
    }
}
