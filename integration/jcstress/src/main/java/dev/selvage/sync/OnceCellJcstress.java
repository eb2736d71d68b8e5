package dev.selvage.sync;

import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A thread that sets meets one that initialises: one of them wins, and both agree on the value. */
@JCStressTest
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "the setter won")
@Outcome(id = "2, 2", expect = Expect.ACCEPTABLE, desc = "the initialiser won, and the set value came back")
@Outcome(expect = Expect.FORBIDDEN, desc = "two values, or a refused value that was lost")
@State
public class OnceCellJcstress {
    private final OnceCell<Integer> cell = OnceCell.of("jcstress");

    @Actor
    public void setter(II_Result result) {
        Optional<Integer> refused = Uninterrupted.get(() -> cell.set(1));
        result.r1 = refused.isEmpty() ? 1 : refused.get() == 1 ? cell.get().orElse(0) : -1;
    }

    @Actor
    public void initialiser(II_Result result) {
        result.r2 = Uninterrupted.get(() -> cell.getOrInit(() -> 2));
    }
}
