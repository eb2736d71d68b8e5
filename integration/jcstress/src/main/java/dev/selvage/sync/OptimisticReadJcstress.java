package dev.selvage.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** An optimistic read meets a write of two halves: it returns both or neither. */
@JCStressTest
@Outcome(id = "0, 0", expect = Expect.ACCEPTABLE, desc = "before the write")
@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "after the write")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a write")
@State
public class OptimisticReadJcstress {
    private static final class Halves {
        int left;
        int right;
    }

    private final RwLock<Halves> lock = RwLock.of("jcstress", new Halves());

    @Actor
    public void writer() {
        Uninterrupted.run(() -> {
            lock.write(halves -> {
                halves.left = 1;
                halves.right = 1;
            });
        });
    }

    @Actor
    public void reader(II_Result result) {
        Uninterrupted.run(() -> {
            long both = lock.<Long, RuntimeException>readOptimistic(halves -> {
                long right = halves.right;
                return (right << 1) | halves.left;
            });
            result.r1 = (int) (both & 1);
            result.r2 = (int) (both >> 1);
        });
    }
}
