package dev.selvage.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.IZ_Result;

/**
 * A thread queues for a mutex in the instant in which its holder releases it: it gets the mutex. It does not pause before it
 * queues, so that it does so while the holder holds, or has just released.
 */
@JCStressTest
@Outcome(id = "2, true", expect = Expect.ACCEPTABLE, desc = "both were in, and the mutex is free")
@Outcome(expect = Expect.FORBIDDEN, desc = "two at a time, or a mutex that nobody can take")
@State
public class QueuedAtReleaseJcstress {
    private final MutexCore core = new MutexCore("jcstress", Fairness.EVENTUAL);
    private int count;

    @Actor
    public void holder() {
        Uninterrupted.run(() -> {
            core.lock();
            count++;
            core.unlock();
        });
    }

    @Actor
    public void queueing() {
        Uninterrupted.run(() -> {
            core.awaitTurn(new QueuedThread(Thread.currentThread()), false, false, 0);
            count++;
            core.unlock();
        });
    }

    @Arbiter
    public void look(IZ_Result result) {
        result.r1 = count;
        result.r2 = core.tryLock() && core.waiting() == 0;
    }
}
