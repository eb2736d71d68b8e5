package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.ACQ_REL;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** Store buffering: each thread writes one variable and reads the other; only SEQ_CST excludes that both see nothing. */
public final class StoreBufferingJcstress {
    private StoreBufferingJcstress() {}

    /** Nothing orders the two. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(
            id = "0, 0",
            expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "each store came after the other thread's load")
    @State
    public static class Relaxed {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void first(II_Result result) {
            x.store(1, RELAXED);
            result.r1 = y.load(RELAXED);
        }

        @Actor
        public void second(II_Result result) {
            y.store(1, RELAXED);
            result.r2 = x.load(RELAXED);
        }
    }

    /** RELEASE and ACQUIRE do not order a store with a later load. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(
            id = "0, 0",
            expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "each store came after the other thread's load")
    @State
    public static class ReleaseAcquire {
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

    /** Nor does a fence with ACQ_REL. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(
            id = "0, 0",
            expect = Expect.ACCEPTABLE_INTERESTING,
            desc = "each store came after the other thread's load")
    @State
    public static class AcqRelFence {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void first(II_Result result) {
            x.store(1, RELAXED);
            ACQ_REL.fence();
            result.r1 = y.load(RELAXED);
        }

        @Actor
        public void second(II_Result result) {
            y.store(1, RELAXED);
            ACQ_REL.fence();
            result.r2 = x.load(RELAXED);
        }
    }

    /** Everything with SEQ_CST. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "each store came after the other thread's load")
    @State
    public static class SeqCst {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void first(II_Result result) {
            x.store(1, SEQ_CST);
            result.r1 = y.load(SEQ_CST);
        }

        @Actor
        public void second(II_Result result) {
            y.store(1, SEQ_CST);
            result.r2 = x.load(SEQ_CST);
        }
    }

    /** Operations with RELAXED, and a fence with SEQ_CST in each thread. */
    @JCStressTest
    @Outcome(
            id = {"0, 1", "1, 0", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "0, 0", expect = Expect.FORBIDDEN, desc = "each store came after the other thread's load")
    @State
    public static class SeqCstFence {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void first(II_Result result) {
            x.store(1, RELAXED);
            SEQ_CST.fence();
            result.r1 = y.load(RELAXED);
        }

        @Actor
        public void second(II_Result result) {
            y.store(1, RELAXED);
            SEQ_CST.fence();
            result.r2 = x.load(RELAXED);
        }
    }
}
