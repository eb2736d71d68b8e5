package dev.selvage.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** Two parties meet: each sees what the other wrote before, and one of them leads. */
@JCStressTest
@Outcome(id = "1, 1, 1", expect = Expect.ACCEPTABLE, desc = "both passed, one leads")
@Outcome(expect = Expect.FORBIDDEN, desc = "a write was not seen, or not exactly one leads")
@State
public class BarrierJcstress {
    private final Barrier barrier = Barrier.of(2);
    private int first;
    private int second;
    private int firstLeads;
    private int secondLeads;

    @Actor
    public void first(III_Result result) {
        first = 1;
        firstLeads = Uninterrupted.get(barrier::await).leader() ? 1 : 0;
        result.r1 = second;
    }

    @Actor
    public void second(III_Result result) {
        second = 1;
        secondLeads = Uninterrupted.get(barrier::await).leader() ? 1 : 0;
        result.r2 = first;
    }

    @Arbiter
    public void look(III_Result result) {
        result.r3 = firstLeads + secondLeads;
    }
}
