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

/** Message passing: one thread writes data and then a flag; who sees the flag must see the data, from RELEASE and ACQUIRE up. */
public final class MessagePassingJcstress {
    private MessagePassingJcstress() {}

    /** Nothing orders the two. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "the message came before what it tells of")
    @State
    public static class Relaxed {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            y.store(1, RELAXED);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.load(RELAXED);
            result.r2 = x.load(RELAXED);
        }
    }

    /** A store with RELEASE, read with ACQUIRE. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class ReleaseAcquire {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            y.store(1, RELEASE);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.load(ACQUIRE);
            result.r2 = x.load(RELAXED);
        }
    }

    /** An update with RELEASE, read by one with ACQUIRE. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class Updates {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            y.fetchAdd(1, RELEASE);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.fetchOr(0, ACQUIRE);
            result.r2 = x.load(RELAXED);
        }
    }

    /** A weak exchange with ACQ_REL, read by one that fails with ACQUIRE. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class Exchanges {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            y.update(ACQ_REL, RELAXED, n -> n + 1);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.compareExchange(7, 8, RELAXED, ACQUIRE).witness();
            result.r2 = x.load(RELAXED);
        }
    }

    /** Everything with SEQ_CST. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class SeqCst {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, SEQ_CST);
            y.store(1, SEQ_CST);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.load(SEQ_CST);
            result.r2 = x.load(SEQ_CST);
        }
    }

    /** Operations with RELAXED, and a fence in each thread. */
    @JCStressTest
    @Outcome(
            id = {"0, 0", "0, 1", "1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "1, 0", expect = Expect.FORBIDDEN, desc = "the message came before what it tells of")
    @State
    public static class Fences {
        private final AtomicI32 x = AtomicI32.of(0);
        private final AtomicI32 y = AtomicI32.of(0);

        @Actor
        public void writer() {
            x.store(1, RELAXED);
            RELEASE.fence();
            y.store(1, RELAXED);
        }

        @Actor
        public void reader(II_Result result) {
            result.r1 = y.load(RELAXED);
            ACQUIRE.fence();
            result.r2 = x.load(RELAXED);
        }
    }
}
