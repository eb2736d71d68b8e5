package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A hand-over meets a deadline: the waker knows whether it arrived. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "handed over")
@Outcome(id = "false, false", expect = Expect.ACCEPTABLE, desc = "timed out, and the waker knows")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost or given twice")
@State
public class WaiterJcstress {
    private volatile Waiter published;

    @Actor
    public void waiter(ZZ_Result result) {
        Waiter waiter = new Waiter(Awaited.named("jcstress"));
        published = waiter;
        result.r1 = waiter.await(true, System.nanoTime()) == Wake.WOKEN;
    }

    @Actor
    public void waker(ZZ_Result result) {
        Waiter waiter = published;
        while (waiter == null) {
            Thread.onSpinWait();
            waiter = published;
        }
        result.r2 = waiter.tryWake();
    }
}
