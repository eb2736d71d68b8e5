package dev.selvage.channels;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Selects against selects, and against the end. */
public final class SelectJcstress {
    private static final Duration LONG = Duration.ofSeconds(2);

    private SelectJcstress() {}

    private static int run(Select<Integer> select) {
        try {
            return select.tryAwait(LONG).orElse(0);
        } catch (InterruptedException e) {
            throw new IllegalStateException("an actor was interrupted", e);
        }
    }

    /** Two selects, each of which can send to the other and receive from it. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "met at one of the channels")
    @Outcome(expect = Expect.FORBIDDEN, desc = "did not meet, or each at another channel")
    @State
    public static class TwoSelects {
        private final Channel<Integer> there = Channel.rendezvous("there");
        private final Channel<Integer> back = Channel.rendezvous("back");
        private final Sender<Integer> toThere = there.sender();
        private final Sender<Integer> toBack = back.sender();
        private final Receiver<Integer> fromThere = there.receiver();
        private final Receiver<Integer> fromBack = back.receiver();
        private final Select<Integer> first = Select.<Integer>builder()
                .send(toThere, () -> 1, () -> 1)
                .receive(fromBack, e -> e)
                .build();
        private final Select<Integer> second = Select.<Integer>builder()
                .send(toBack, () -> 2, () -> 2)
                .receive(fromThere, e -> e)
                .build();

        @Actor
        public void first(II_Result result) {
            result.r1 = run(first);
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = run(second);
        }

        @Arbiter
        public void close(II_Result result) {
            toThere.close();
            toBack.close();
            fromThere.close();
            fromBack.close();
        }
    }

    /** A select that receives from either of two channels, and a sender that closes behind its element. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "received")
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "undelivered, and the end was seen")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both, or the end was not seen")
    @State
    public static class AgainstClose {
        private final AtomicInteger undelivered = new AtomicInteger();
        private final Channel<Integer> other = Channel.bounded("other", 1);
        private final Channel<Integer> channel =
                Channel.<Integer>bounded("jcstress", 1).onUndelivered(e -> undelivered.incrementAndGet());
        private final Sender<Integer> sender = channel.sender();
        private final Receiver<Integer> fromOther = other.receiver();
        private final Receiver<Integer> receiver = channel.receiver();
        private final Select<Integer> select = Select.<Integer>builder()
                .receive(fromOther, e -> e)
                .receive(receiver, e -> e, end -> 2)
                .build();

        @Actor
        public void selecting(II_Result result) {
            result.r1 = run(select);
        }

        @Actor
        public void closing() {
            sender.trySend(1);
            channel.closeNow();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r2 = undelivered.get();
            sender.close();
            fromOther.close();
            receiver.close();
        }
    }
}
