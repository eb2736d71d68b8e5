package dev.selvage.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two threads ask first: the initialiser runs once, and both see all that it wrote. */
@JCStressTest
@Outcome(id = "42, 42, 1", expect = Expect.ACCEPTABLE, desc = "one run, seen whole by both")
@Outcome(expect = Expect.FORBIDDEN, desc = "run twice, or seen in part")
@State
public class LazyJcstress {
    private static final class Box {
        int value;
    }

    private int runs;
    private final Lazy<Box> lazy = Lazy.of("jcstress", this::make);

    private Box make() {
        runs++;
        Box box = new Box();
        box.value = 42;
        return box;
    }

    @Actor
    public void first(III_Result result) {
        result.r1 = Uninterrupted.get(lazy::get).value;
    }

    @Actor
    public void second(III_Result result) {
        result.r2 = Uninterrupted.get(lazy::get).value;
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = runs;
    }
}
