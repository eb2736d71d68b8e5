package dev.selvage.channels;

import dev.selvage.scope.waiting.OutsideInterruptException;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An element is sent while the last receiver goes: it comes back, or it is undelivered. */
public final class ChannelCloseJcstress {
    private ChannelCloseJcstress() {}

    /** A sender and a closer. */
    private abstract static class Closing {
        private final Core<Object> core;
        private final AtomicInteger undelivered = new AtomicInteger();

        Closing(Core<Object> core) {
            this.core = core;
            core.onUndelivered(element -> undelivered.incrementAndGet());
            core.receivers.tryAdd();
        }

        void send(II_Result result) {
            result.r1 = core.offer("element") ? 1 : 0;
        }

        void close() {
            core.removeReceiver();
        }

        void count(II_Result result) {
            result.r2 = undelivered.get() + (core.poll() == null ? 0 : 10);
        }
    }

    /** A bounded channel. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "came back, or was undelivered")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both")
    @State
    public static class Bounded extends Closing {
        /** Creates the state. */
        public Bounded() {
            super(new BoundedCore<>("jcstress", 1));
        }

        @Actor
        public void sender(II_Result result) {
            send(result);
        }

        @Actor
        public void closer() {
            close();
        }

        @Arbiter
        public void look(II_Result result) {
            count(result);
        }
    }

    /** An unbounded channel. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "came back, or was undelivered")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or both")
    @State
    public static class Unbounded extends Closing {
        /** Creates the state. */
        public Unbounded() {
            super(new UnboundedCore<>("jcstress"));
        }

        @Actor
        public void sender(II_Result result) {
            send(result);
        }

        @Actor
        public void closer() {
            close();
        }

        @Arbiter
        public void look(II_Result result) {
            count(result);
        }
    }

    /** The last element comes with the end: a receiver that sees the end has not missed the element. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "received")
    @Outcome(expect = Expect.FORBIDDEN, desc = "missed")
    @State
    public static class LastElement {
        private final Core<Object> core = new BoundedCore<>("jcstress", 1);

        @Actor
        public void sender(II_Result result) {
            result.r1 = core.offer("last") ? 1 : 0;
            core.end(Ending.closed(null), false);
        }

        @Actor
        public void receiver(II_Result result) {
            try {
                result.r2 = core.receive(Nobody.NOBODY, false, 0) == null ? 10 : 1;
            } catch (ClosedException e) {
                result.r2 = 0;
            } catch (OutsideInterruptException e) {
                result.r2 = 20;
            }
        }
    }
}
