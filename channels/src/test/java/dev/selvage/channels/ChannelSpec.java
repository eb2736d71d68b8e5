package dev.selvage.channels;

import dev.selvage.scope.handle.HandleClosedException;
import java.util.ArrayList;
import java.util.List;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * What Lincheck does to a channel through its handles: each thread has a sender and a receiver of its own. Results are texts,
 * which Lincheck compares with those of {@link SequentialChannel}.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
@Param(name = "element", gen = IntGen.class, conf = "1:9")
public abstract class ChannelSpec {
    final Core<Integer> core;
    final List<Sender<Integer>> senders = new ArrayList<>();
    final List<Receiver<Integer>> receivers = new ArrayList<>();

    ChannelSpec(Core<Integer> core, boolean severalReceivers) {
        this.core = core;
        for (int i = 0; i < SequentialChannel.THREADS; i++) {
            core.senders.tryAdd();
            senders.add(new Sender<>(core));
        }
        for (int i = 0; i < (severalReceivers ? SequentialChannel.THREADS : 1); i++) {
            core.receivers.tryAdd();
            receivers.add(new Receiver<>(core));
        }
    }

    @Operation(params = {"thread", "element"})
    public final String trySend(int thread, int element) {
        try {
            return Texts.of(senders.get(thread).trySend(element));
        } catch (HandleClosedException e) {
            return Texts.GONE;
        }
    }

    final String receive(Receiver<Integer> receiver) {
        try {
            return Texts.of(receiver.tryReceive());
        } catch (HandleClosedException e) {
            return Texts.GONE;
        }
    }
}
