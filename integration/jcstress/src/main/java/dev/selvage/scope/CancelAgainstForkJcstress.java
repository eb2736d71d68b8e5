package dev.selvage.scope;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZZ_Result;

/**
 * A fork begins while it is cancelled: either its task never runs, or its thread is interrupted, and when the fork has
 * ended no interrupt is left on its thread.
 */
@JCStressTest
@Outcome(id = "false, false, false", expect = Expect.ACCEPTABLE, desc = "cancelled before it began")
@Outcome(id = "true, true, false", expect = Expect.ACCEPTABLE, desc = "interrupted while it ran")
@Outcome(id = "true, false, false", expect = Expect.ACCEPTABLE, desc = "ended before it was cancelled")
@Outcome(expect = Expect.FORBIDDEN, desc = "an interrupt leaked")
@State
public class CancelAgainstForkJcstress {
    private boolean ran;
    private boolean interrupted;
    private boolean leaked;

    private final ForkImpl<Integer> fork = new ForkImpl<>(OpenScope.SCOPE, null, null, 1, this::work);

    private Integer work() {
        ran = true;
        interrupted = Thread.currentThread().isInterrupted();
        return 1;
    }

    @Actor
    public void fork() {
        Thread mine = Thread.currentThread();
        Thread.UncaughtExceptionHandler before = mine.getUncaughtExceptionHandler();
        fork.bind(mine);
        fork.run();
        leaked = Thread.interrupted();
        mine.setUncaughtExceptionHandler(before);
    }

    @Actor
    public void canceller() {
        fork.cancel("raced");
    }

    @Arbiter
    public void arbiter(ZZZ_Result result) {
        result.r1 = ran;
        result.r2 = interrupted;
        result.r3 = leaked;
    }
}
