package broken.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;

import dev.selvage.channels.Channel;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Sender;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.atomic.AtomicI32;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Each litmus test with a mistake that it must find; {@code Canaries} fails the build if it does not. */
public final class BrokenTwins {
    private BrokenTwins() {}

    /** The flag is written first. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class MessagePassing {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            y.store(1, RELEASE);
            x.store(1, RELAXED);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.load(ACQUIRE);
            result.r2 = x.load(RELAXED);
        }
    }

    /** RELEASE and ACQUIRE where SEQ_CST is needed. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "each store came after the other thread's load")
    @State
    public static class StoreBuffering {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void first(II_Result result) {
            x.store(1, RELEASE);
            result.r1 = y.load(ACQUIRE);
        }

        @Actor
        public void second(II_Result result) {
            y.store(1, RELEASE);
            result.r2 = x.load(ACQUIRE);
        }
    }

    /** Each write reaches one reader only. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 0", expect = Expect.FORBIDDEN, desc = "the readers disagree")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in some order")
    @State
    public static class IndependentReads {
        private final AtomicI32 xOfFirst = AtomicI32.of(0);
        private final AtomicI32 yOfFirst = AtomicI32.of(0);
        private final AtomicI32 xOfSecond = AtomicI32.of(0);
        private final AtomicI32 yOfSecond = AtomicI32.of(0);

        @Actor
        public void firstWriter() {
            xOfFirst.store(1, SEQ_CST);
        }

        @Actor
        public void secondWriter() {
            yOfSecond.store(1, SEQ_CST);
        }

        @Actor
        public void firstReader(IIII_Result result) {
            result.r1 = xOfFirst.load(SEQ_CST);
            result.r2 = yOfFirst.load(SEQ_CST);
        }

        @Actor
        public void secondReader(IIII_Result result) {
            result.r3 = yOfSecond.load(SEQ_CST);
            result.r4 = xOfSecond.load(SEQ_CST);
        }
    }

    /** The second load reads an old copy. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "the variable went back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in order")
    @State
    public static class Coherence {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 old = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            x.store(2, RELAXED);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = x.load(RELAXED);
            result.r2 = old.load(RELAXED);
        }
    }

    /** Both threads lock, but not the same mutex. */
    @JCStressTest
    @Outcome(id = "2", expect = Expect.ACCEPTABLE, desc = "both increments")
    @Outcome(expect = Expect.FORBIDDEN, desc = "an increment was lost")
    @State
    public static class TwoMutexes {
        private final Mutex<String> mine = Mutex.of("mine", "");
        private final Mutex<String> yours = Mutex.of("yours", "");
        private int count;

        @Actor
        public void first() {
            incrementUnder(mine);
        }

        @Actor
        public void second() {
            incrementUnder(yours);
        }

        private void incrementUnder(Mutex<String> mutex) {
            try {
                mutex.run(unused -> increment());
            } catch (InterruptedException e) {
                throw new IllegalStateException("an actor was interrupted", e);
            }
        }

        private void increment() {
            int before = count;
            for (int i = 0; i < 10; i++) {
                Thread.onSpinWait();
            }
            count = before + 1;
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = count;
        }
    }

    /** The element is sent before what it tells of is written. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not yet, or with the data")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "an element without the data")
    @State
    public static class SentTooEarly {
        private final Channel<String> channel = Channel.bounded("jcstress", 1);
        private final Sender<String> sender = channel.sender();
        private final Receiver<String> receiver = channel.receiver();
        private int data;

        @Actor
        public void writer() {
            sender.trySend("sent");
            data = 1;
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = receiver.tryReceive().value().isPresent() ? 1 : 0;
            result.r2 = result.r1 == 0 ? 0 : data;
        }
    }

    /** The channel is drained first, and then closed. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "came back, or was drained")
    @Outcome(expect = Expect.FORBIDDEN, desc = "lost")
    @State
    public static class DrainedBeforeClosed {
        private final Channel<String> channel = Channel.bounded("jcstress", 1);
        private final Sender<String> sender = channel.sender();
        private final Receiver<String> receiver = channel.receiver();

        @Actor
        public void sender(II_Result result) {
            result.r1 = sender.trySend("sent").isSent() ? 1 : 0;
        }

        @Actor
        public void closer(II_Result result) {
            result.r2 = receiver.tryReceive().value().isPresent() ? 1 : 0;
            channel.close();
        }
    }

    /** Two threads that try each way once, without waiting in the lines of both. */
    @JCStressTest
    @Outcome(
            id = {"1, 1", "2, 2"},
            expect = Expect.ACCEPTABLE,
            desc = "met at one of the channels")
    @Outcome(expect = Expect.FORBIDDEN, desc = "did not meet, or each at another channel")
    @State
    public static class PolledNotSelected {
        private final Channel<Integer> there = Channel.rendezvous("there");
        private final Channel<Integer> back = Channel.rendezvous("back");
        private final Sender<Integer> toThere = there.sender();
        private final Sender<Integer> toBack = back.sender();
        private final Receiver<Integer> fromThere = there.receiver();
        private final Receiver<Integer> fromBack = back.receiver();

        @Actor
        public void first(II_Result result) {
            result.r1 = toThere.trySend(1).isSent()
                    ? 1
                    : fromBack.tryReceive().value().orElse(0);
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = toBack.trySend(2).isSent()
                    ? 2
                    : fromThere.tryReceive().value().orElse(0);
        }
    }
}
