package broken.selvage.sync.atomic;

import dev.selvage.sync.atomic.AtomicI32;
import dev.selvage.sync.atomic.Ordering;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** Counted handles with a mistake that must be found; {@code Canaries} fails the build if it is not. */
public final class BrokenOwners {
    private BrokenOwners() {}

    private static void pause() {
        for (int i = 0; i < 10; i++) {
            Thread.onSpinWait();
        }
    }

    /** Two owners close their handles; the count is a plain number. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "dropped once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "dropped twice, or never")
    @State
    public static class PlainCount {
        private final AtomicI32 drops = AtomicI32.of(0);
        private int strong = 2;

        @Actor
        public void first() {
            close();
        }

        @Actor
        public void second() {
            close();
        }

        private void close() {
            int left = strong - 1;
            pause();
            strong = left;
            if (left == 0) {
                drops.fetchAdd(1, Ordering.RELAXED);
            }
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = drops.load(Ordering.RELAXED);
        }
    }

    /** Two threads close one handle, which looks and then writes instead of comparing and setting. */
    @JCStressTest
    @Outcome(id = "1", expect = Expect.ACCEPTABLE, desc = "counted down once: the other handle is the last")
    @Outcome(expect = Expect.FORBIDDEN, desc = "counted down twice")
    @State
    public static class LookThenClose {
        private final AtomicI32 strong = AtomicI32.of(2);
        private boolean closed;

        @Actor
        public void first() {
            close();
        }

        @Actor
        public void second() {
            close();
        }

        private void close() {
            if (!closed) {
                pause();
                closed = true;
                strong.fetchSub(1, Ordering.RELEASE);
            }
        }

        @Arbiter
        public void look(I_Result result) {
            result.r1 = strong.load(Ordering.RELAXED);
        }
    }

    /** The last handle is closed while a weak one is upgraded, which counts up first and looks afterwards. */
    @JCStressTest
    @Outcome(
            id = {"0", "1"},
            expect = Expect.ACCEPTABLE,
            desc = "upgraded before the drop, or not")
    @Outcome(id = "2", expect = Expect.FORBIDDEN, desc = "upgraded to a value that was dropped")
    @State
    public static class CountedUpFromZero {
        private final AtomicI32 strong = AtomicI32.of(1);
        private final AtomicI32 dropped = AtomicI32.of(0);

        @Actor
        public void closer() {
            if (strong.fetchSub(1, Ordering.SEQ_CST) == 1) {
                dropped.store(1, Ordering.SEQ_CST);
            }
        }

        @Actor
        public void upgrader(I_Result result) {
            strong.fetchAdd(1, Ordering.SEQ_CST);
            pause();
            if (strong.load(Ordering.SEQ_CST) > 0) {
                result.r1 = 1 + dropped.load(Ordering.SEQ_CST);
            }
        }
    }
}
