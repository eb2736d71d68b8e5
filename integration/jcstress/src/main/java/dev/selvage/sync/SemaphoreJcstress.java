package dev.selvage.sync;

import java.time.Duration;
import java.util.Optional;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.III_Result;

/** A permit comes back while another thread's wait for it times out: afterwards it is there, and nobody waits. */
@JCStressTest
@Outcome(
        id = {"0, 1, 0", "1, 1, 0"},
        expect = Expect.ACCEPTABLE,
        desc = "got it or not; it is back")
@Outcome(expect = Expect.FORBIDDEN, desc = "a permit was lost or made up, or somebody still waits")
@State
public class SemaphoreJcstress {
    private final Semaphore semaphore = Semaphore.of("jcstress", 1);
    private final Permit taken = Uninterrupted.get(semaphore::acquire);

    @Actor
    public void holder() {
        taken.close();
    }

    @Actor
    public void waiter(III_Result result) {
        Optional<Permit> permit = Uninterrupted.get(() -> semaphore.tryAcquire(Duration.ofNanos(1_000)));
        result.r1 = permit.isPresent() ? 1 : 0;
        permit.ifPresent(Permit::close);
    }

    @Arbiter
    public void look(III_Result result) {
        result.r2 = semaphore.available();
        result.r3 = semaphore.waiting();
    }
}
