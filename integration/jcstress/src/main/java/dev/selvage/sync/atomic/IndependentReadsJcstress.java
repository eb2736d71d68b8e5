package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IIII_Result;

/** Independent reads of independent writes (IRIW): two readers agree on the order of two writers only with SEQ_CST. */
public final class IndependentReadsJcstress {
    private IndependentReadsJcstress() {}

    /** Nothing orders anything. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "the readers disagree")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in some order")
    @State
    public static class Relaxed {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void firstWriter() {
            x.store(1, RELAXED);
        }

        @Actor
        public void secondWriter() {
            y.store(1, RELAXED);
        }

        @Actor
        public void firstReader(IIII_Result result) {
            result.r1 = x.load(RELAXED);
            result.r2 = y.load(RELAXED);
        }

        @Actor
        public void secondReader(IIII_Result result) {
            result.r3 = y.load(RELAXED);
            result.r4 = x.load(RELAXED);
        }
    }

    /** RELEASE and ACQUIRE order each writer with each reader, not the writers. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "the readers disagree")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in some order")
    @State
    public static class ReleaseAcquire {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void firstWriter() {
            x.store(1, RELEASE);
        }

        @Actor
        public void secondWriter() {
            y.store(1, RELEASE);
        }

        @Actor
        public void firstReader(IIII_Result result) {
            result.r1 = x.load(ACQUIRE);
            result.r2 = y.load(ACQUIRE);
        }

        @Actor
        public void secondReader(IIII_Result result) {
            result.r3 = y.load(ACQUIRE);
            result.r4 = x.load(ACQUIRE);
        }
    }

    /** Everything with SEQ_CST. */
    @JCStressTest
    @Outcome(id = "1, 0, 1, 0", expect = Expect.FORBIDDEN, desc = "the readers disagree")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in some order")
    @State
    public static class SeqCst {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void firstWriter() {
            x.store(1, SEQ_CST);
        }

        @Actor
        public void secondWriter() {
            y.store(1, SEQ_CST);
        }

        @Actor
        public void firstReader(IIII_Result result) {
            result.r1 = x.load(SEQ_CST);
            result.r2 = y.load(SEQ_CST);
        }

        @Actor
        public void secondReader(IIII_Result result) {
            result.r3 = y.load(SEQ_CST);
            result.r4 = x.load(SEQ_CST);
        }
    }
}
