package dev.selvage.scope;

import java.time.Duration;
import java.util.concurrent.TimeoutException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** A joiner meets the end of a fork: it gets the value, with what the task wrote before it, and is not left waiting. */
@JCStressTest
@Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "woke and saw the write")
@Outcome(expect = Expect.FORBIDDEN, desc = "a wake-up or a write was lost")
@State
public class ForkCellJcstress {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    /** A plain field, published by the result cell alone. */
    private static final class Box {
        int plain;
    }

    private final ForkImpl<Box> fork = new ForkImpl<>(OpenScope.SCOPE, null, null, 1, ForkCellJcstress::work);

    private static Box work() {
        Box box = new Box();
        box.plain = 42;
        return box;
    }

    @Actor
    public void fork() {
        fork.run();
    }

    @Actor
    public void joiner(I_Result result) {
        long start = System.nanoTime();
        try {
            int plain = fork.join(LIMIT).plain;
            // A joiner that nobody wakes finds the value at its deadline.
            result.r1 = System.nanoTime() - start < LIMIT.toNanos() ? plain : -1;
        } catch (TimeoutException e) {
            result.r1 = -1;
        } catch (ScopeFailedException | InterruptedException e) {
            result.r1 = -2;
        }
    }
}
