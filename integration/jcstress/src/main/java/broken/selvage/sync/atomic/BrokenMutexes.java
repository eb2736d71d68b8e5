package broken.selvage.sync.atomic;

import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.Ordering;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Mutexes with a mistake that must be found; {@code Canaries} fails the build if it is not. */
public final class BrokenMutexes {
    private BrokenMutexes() {}

    /** A release without a fence, and a thread that queues and does not look again. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true", "true, true"},
            expect = Expect.ACCEPTABLE,
            desc = "the holder sees the queue, or who queues sees the lock free")
    @Outcome(id = "false, false", expect = Expect.FORBIDDEN, desc = "a thread waits for a lock that is free")
    @State
    public static class NoSecondLook {
        private final AtomicBool owned = AtomicBool.of(true);
        private final AtomicBool attention = AtomicBool.of(false);

        @Actor
        public void holder(ZZ_Result result) {
            owned.store(false, Ordering.RELEASE);
            result.r1 = attention.load(Ordering.SEQ_CST);
        }

        @Actor
        public void queueing(ZZ_Result result) {
            attention.swap(true, Ordering.SEQ_CST);
            result.r2 = !owned.load(Ordering.SEQ_CST);
        }
    }
}
