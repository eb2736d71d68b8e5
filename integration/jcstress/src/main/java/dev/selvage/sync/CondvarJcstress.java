package dev.selvage.sync;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/** A wait meets the signal that ends it: whoever comes first, the wait ends, and sees what was written before the signal. */
@JCStressTest
@Outcome(id = "true, true", expect = Expect.ACCEPTABLE, desc = "signalled, and the write is seen")
@Outcome(expect = Expect.FORBIDDEN, desc = "the signal was lost, or the write")
@State
public class CondvarJcstress {
    /** Long enough that only a lost signal can exceed it. */
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Mutex<boolean[]> ready = Mutex.of("jcstress", new boolean[1]);
    private final Condvar changed = ready.newCondvar();
    private int plain;

    @Actor
    public void waiter(ZZ_Result result) {
        Uninterrupted.get(() -> {
            try (MutexGuard<boolean[]> guard = ready.lock()) {
                boolean[] flag = guard.get();
                boolean inTime = true;
                while (!flag[0] && inTime) {
                    inTime = guard.await(changed, LONG);
                }
                result.r1 = flag[0];
                result.r2 = plain == 1;
                return inTime;
            }
        });
    }

    @Actor
    public void signaller() {
        plain = 1;
        Uninterrupted.get(() -> {
            ready.run(flag -> flag[0] = true);
            return changed.signal();
        });
    }
}
