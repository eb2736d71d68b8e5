package dev.selvage.sync;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;

/** A reader in a slot and a writer meet: the reader sees all of the write or nothing, and the lock is free afterwards. */
@JCStressTest
@Outcome(id = "0, 11", expect = Expect.ACCEPTABLE, desc = "read before the write")
@Outcome(id = "11, 11", expect = Expect.ACCEPTABLE, desc = "read after the write")
@Outcome(expect = Expect.FORBIDDEN, desc = "half a write, or a lock that nobody can take")
@State
public class ReaderSlotsJcstress {
    private static final int READS_UNTIL_SLOTS = 64;
    private static final int PAUSES = 20;

    private static final class Halves {
        int left;
        int right;
    }

    private final RwLock<Halves> lock = RwLock.of("jcstress", new Halves());

    /** Makes a lock that has slots. */
    public ReaderSlotsJcstress() {
        for (int i = 0; i < READS_UNTIL_SLOTS; i++) {
            Uninterrupted.run(() -> lock.read(halves -> halves.left));
        }
    }

    @Actor
    public void reader(II_Result result) {
        Uninterrupted.run(() -> result.r1 = lock.<Integer, RuntimeException>read(ReaderSlotsJcstress::slowly));
    }

    /** Reads, and takes as long as the writer needs from its look at the slots to the end of the write. */
    private static int slowly(Halves halves) {
        int left = halves.left;
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
        return 10 * left + halves.right;
    }

    @Actor
    public void writer() {
        Uninterrupted.run(() -> lock.write(halves -> {
            halves.left = 1;
            halves.right = 1;
        }));
    }

    @Arbiter
    public void look(II_Result result) {
        lock.tryWriteLock().ifPresent(guard -> {
            Halves halves = guard.get();
            result.r2 = 10 * halves.left + halves.right;
            guard.unlock();
        });
    }
}
