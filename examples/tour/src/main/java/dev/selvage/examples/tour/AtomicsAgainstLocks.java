package dev.selvage.examples.tour;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.ACQ_REL;
import static dev.selvage.sync.atomic.Ordering.RELAXED;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.atomic.AtomicBool;
import dev.selvage.sync.atomic.AtomicI64;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/** Atomics: look and then act is two steps; and what one step costs beside a lock when threads contend. */
final class AtomicsAgainstLocks implements Chapter {
    private static final int FORKS = 4;
    private static final int TIMES = 500_000;
    private static final int ROUNDS = 5;

    @Override
    public void wrong(Story story) throws Exception {
        CyclicBarrier looked = new CyclicBarrier(2);
        // region wrong
        AtomicBoolean taken = new AtomicBoolean();
        Callable<Boolean> claim = () -> {
            if (taken.get()) { // look
                return false;
            }
            looked.await(); // two threads may be here at the same time: here they are
            taken.set(true); // and then act
            return true;
        };
        // endregion
        tell(story, claim);
    }

    @Override
    public void right(Story story) throws Exception {
        // region right
        AtomicBool taken = AtomicBool.of(false);
        Callable<Boolean> claim =
                () -> taken.compareExchange(false, true, ACQ_REL, ACQUIRE).succeeded(); // look and act in one step
        // endregion
        tell(story, claim);
        SecondJvm.run(Measured.class).forEach(story::say);
    }

    private static void tell(Story story, Callable<Boolean> claim) throws Exception {
        boolean both = Scope.par(claim, claim, (one, other) -> one && other);
        story.say(both ? "both have claimed it" : "one of the two has claimed it");
    }

    /** In a JVM of its own, without {@code -ea}: assertions make locks note where they are taken. */
    static final class Measured {
        private Measured() {}

        public static void main(String[] args) throws Exception {
            System.out.printf(
                    "an increment, while %d forks on %d processors make %d each, best of %d rounds:%n",
                    FORKS, processors(), TIMES, ROUNDS);
            // region measured
            AtomicI64 atomic = AtomicI64.of(0);
            time("AtomicI64.fetchAdd", () -> atomic.fetchAdd(1, RELAXED));
            Mutex<long[]> mutex = Mutex.of("count", new long[1]);
            time("Mutex.run", () -> mutex.run(count -> count[0]++));
            ReentrantLock lock = new ReentrantLock();
            long[] locked = new long[1];
            time("ReentrantLock", () -> {
                lock.lock();
                try {
                    locked[0]++;
                } finally {
                    lock.unlock();
                }
            });
            // endregion
            System.out.printf("counted: %d, %d, %d%n", atomic.load(RELAXED), mutex.call(count -> count[0]), locked[0]);
        }
    }

    private static int processors() {
        return Runtime.getRuntime().availableProcessors();
    }

    private static void time(String name, Scope.Task increment) throws Exception {
        long best = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS; round++) {
            long start = System.nanoTime();
            contend(increment);
            best = Math.min(best, System.nanoTime() - start);
        }
        System.out.printf(Locale.ROOT, "  %-18s %6.1f ns%n", name, best / (double) FORKS / TIMES);
    }

    private static void contend(Scope.Task increment) throws Exception {
        Scope.run(scope -> {
            for (int fork = 0; fork < FORKS; fork++) {
                scope.fork(() -> {
                    for (int i = 0; i < TIMES; i++) {
                        increment.run();
                    }
                });
            }
        });
    }
}
