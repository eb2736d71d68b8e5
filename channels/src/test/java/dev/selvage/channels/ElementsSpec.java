package dev.selvage.channels;

import java.time.Duration;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Sending and receiving by many, and the end. The timed operations have no time: they go into the line and out of it again,
 * and must give what those give that never wait.
 */
public abstract class ElementsSpec extends ChannelSpec {
    ElementsSpec(Core<Integer> core) {
        super(core, true);
    }

    @Operation(params = {"thread", "element"})
    public final String sendTimed(int thread, int element) throws InterruptedException {
        return Texts.of(senders.get(thread).trySend(element, Duration.ZERO));
    }

    @Operation(params = "thread")
    public final String tryReceive(int thread) {
        return receive(receivers.get(thread));
    }

    @Operation(params = "thread")
    public final String receiveTimed(int thread) throws InterruptedException {
        return Texts.of(receivers.get(thread).tryReceive(Duration.ZERO));
    }

    @Operation(runOnce = true)
    public final void close() {
        core.end(Ending.closed(null), false);
    }

    public static class OfOne extends ElementsSpec {
        public OfOne() {
            super(new BoundedCore<>("one", 1));
        }
    }

    public static class OfTwo extends ElementsSpec {
        public OfTwo() {
            super(new BoundedCore<>("two", 2));
        }
    }

    public static class OfMany extends ElementsSpec {
        public OfMany() {
            super(new UnboundedCore<>("many"));
        }
    }

    public static class BrokenOfTwo extends ElementsSpec {
        public BrokenOfTwo() {
            super(new BrokenCores.LooksInTheWrongOrder<>());
        }
    }

    public static class BrokenOfMany extends ElementsSpec {
        public BrokenOfMany() {
            super(new BrokenCores.LooksInTheWrongOrderUnbounded<>());
        }
    }
}
