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
import org.openjdk.jcstress.infra.results.II_Result;

/** Coherence: with any ordering, nobody sees one variable go back. */
public final class CoherenceJcstress {
    private CoherenceJcstress() {}

    /** Everything with RELAXED. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "the variable went back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in order")
    @State
    public static class Relaxed {
        private final AtomicI32 x = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            x.store(2, RELAXED);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = x.load(RELAXED);
            result.r2 = x.load(RELAXED);
        }
    }

    /** Stores with RELEASE, loads with ACQUIRE. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "the variable went back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in order")
    @State
    public static class ReleaseAcquire {
        private final AtomicI32 x = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELEASE);
            x.store(2, RELEASE);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = x.load(ACQUIRE);
            result.r2 = x.load(ACQUIRE);
        }
    }

    /** Everything with SEQ_CST. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "the variable went back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in order")
    @State
    public static class SeqCst {
        private final AtomicI32 x = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, SEQ_CST);
            x.store(2, SEQ_CST);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = x.load(SEQ_CST);
            result.r2 = x.load(SEQ_CST);
        }
    }

    /** Loads by refused exchanges with RELEASE, which by the letter of the Javadoc are plain. */
    @JCStressTest
    @Outcome(
            id = {"1, 0", "2, 0", "2, 1"},
            expect = Expect.FORBIDDEN,
            desc = "the variable went back")
    @Outcome(expect = Expect.ACCEPTABLE, desc = "in order")
    @State
    public static class Witnesses {
        private final AtomicI32 x = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.fetchAdd(1, RELAXED);
            x.fetchAdd(1, RELEASE);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = x.compareExchange(8, 9, RELEASE, RELAXED).witness();
            result.r2 = x.compareExchange(8, 9, RELEASE, RELAXED).witness();
        }
    }
}
