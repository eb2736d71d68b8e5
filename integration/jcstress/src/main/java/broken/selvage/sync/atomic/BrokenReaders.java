package broken.selvage.sync.atomic;

import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.Ordering;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** Readers in slots with a mistake that must be found; {@code Canaries} fails the build if it is not. */
public final class BrokenReaders {
    private BrokenReaders() {}

    /** A reader takes its slot by a store, instead of by an operation that is ordered before the look at the word. */
    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true", "false, false"},
            expect = Expect.ACCEPTABLE,
            desc = "one is in, or each saw the other")
    @Outcome(id = "true, true", expect = Expect.FORBIDDEN, desc = "a reader and a writer are in together")
    @State
    public static class UnfencedReader {
        private final AtomicBool slot = AtomicBool.of(false);
        private final AtomicBool closed = AtomicBool.of(false);

        @Actor
        public void reader(ZZ_Result result) {
            slot.store(true, Ordering.RELEASE);
            result.r1 = !closed.load(Ordering.ACQUIRE);
        }

        @Actor
        public void writer(ZZ_Result result) {
            closed.swap(true, Ordering.SEQ_CST);
            result.r2 = !slot.load(Ordering.SEQ_CST);
        }
    }
}
