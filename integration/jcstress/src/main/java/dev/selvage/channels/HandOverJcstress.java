package dev.selvage.channels;

import dev.selvage.scope.waiting.OutsideInterruptException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** An element comes while the receiver is interrupted: it is received, or it is still there, or with its sender. */
public final class HandOverJcstress {
    private HandOverJcstress() {}

    /** A receiver, and a sender that interrupts it. */
    private abstract static class Meeting {
        private final Core<Object> core;
        private volatile Thread receiver;
        private volatile boolean interrupted;

        Meeting(Core<Object> core) {
            this.core = core;
        }

        void receive(IIII_Result result) {
            receiver = Thread.currentThread();
            try {
                result.r1 = core.receive(Nobody.NOBODY, false, 0) == null ? 10 : 1;
            } catch (OutsideInterruptException e) {
                result.r1 = 0;
            }
            while (!interrupted) {
                Thread.onSpinWait();
            }
            Thread.interrupted(); // if it came late
        }

        void sendAndInterrupt(IIII_Result result) {
            Thread other = receiver;
            while (other == null) {
                Thread.onSpinWait();
                other = receiver;
            }
            result.r2 = core.offer("element") ? 1 : 0;
            other.interrupt();
            interrupted = true;
        }

        void count(IIII_Result result) {
            result.r3 = core.poll() == null ? 0 : 1;
            result.r4 = core.receiversWaiting();
        }
    }

    /** A bounded channel. */
    @JCStressTest
    @Outcome(
            id = {"1, 1, 0, 0", "0, 1, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "received, or still there")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or doubled, or somebody still waits")
    @State
    public static class Bounded extends Meeting {
        /** Creates the state. */
        public Bounded() {
            super(new BoundedCore<>("jcstress", 1));
        }

        @Actor
        public void receiver(IIII_Result result) {
            receive(result);
        }

        @Actor
        public void sender(IIII_Result result) {
            sendAndInterrupt(result);
        }

        @Arbiter
        public void look(IIII_Result result) {
            count(result);
        }
    }

    /** A rendezvous. */
    @JCStressTest
    @Outcome(
            id = {"1, 1, 0, 0", "0, 0, 0, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "met, or not")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost, or doubled, or somebody still waits")
    @State
    public static class Rendezvous extends Meeting {
        /** Creates the state. */
        public Rendezvous() {
            super(new RendezvousCore<>("jcstress"));
        }

        @Actor
        public void receiver(IIII_Result result) {
            receive(result);
        }

        @Actor
        public void sender(IIII_Result result) {
            sendAndInterrupt(result);
        }

        @Arbiter
        public void look(IIII_Result result) {
            count(result);
        }
    }
}
