package dev.selvage.bench.plan;

import static dev.selvage.bench.plan.Carriers.ALL;
import static dev.selvage.bench.plan.Carriers.ONE;

import java.util.ArrayList;
import java.util.List;

/** The speed tables of the contracts, row by row, each with the benchmark that answers it. */
public final class Goals {
    private Goals() {}

    /** {@return all, in the order of the contracts} */
    public static List<Goal> all() {
        List<Goal> goals = new ArrayList<>();
        scope(goals);
        sync(goals);
        ownership(goals);
        channels(goals);
        return List.copyOf(goals);
    }

    private static void scope(List<Goal> goals) {
        String two = "OpenTwoForksJoin.";
        String many = "ThousandForks.";
        goals.add(Goal.of("scope", "open, 2 forks, join; the JDK's scope", two + "selvageOpen", two + "rawSts")
                .atMost(1.15));
        goals.add(Goal.of("scope", "call with 2 forks; the JDK's scope", two + "selvageCall", two + "rawSts")
                .atMost(1.15));
        goals.add(Goal.of("scope", "open, 2 forks, join; executor", two + "selvageOpen", two + "virtualExecutor")
                .atMost(0.5)
                .only(ONE));
        goals.add(Goal.of("scope", "open, 2 forks, join; futures", two + "selvageOpen", two + "completableFuture")
                .lessThan(1));
        goals.add(Goal.of("scope", "open, 2 forks, join; jox", two + "selvageOpen", two + "joxSupervised")
                .lessThan(1));
        String thousand = "(forks=1000)";
        String ours = many + "selvageOpen" + thousand;
        goals.add(Goal.of("scope", "1,000 forks; the JDK's scope", ours, many + "rawSts" + thousand)
                .atMost(1.15));
        goals.add(Goal.of("scope", "1,000 forks; executor", ours, many + "virtualExecutor" + thousand)
                .atMost(1.1)
                .only(ONE));
        goals.add(Goal.of("scope", "1,000 forks; executor", ours, many + "virtualExecutor" + thousand)
                .atMost(1.25)
                .only(ALL));
        goals.add(Goal.of("scope", "1,000 forks; futures", ours, many + "completableFuture" + thousand)
                .lessThan(1));
        goals.add(Goal.of("scope", "1,000 forks; jox", ours, many + "joxSupervised" + thousand)
                .lessThan(1));
        goals.add(Goal.of("scope", "bytes allocated for 1,000 forks", ours, many + "rawSts" + thousand)
                .atMost(1.25)
                .bytes());
        for (String way : List.of("selvageMap", "selvageForEach")) {
            String tiny = "TinyTasks." + way + "(items=100000)";
            goals.add(Goal.of(
                            "scope",
                            "100,000 tiny tasks, `" + way + "`; mapConcurrent, executor with semaphore",
                            tiny,
                            "TinyTasks.gatherersMapConcurrent(items=100000)",
                            "TinyTasks.virtualExecutorWithSemaphore(items=100000)")
                    .atMost(0.5));
            goals.add(Goal.of(
                            "scope",
                            "100,000 tiny tasks, `" + way + "`; fixed pool",
                            tiny,
                            "TinyTasks.fixedPoolInvokeAll(items=100000)")
                    .lessThan(1));
        }
        goals.add(Goal.of("scope", "empty scope; the JDK's scope", "EmptyScope.selvageOpen", "EmptyScope.rawSts")
                .atMost(1.15));
    }

    private static void sync(List<Goal> goals) {
        goals.add(Goal.of("sync", "`Mutex.run`, free", "FreeLock.selvageRun", "FreeLock.reentrantLock")
                .atMost(1.1)
                .only(ALL));
        for (int threads : List.of(2, 8, 64)) {
            String at = "(threads=" + threads + ")";
            goals.add(Goal.of(
                            "sync",
                            "`Mutex.run`, " + threads + " virtual threads",
                            "BusyLock.selvageRun" + at,
                            "BusyLock.reentrantLock" + at,
                            "BusyLock.synchronizedBlock" + at)
                    .atMost(1));
        }
        goals.add(
                Goal.of("sync", "`RwLock.read`, free; RRWL", "ReadLock.selvageRead", "ReadLock.reentrantReadWriteLock")
                        .lessThan(0.7)
                        .only(ALL));
        goals.add(Goal.of("sync", "`RwLock.read`, free; StampedLock", "ReadLock.selvageRead", "ReadLock.stampedLock")
                .atMost(1.1)
                .only(ALL));
        goals.add(Goal.of(
                        "sync",
                        "99 % reads, 2 threads; RRWL",
                        "MostlyReads.selvage",
                        "MostlyReads.reentrantReadWriteLock")
                .lessThan(0.7));
        goals.add(
                Goal.of("sync", "99 % reads, 2 threads; StampedLock", "MostlyReads.selvage", "MostlyReads.stampedLock")
                        .atMost(1.1));
        for (String operation : List.of(
                "loadRelaxed",
                "loadAcquire",
                "loadRefSeqCst",
                "storeRelease",
                "storeSeqCst",
                "addRelaxed",
                "swapRef",
                "exchange",
                "update")) {
            String atomics = "AtomicsAgainstVarHandle." + operation;
            goals.add(Goal.of("sync", "atomic `" + operation + "`; VarHandle", atomics + "Ours", atomics + "Bare")
                    .atMost(1.05)
                    .only(ALL));
        }
    }

