package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** The flags of the guide {@code docs/guide/from-rust.md}, which quotes what was seen. */
public final class ReadyFlagJcstress {
    private ReadyFlagJcstress() {}

    /** A plain flag and plain data. */
    @JCStressTest
    @Outcome(
            id = {"false, 0", "false, 42", "true, 42"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "true, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "the flag is up, the data is not there")
    @State
    public static class Plain {
        private int data;
        private boolean ready;

        @Actor
        public void writer() {
            data = 42;
            ready = true;
        }

        @Actor
        public void reader(ZI_Result result) {
            result.r1 = ready;
            result.r2 = data;
        }
    }

    /** A flag that is raised and read with RELAXED. */
    @JCStressTest
    @Outcome(
            id = {"false, 0", "false, 42", "true, 42"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "true, 0", expect = Expect.ACCEPTABLE_INTERESTING, desc = "the flag is up, the data is not there")
    @State
    public static class Relaxed {
        private final AtomicI32 data = AtomicI32.of(0);
        private final AtomicBool ready = AtomicBool.of(false);

        @Actor
        public void writer() {
            data.store(42, RELAXED);
            ready.store(true, RELAXED);
        }

        @Actor
        public void reader(ZI_Result result) {
            result.r1 = ready.load(RELAXED);
            result.r2 = data.load(RELAXED);
        }
    }

    /** A flag that is raised with RELEASE and read with ACQUIRE. */
    @JCStressTest
    @Outcome(
            id = {"false, 0", "false, 42", "true, 42"},
            expect = Expect.ACCEPTABLE,
            desc = "in some order")
    @Outcome(id = "true, 0", expect = Expect.FORBIDDEN, desc = "the flag is up, the data is not there")
    @State
    public static class ReleaseAcquire {
        private final AtomicI32 data = AtomicI32.of(0);
        private final AtomicBool ready = AtomicBool.of(false);

        @Actor
        public void writer() {
            data.store(42, RELAXED);
            ready.store(true, RELEASE);
        }

        @Actor
        public void reader(ZI_Result result) {
            result.r1 = ready.load(ACQUIRE);
            result.r2 = data.load(RELAXED);
        }
    }

    /** Two threads that raise a flag each and look at the other's, with RELAXED: has nobody else come? */
    @JCStressTest
    @Outcome(
            id = {"false, true", "true, false", "true, true"},
            expect = Expect.ACCEPTABLE,
            desc = "at least one sees the other")
    @Outcome(id = "false, false", expect = Expect.ACCEPTABLE_INTERESTING, desc = "neither sees the other")
    @State
    public static class TwoFlagsRelaxed {
        private final AtomicBool mine = AtomicBool.of(false);
        private final AtomicBool yours = AtomicBool.of(false);

        @Actor
        public void me(ZZ_Result result) {
            mine.store(true, RELAXED);
            result.r1 = yours.load(RELAXED);
        }

        @Actor
        public void you(ZZ_Result result) {
            yours.store(true, RELAXED);
            result.r2 = mine.load(RELAXED);
        }
    }
}
