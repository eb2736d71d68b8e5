package dev.selvage.sync;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZII_Result;

/** A thread and one whose time may be over meet at a mutex: no increment is lost, and it is free afterwards. */
@JCStressTest
@Outcome(id = "true, 1, 1", expect = Expect.ACCEPTABLE, desc = "the second gave up")
@Outcome(id = "true, 2, 2", expect = Expect.ACCEPTABLE, desc = "both were in")
@Outcome(expect = Expect.FORBIDDEN, desc = "two at a time, a lost increment, or a mutex that nobody can take")
@State
public class MutexJcstress {
    private static final class Count {
        int value;
        int expected = 1;
    }

    private final Mutex<Count> mutex = Mutex.of("jcstress", new Count());

    @Actor
    public void first() {
        Uninterrupted.run(() -> {
            mutex.run(count -> count.value++);
        });
    }

    @Actor
    public void impatient() {
        Uninterrupted.run(() -> {
            mutex.tryLock(Duration.ofNanos(1_000)).ifPresent(guard -> {
                guard.get().value++;
                guard.get().expected = 2;
                guard.unlock();
            });
        });
    }

    @Arbiter
    public void look(ZII_Result result) {
        mutex.tryLock().ifPresent(guard -> {
            result.r1 = true;
            result.r2 = guard.get().value;
            result.r3 = guard.get().expected;
            guard.unlock();
        });
    }
}