    private static void ownership(List<Goal> goals) {
        String handles = "CountedHandles.";
        goals.add(Goal.of(
                        "ownership",
                        "`Arc` clone and close",
                        handles + "cloneAndCloseArc",
                        handles + "upAndDownAtomicLong")
                .atMost(1.3)
                .only(ALL));
        goals.add(Goal.of(
                        "ownership",
                        "`Rc` clone and close; `Arc`",
                        handles + "cloneAndCloseRc",
                        handles + "cloneAndCloseArc")
                .atMost(0.5)
                .only(ALL));
        for (String kind : List.of("Arc", "Rc")) {
            goals.add(Goal.of("ownership", "`" + kind + ".get()`", handles + "getOf" + kind, handles + "plainField")
                    .atMost(1.5)
                    .only(ALL));
        }
        goals.add(Goal.of(
                        "ownership",
                        "`Arc` shared by 2 threads; Rust's",
                        handles + "cloneAndCloseSharedArc",
                        handles + "rustSharedArc")
                .only(ALL));
    }

    private static void channels(List<Goal> goals) {
        goals.add(flow("one to one, bounded 16", "1x1@16", "ABQ").atMost(0.9).only(ALL));
        goals.add(flow("one to one, bounded 1,024", "1x1@1024", "ABQ", "LBQ", "jox")
                .atMost(0.5)
                .only(ALL));
        goals.add(flow("4 senders, bounded 128", "4x1@128", "ABQ", "LBQ", "jox")
                .atMost(0.6)
                .only(ALL));
        goals.add(flow("64 senders, bounded 128", "64x1@128", "ABQ", "LBQ", "jox")
                .atMost(0.5)
                .only(ALL));
        goals.add(flow("10,000 senders, bounded 128", "10000x1@128", "ABQ", "LBQ", "jox")
                .atMost(0.8)
                .only(ALL));
        goals.add(flow("4 x 4, bounded 128", "4x4@128", "ABQ", "LBQ", "jox")
                .atMost(0.9)
                .only(ALL));
        goals.add(flow("unbounded, 4 senders", "4x1@-1", "LBQ", "LTQ", "jox")
                .atMost(0.7)
                .only(ALL));
        for (String rival : List.of("SQ", "jox")) {
            goals.add(flow("rendezvous; " + rival, "1x1@0", rival).atMost(1));
            for (String method : List.of("pingPong", "chain")) {
                goals.add(Goal.of(
                                "channels",
                                "rendezvous, " + (method.equals("chain") ? "chain of 100" : "ping-pong") + "; " + rival,
                                "ChannelChain." + method + "(rival=selvage)",
                                "ChannelChain." + method + "(rival=" + rival + ")")
                        .atMost(1));
            }
        }
        goals.add(Goal.of(
                        "channels",
                        "select of 2",
                        "ChannelSelect.selvage(capacity=16)",
                        "ChannelSelect.jox(capacity=16)")
                .atMost(0.6)
                .only(ALL));
        goals.add(Goal.of("channels", "batches of 64", "ChannelBatches.selvage", "ChannelBatches.arrayBlockingQueue")
                .atMost(0.2)
                .only(ALL));
        for (String shape :
                List.of("1x1@16", "1x1@1024", "4x1@128", "64x1@128", "10000x1@128", "4x4@128", "4x1@-1", "1x1@0")) {
            goals.add(busy("ChannelFlow.flow", "rival=selvage,shape=" + shape, "`" + shape + "`"));
        }
        goals.add(busy("ChannelChain.pingPong", "rival=selvage", "ping-pong"));
        goals.add(busy("ChannelChain.chain", "rival=selvage", "chain of 100"));
        goals.add(busy("ChannelSelect.selvage", "capacity=16", "select of 2"));
        goals.add(busy("ChannelBatches.selvage", "", "batches of 64"));
    }

    private static Goal busy(String method, String parameters, String shape) {
        String quiet = parameters.isEmpty() ? method : method + "(" + parameters + ")";
        String busy = method + "(busy=1" + (parameters.isEmpty() ? "" : "," + parameters) + ")";
        return Goal.of("channels", "busy, against quiet: " + shape, busy, quiet)
                .atMost(3)
                .only(ALL);
    }

    private static Goal flow(String work, String shape, String... rivals) {
        String[] rows = new String[rivals.length];
        for (int i = 0; i < rivals.length; i++) {
            rows[i] = "ChannelFlow.flow(rival=" + rivals[i] + ",shape=" + shape + ")";
        }
        return Goal.of("channels", work, "ChannelFlow.flow(rival=selvage,shape=" + shape + ")", rows);
    }
}
