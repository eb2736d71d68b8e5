package dev.selvage.scope;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/**
 * The only permit comes back while one request arrives, which stays, and another, older one leaves: the one that stays
 * gets it, whatever the order, and nothing is left over.
 */
@JCStressTest
@Outcome(id = "1, 1, 0", expect = Expect.ACCEPTABLE, desc = "granted once, nobody waits")
@Outcome(expect = Expect.FORBIDDEN, desc = "lost, granted twice, or still waiting")
@State
public class LimiterJcstress {
    private final Limiter limiter = Limiter.of("jcstress", 1);
    private final Waiting stays = new Waiting();
    private final Waiting leaves = new Waiting();

    /** A request that counts its grants and can leave. */
    private static final class Waiting implements Limiter.Request {
        private int grants;
        private boolean left;

        @Override
        public synchronized boolean claim(Thread last) {
            if (left) {
                return false;
            }
            grants++;
            return true;
        }

        /** Returns whether the request had the permit when it left. */
        synchronized boolean leave() {
            left = true;
            return grants > 0;
        }

        synchronized int grants() {
            return grants;
        }
    }

    public LimiterJcstress() {
        limiter.tryTake();
        limiter.take("other scope", leaves);
    }

    @Actor
    public void holder() {
        limiter.release(null);
    }

    @Actor
    public void others() {
        limiter.take("scope", stays);
        if (leaves.leave()) {
            limiter.release(null);
        } else {
            limiter.forget("other scope", leaves);
        }
    }

    @Arbiter
    public void look(III_Result result) {
        Limiter.Stats stats = limiter.stats();
        result.r1 = stays.grants();
        result.r2 = stats.inUse();
        result.r3 = stats.waiting();
    }
}
