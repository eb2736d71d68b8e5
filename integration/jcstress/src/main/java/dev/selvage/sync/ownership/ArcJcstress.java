package dev.selvage.sync.ownership;

import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;
import org.openjdk.jcstress.infra.results.II_Result;

/** The end of the last handle against all that could see its value later, or end it again. */
public final class ArcJcstress {
    private ArcJcstress() {}

    /** The owners of the last two handles write, and close. */
    @JCStressTest
    @Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "one drop, which saw both writes")
    @Outcome(expect = Expect.FORBIDDEN, desc = "no drop, two, or one that came too early")
    @State
    public static class LastTwoDroppers {
        private final Arc<Value> mine = Value.arc();
        private final Arc<Value> yours = mine.clone();
        private final Value value = mine.get();

        @Actor
        public void first() {
            mine.get().first = 1;
            mine.close();
        }

        @Actor
        public void second() {
            yours.get().second = 1;
            yours.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r1 = value.drops();
            result.r2 = value.sawOfFirst;
            result.r3 = value.sawOfSecond;
        }
    }

    /** The last handle is closed while a weak one is upgraded. */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 1", "1, 0, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "nothing, or a live value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a value that was dropped, or not dropped at last")
    @State
    public static class DropAgainstUpgrade {
        private final Arc<Value> last = Value.arc();
        private final Weak<Value> weak = last.downgrade();
        private final Value value = last.get();

        @Actor
        public void closer() {
            last.close();
        }

        @Actor
        public void upgrader(III_Result result) {
            Optional<Arc<Value>> strong = weak.upgrade();
            if (strong.isPresent()) {
                result.r1 = 1;
                result.r2 = strong.get().get().drops();
                strong.get().close();
            }
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = value.drops();
        }
    }

    /** Two threads upgrade a weak handle of a value that was dropped: neither may see the other's attempt as a count. */
    @JCStressTest
    @Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "nothing for both")
    @Outcome(expect = Expect.FORBIDDEN, desc = "raised from the dead")
    @State
    public static class TwoUpgradesOfTheDropped {
        private final Weak<Value> weak = weakOfDropped();

        private static Weak<Value> weakOfDropped() {
            try (Arc<Value> only = Value.arc()) {
                return only.downgrade();
            }
        }

        @Actor
        public void first(II_Result result) {
            result.r1 = weak.upgrade().isPresent() ? 1 : 0;
        }

        @Actor
        public void second(II_Result result) {
            result.r2 = weak.upgrade().isPresent() ? 1 : 0;
        }
    }

    /** Two threads close one handle; another is open. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "counted down once")
    @Outcome(expect = Expect.FORBIDDEN, desc = "counted down twice, or not")
    @State
    public static class OneHandleClosedTwice {
        private final Arc<Value> open = Value.arc();
        private final Arc<Value> handle = open.clone();
        private final Value value = open.get();

        @Actor
        public void first() {
            handle.close();
        }

        @Actor
        public void second() {
            handle.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r1 = open.strongCount();
            result.r2 = value.drops();
            open.close();
            result.r3 = value.drops();
        }
    }

    /** One thread moves the last handle, another closes it. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "moved: dropped by the new handle")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "closed: dropped, and not moved")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
    @State
    public static class MoveAgainstClose {
        private final Arc<Value> handle = Value.arc();
        private final Value value = handle.get();
        private Optional<Arc<Value>> moved = Optional.empty();

        @Actor
        public void mover(III_Result result) {
            moved = Value.unlessClosed(handle::move);
            result.r1 = moved.isPresent() ? 1 : 0;
        }

        @Actor
        public void closer() {
            handle.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = value.drops();
            moved.ifPresent(Arc::close);
            result.r3 = value.drops();
        }
    }

    /** One thread clones the last handle, another closes it: misuse, which gives a live value or none. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "cloned: dropped by the clone")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "closed: dropped, and not cloned")
    @Outcome(expect = Expect.FORBIDDEN, desc = "raised from the dead, dropped twice, or never")
    @State
    public static class CloneAgainstClose {
        private final Arc<Value> handle = Value.arc();
        private final Value value = handle.get();
        private Optional<Arc<Value>> cloned = Optional.empty();

        @Actor
        public void cloner(III_Result result) {
            cloned = Value.unlessClosed(handle::clone);
            result.r1 = cloned.isPresent() ? 1 : 0;
        }

        @Actor
        public void closer() {
            handle.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r2 = value.drops();
            cloned.ifPresent(Arc::close);
            result.r3 = value.drops();
        }
    }

    /**
     * One thread clones the last handle while another closes it, which is misuse, and a third upgrades a weak one: what the
     * clone has counted in vain must not look like a handle.
     */
    @JCStressTest
    @Outcome(
            id = {"0, 0, 1", "0, 1, 1", "1, 0, 1", "1, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "each got a live value or none; dropped at last")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a value that was dropped, or not dropped at last")
    @State
    public static class CloneAgainstCloseAndUpgrade {
        private final Arc<Value> handle = Value.arc();
        private final Weak<Value> weak = handle.downgrade();
        private final Value value = handle.get();

        private static int use(Optional<Arc<Value>> got) {
            if (got.isEmpty()) {
                return 0;
            }
            try (Arc<Value> mine = got.get()) {
                return 1 + 10 * mine.get().drops();
            }
        }

        @Actor
        public void cloner(III_Result result) {
            result.r1 = use(Value.unlessClosed(handle::clone));
        }

        @Actor
        public void closer() {
            handle.close();
        }

        @Actor
        public void upgrader(III_Result result) {
            result.r2 = use(weak.upgrade());
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = value.drops();
        }
    }

    /** Two threads clone one handle and close their clones, while its owner counts. */
    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "each count up has its count down")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a count was lost")
    @State
    public static class TwoCloners {
        private final Arc<Value> handle = Value.arc();

        @Actor
        public void first() {
            handle.clone().close();
        }

        @Actor
        public void second() {
            Weak<Value> weak = handle.downgrade();
            weak.upgrade().ifPresent(Arc::close);
            weak.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = handle.strongCount();
            result.r2 = handle.weakCount() + handle.get().drops();
            handle.close();
        }
    }
}
