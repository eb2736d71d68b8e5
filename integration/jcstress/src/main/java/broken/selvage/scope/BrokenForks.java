package broken.selvage.scope;

import dev.selvage.scope.ForkByHand;
import dev.selvage.scope.ScopeFailedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.I_Result;

/** The tests of forks with a mistake that they must find; {@code Canaries} fails the build if they do not. */
public final class BrokenForks {
    private BrokenForks() {}

    /** What the joiner is to see is written when the end of the fork has been published. */
    @JCStressTest
    @Outcome(id = "42", expect = Expect.ACCEPTABLE, desc = "woke and saw the write")
    @Outcome(expect = Expect.FORBIDDEN, desc = "a wake-up or a write was lost")
    @State
    public static class LateWrite {
        private int plain;
        private final ForkByHand<Integer> fork = new ForkByHand<>(() -> 1);

        @Actor
        public void fork() {
            fork.run();
            plain = 42;
        }

        @Actor
        public void joiner(I_Result result) {
            try {
                fork.handle().join();
                result.r1 = plain;
            } catch (ScopeFailedException | InterruptedException e) {
                result.r1 = -2;
            }
        }
    }
}
