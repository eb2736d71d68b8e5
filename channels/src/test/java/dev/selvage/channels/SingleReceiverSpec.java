package dev.selvage.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Sending by many and receiving by one, whose thread also ends the channel and drops what is buffered. What is dropped at
 * the end must be all that was sent and not received.
 */
public abstract class SingleReceiverSpec extends ChannelSpec {
    private static final String RECEIVER = "receiver";

    private final List<Integer> undelivered = new ArrayList<>();

    SingleReceiverSpec(Core<Integer> core) {
        super(core, false);
        core.onUndelivered(undelivered::add);
    }

    @Operation(nonParallelGroup = RECEIVER, params = "thread")
    public final String tryReceive(int thread) {
        return receive(receivers.getFirst());
    }

    @Operation(nonParallelGroup = RECEIVER, params = "thread")
    public final String receiveTimed(int thread) throws InterruptedException {
        return Texts.of(receivers.getFirst().tryReceive(Duration.ZERO));
    }

    @Operation(nonParallelGroup = RECEIVER, runOnce = true)
    public final List<Integer> closeNow() {
        core.end(Ending.closed(null), true);
        return List.copyOf(undelivered);
    }

    public static class OfOne extends SingleReceiverSpec {
        public OfOne() {
            super(new BoundedCore<>("one", 1));
        }
    }

    public static class OfTwo extends SingleReceiverSpec {
        public OfTwo() {
            super(new BoundedCore<>("two", 2));
        }
    }

    public static class OfMany extends SingleReceiverSpec {
        public OfMany() {
            super(new UnboundedCore<>("many"));
        }
    }

    public static class BrokenOfTwo extends SingleReceiverSpec {
        public BrokenOfTwo() {
            super(new BrokenCores.EndsInTwoSteps<>());
        }
    }
}
