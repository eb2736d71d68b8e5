package dev.selvage.bench.plan;

import static dev.selvage.bench.plan.Claim.check;
import static java.lang.Double.POSITIVE_INFINITY;

import java.util.ArrayList;
import java.util.List;

/** What is said about Rust's primitives, put to the test here and there. */
public final class Claims {
    private Claims() {}

    /** {@return all} */
    public static List<Claim> all() {
        return List.of(arcAndRc(), atomicsAndLocks(), readersAndWriters(), contention());
    }

    private static Claim arcAndRc() {
        String handles = "CountedHandles.";
        return new Claim(
                "Arc costs about twice Rc",
                "another handle, made and closed, costs 1.5 to 2.5 times as much",
                List.of(
                        check(1.5, 2.5, handles + "cloneAndCloseArc", handles + "cloneAndCloseRc"),
                        check(1.5, 2.5, handles + "rustArc", handles + "rustRc")));
    }

    private static Claim atomicsAndLocks() {
        List<Claim.Check> checks = new ArrayList<>();
        for (int threads : List.of(1, 2, 64)) {
            String at = "(threads=" + threads + ")";
            String counter = "SharedCounter.";
            checks.add(check(
                    0,
                    1,
                    counter + "selvageAtomicI64" + at,
                    counter + "selvageMutex" + at,
                    counter + "reentrantLock" + at,
                    counter + "synchronizedBlock" + at));
            checks.add(check(0, 1, counter + "rustAtomic" + at, counter + "rustMutex" + at));
        }
        return new Claim(
                "atomics outpace locks",
                "counting up costs less with an atomic than under the cheapest lock, for 1, 2 and 64 threads",
                checks);
    }

    private static Claim readersAndWriters() {
        List<Claim.Check> checks = new ArrayList<>();
        String mixed = "ReadersAndWriters.";
        for (int threads : List.of(8, 64)) {
            String at = "(threads=" + threads + ",writes=10)";
            for (String rival :
                    List.of("selvageMutex", "reentrantLock", "selvageRwLockOptimistic", "selvageSnapshot")) {
                checks.add(check(0, 1, mixed + "selvageRwLock" + at, mixed + rival + at));
            }
        }
        for (int threads : List.of(2, 64)) {
            String at = "(threads=" + threads + ",writes=10)";
            checks.add(check(0, 1, mixed + "rustRwLock" + at, mixed + "rustMutex" + at));
        }
        return new Claim(
                "RwLock is the throughput king when writes are rare",
                "with 1 % of writes an access under the read lock costs less than under a mutex, and less than a read "
                        + "that takes no lock",
                checks);
    }

    private static Claim contention() {
        List<Claim.Check> checks = new ArrayList<>();
        for (String lock : List.of("selvageMutex", "reentrantLock", "synchronizedBlock", "rustMutex")) {
            String row = "SharedCounter." + lock;
            checks.add(check(2, POSITIVE_INFINITY, row + "(threads=64)", row + "(threads=1)"));
        }
        return new Claim(
                "lock contention kills at scale",
                "an increment under a lock that 64 threads want costs twice what it costs one thread, or more",
                checks);
    }
}
