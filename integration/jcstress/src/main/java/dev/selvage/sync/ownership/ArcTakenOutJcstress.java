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

/** Taking the value out of its last handle, against all that gives or ends another. */
public final class ArcTakenOutJcstress {
    private ArcTakenOutJcstress() {}

    /** One thread unwraps the only handle, another clones it: misuse. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "unwrapped, not cloned, not dropped")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "cloned; the last of both handles dropped the value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
    @State
    public static class UnwrapAgainstClone {
        private final Arc<Value> handle = Value.arc();
        private final Value value = handle.get();
        private Optional<Arc<Value>> cloned = Optional.empty();

        @Actor
        public void unwrapper(III_Result result) {
            result.r1 = handle.tryUnwrap().isPresent() ? 1 : 0;
        }

        @Actor
        public void cloner(III_Result result) {
            cloned = Value.unlessClosed(handle::clone);
            result.r2 = cloned.isPresent() ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            handle.close();
            cloned.ifPresent(Arc::close);
            result.r3 = value.drops();
        }
    }

    /** One thread unwraps the only strong handle, another upgrades a weak one. */
    @JCStressTest
    @Outcome(id = "1, 0, 0", expect = Expect.ACCEPTABLE, desc = "unwrapped, and nothing to upgrade to")
    @Outcome(id = "0, 1, 1", expect = Expect.ACCEPTABLE, desc = "upgraded; the last of both handles dropped the value")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both, or none")
    @State
    public static class UnwrapAgainstUpgrade {
        private final Arc<Value> handle = Value.arc();
        private final Weak<Value> weak = handle.downgrade();
        private final Value value = handle.get();
        private Optional<Arc<Value>> upgraded = Optional.empty();

        @Actor
        public void unwrapper(III_Result result) {
            result.r1 = handle.tryUnwrap().isPresent() ? 1 : 0;
        }

        @Actor
        public void upgrader(III_Result result) {
            upgraded = weak.upgrade();
            result.r2 = upgraded.isPresent() ? 1 : 0;
        }

        @Arbiter
        public void look(III_Result result) {
            weak.close();
            handle.close();
            upgraded.ifPresent(Arc::close);
            result.r3 = value.drops();
        }
    }

    /** One thread unwraps a handle, while the owner of the only other one closes that. */
    @JCStressTest
    @Outcome(id = "1, 0, 1", expect = Expect.ACCEPTABLE, desc = "unwrapped, with what the other owner wrote")
    @Outcome(
            id = {"0, 1, 0", "0, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "not the only one; dropped at its close")
    @Outcome(expect = Expect.FORBIDDEN, desc = "unwrapped and dropped, or neither, or too early")
    @State
    public static class UnwrapAgainstCloseOfTheOther {
        private final Arc<Value> handle = Value.arc();
        private final Arc<Value> other = handle.clone();
        private final Value value = handle.get();

        @Actor
        public void unwrapper(III_Result result) {
            Optional<Value> taken = handle.tryUnwrap();
            result.r1 = taken.isPresent() ? 1 : 0;
            result.r3 = taken.map(v -> v.first).orElse(0);
        }

        @Actor
        public void closer() {
            other.get().first = 1;
            other.close();
        }

        @Arbiter
        public void look(III_Result result) {
            handle.close();
            result.r2 = value.drops();
        }
    }

    /** One thread tries to unwrap a handle, which is not the only one, and another closes it. */
    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "closed: the other is the last")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the close was lost")
    @State
    public static class UnwrapAgainstCloseOfTheSame {
        private final Arc<Value> open = Value.arc();
        private final Arc<Value> handle = open.clone();
        private final Value value = open.get();

        @Actor
        public void unwrapper() {
            Value.unlessClosed(handle::tryUnwrap);
        }

        @Actor
        public void closer() {
            handle.close();
        }

        @Arbiter
        public void look(II_Result result) {
            result.r1 = open.strongCount();
            open.close();
            result.r2 = value.drops();
        }
    }

    /** One thread makes a handle lead to a copy of its own, another closes it. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "1, 1, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "closed before, or the copy is freed")
    @Outcome(expect = Expect.FORBIDDEN, desc = "the close was lost, or counted for the wrong value")
    @State
    public static class MakeMutAgainstCloseOfTheSame {
        private final Arc<Value> open = Value.arc();
        private final Arc<Value> handle = open.clone();
        private final Value value = open.get();
        private Optional<Value> copy = Optional.empty();

        @Actor
        public void copier() {
            copy = Value.unlessClosed(() -> handle.makeMut(_ -> new Value()));
        }

        @Actor
        public void closer() {
            handle.close();
        }

        @Arbiter
        public void look(III_Result result) {
            result.r1 = open.strongCount() + value.drops();
            result.r2 = copy.isPresent() ? 1 : 0;
            result.r3 = copy.map(Value::drops).orElse(0);
        }
    }

    /** The owners of the last two handles write, and want the value. */
    @JCStressTest
    @Outcome(
            id = {"1, 0, 0", "0, 1, 0"},
            expect = Expect.ACCEPTABLE,
            desc = "one got it, with both writes")
    @Outcome(expect = Expect.FORBIDDEN, desc = "both got it, none did, it came too early or was dropped")
    @State
    public static class IntoInnerRace {
        private final Arc<Value> mine = Value.arc();
        private final Arc<Value> yours = mine.clone();
        private final Value value = mine.get();

        @Actor
        public void first(III_Result result) {
            mine.get().first = 1;
            result.r1 = mine.intoInner().map(v -> v.second).orElse(0);
        }

        @Actor
        public void second(III_Result result) {
            yours.get().second = 1;
            result.r2 = yours.intoInner().map(v -> v.first).orElse(0);
        }

        @Arbiter
        public void look(III_Result result) {
            result.r3 = value.drops();
        }
    }
}
