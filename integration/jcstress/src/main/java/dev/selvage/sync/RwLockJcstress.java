package dev.selvage.sync;

import java.time.Duration;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/** A reader who then writes and an upgrade whose time may be over meet at an rwlock: it is free afterwards, and nothing is lost. */
@JCStressTest
@Outcome(id = "true, 1", expect = Expect.ACCEPTABLE, desc = "the upgrade gave up")
@Outcome(id = "true, 11", expect = Expect.ACCEPTABLE, desc = "both wrote")
@Outcome(expect = Expect.FORBIDDEN, desc = "a lost write, or a lock that nobody can take")
@State
public class RwLockJcstress {
    private static final class Count {
        int value;
    }

    private final RwLock<Count> lock = RwLock.of("jcstress", new Count());

    @Actor
    public void readerThenWriter() {
        Uninterrupted.run(() -> {
            ReadGuard<Count> guard = lock.readLock();
            guard.get();
            guard.unlock();
            lock.write(count -> count.value++);
        });
    }

    @Actor
    public void upgrader() {
        Uninterrupted.run(() -> {
            UpgradableGuard<Count> guard = lock.upgradableRead();
            var upgraded = guard.tryUpgrade(Duration.ofNanos(1_000));
            if (upgraded.isEmpty()) {
                guard.unlock();
                return;
            }
            WriteGuard<Count> write = upgraded.get();
            write.get().value += 10;
            write.unlock();
        });
    }

    @Arbiter
    public void look(ZI_Result result) {
        lock.tryWriteLock().ifPresent(guard -> {
            result.r1 = true;
            result.r2 = guard.get().value;
            guard.unlock();
        });
    }
}
