package dev.selvage.bench.plan;

import java.util.List;

/** The few rows that the README shows. */
public final class Costs {
    /**
     * One line.
     *
     * @param ours the row of ours
     * @param rival the row it is compared with, and its name
     * @param each how many things an operation of both does
     */
    public record Cost(String what, Row ours, String rivalName, Row rival, int each) {}

    private Costs() {}

    /** {@return all, as the README shows them} */
    public static List<Cost> all() {
        return List.of(
                cost(
                        "a scope with two forks",
                        "OpenTwoForksJoin.selvageOpen",
                        "`StructuredTaskScope`",
                        "OpenTwoForksJoin.rawSts",
                        1),
                cost(
                        "the same",
                        "OpenTwoForksJoin.selvageOpen",
                        "executor, a virtual thread a task",
                        "OpenTwoForksJoin.virtualExecutor",
                        1),
                cost(
                        "a fork among 1,000",
                        "ThousandForks.selvageOpen(forks=1000)",
                        "`StructuredTaskScope`",
                        "ThousandForks.rawSts(forks=1000)",
                        1000),
                cost(
                        "an item of `Scope.map`, 8 at a time",
                        "TinyTasks.selvageMap(items=100000)",
                        "`Gatherers.mapConcurrent`",
                        "TinyTasks.gatherersMapConcurrent(items=100000)",
                        100_000),
                cost("`Mutex.run`, free", "FreeLock.selvageRun", "`ReentrantLock`", "FreeLock.reentrantLock", 1),
                cost(
                        "`Mutex.run`, 64 threads",
                        "BusyLock.selvageRun(threads=64)",
                        "`ReentrantLock`",
                        "BusyLock.reentrantLock(threads=64)",
                        1),
                cost(
                        "`RwLock.read`, free",
                        "ReadLock.selvageRead",
                        "`ReentrantReadWriteLock`",
                        "ReadLock.reentrantReadWriteLock",
                        1),
                cost(
                        "another `Arc`, and its close",
                        "CountedHandles.cloneAndCloseArc",
                        "`AtomicLong` up and down",
                        "CountedHandles.upAndDownAtomicLong",
                        1),
                cost(
                        "an element, one to one, room for 1,024",
                        "ChannelFlow.flow(rival=selvage,shape=1x1@1024)",
                        "`ArrayBlockingQueue`",
                        "ChannelFlow.flow(rival=ABQ,shape=1x1@1024)",
                        1),
                cost(
                        "an element, 64 senders, room for 128",
                        "ChannelFlow.flow(rival=selvage,shape=64x1@128)",
                        "`ArrayBlockingQueue`",
                        "ChannelFlow.flow(rival=ABQ,shape=64x1@128)",
                        1),
                cost(
                        "an element of a rendezvous",
                        "ChannelFlow.flow(rival=selvage,shape=1x1@0)",
                        "`SynchronousQueue`",
                        "ChannelFlow.flow(rival=SQ,shape=1x1@0)",
                        1));
    }

    private static Cost cost(String what, String ours, String rivalName, String rival, int each) {
        return new Cost(what, Row.parse(ours), rivalName, Row.parse(rival), each);
    }
}
