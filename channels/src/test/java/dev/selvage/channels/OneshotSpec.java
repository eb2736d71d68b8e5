package dev.selvage.channels;

import dev.selvage.scope.handle.HandleClosedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jspecify.annotations.Nullable;

/** What Lincheck does to a oneshot: its sender is used by one thread, its receiver by one. */
@Param(name = "element", gen = IntGen.class, conf = "1:9")
public final class OneshotSpec {
    private static final String SENDER = "sender";
    private static final String RECEIVER = "receiver";

    private final Oneshot<Integer> oneshot = new Oneshot<>("oneshot");
    private final List<Integer> undelivered = new ArrayList<>();
    private boolean received;

    public OneshotSpec() {
        oneshot.onUndelivered(undelivered::add);
    }

    @Operation(nonParallelGroup = SENDER, params = "element")
    public final String trySend(int element) {
        try {
            return Texts.of(oneshot.sender().trySend(element));
        } catch (HandleClosedException e) {
            return Texts.GONE;
        }
    }

    @Operation(nonParallelGroup = SENDER)
    public final void closeSender() {
        oneshot.sender().close();
    }

    @Operation(nonParallelGroup = SENDER)
    public final String isReceiverGone() {
        try {
            return String.valueOf(oneshot.sender().isClosed());
        } catch (HandleClosedException e) {
            return Texts.GONE;
        }
    }

    @Operation(nonParallelGroup = RECEIVER)
    public final String tryReceive() {
        return receive(null);
    }

    @Operation(nonParallelGroup = RECEIVER)
    public final String receiveTimed() {
        return receive(Duration.ZERO);
    }

    private String receive(@Nullable Duration timeout) {
        if (received) {
            return "over"; // the sender may be about to go
        }
        try {
            Receiver<Integer> receiver = oneshot.receiver();
            Received<Integer> result = timeout == null ? receiver.tryReceive() : receiver.tryReceive(timeout);
            received = result instanceof Received.Value<Integer>;
            return Texts.of(result);
        } catch (HandleClosedException e) {
            return Texts.GONE;
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }

    @Operation(nonParallelGroup = RECEIVER)
    public final List<Integer> closeReceiver() {
        oneshot.receiver().close();
        return List.copyOf(undelivered);
    }

    /** The same, used by one thread at a time. */
    public static final class Sequential {
        private @Nullable Integer value;
        private boolean received;
        private boolean senderGone;
        private boolean receiverGone;
        private List<Integer> undelivered = List.of();

        public Sequential() {}

        public String trySend(int element) {
            if (senderGone) {
                return Texts.GONE;
            }
            senderGone = true;
            if (receiverGone) {
                return Texts.CLOSED;
            }
            value = element;
            return Texts.SENT;
        }

        public void closeSender() {
            senderGone = true;
        }

        public String isReceiverGone() {
            return senderGone ? Texts.GONE : String.valueOf(receiverGone);
        }

        public String tryReceive() {
            if (received) {
                return "over";
            }
            if (receiverGone) {
                return Texts.GONE;
            }
            Integer mine = value;
            if (mine == null) {
                return senderGone ? Texts.CLOSED : Texts.EMPTY;
            }
            value = null;
            received = true;
            return String.valueOf(mine);
        }

        public String receiveTimed() {
            return tryReceive();
        }

        public List<Integer> closeReceiver() {
            receiverGone = true;
            Integer rest = value;
            if (rest != null) {
                value = null;
                undelivered = List.of(rest);
            }
            return undelivered;
        }
    }
}
