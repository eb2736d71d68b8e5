package dev.selvage.bench.plan;

import static dev.selvage.bench.plan.Ask.methods;
import static dev.selvage.bench.plan.Carriers.ALL;

import java.util.List;
import java.util.NoSuchElementException;

/**
 * Every question, and what of it is measured. The rows of {@link Goals}, {@link Claims} and {@link Costs} go without saying:
 * here is what {@code main} and {@code full} measure besides.
 */
public final class Questions {
    private static final String[] MANY = {"1", "10", "100", "1000", "10000", "100000", "1000000"};

    private Questions() {}

    /** {@return the question of that class} */
    public static Question named(String name) {
        return all().stream()
                .filter(question -> question.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new NoSuchElementException("no question is called " + name));
    }

    /** {@return all, in the order in which they are measured and reported} */
    public static List<Question> all() {
        return List.of(
                Question.of("EmptyScope", "What does a scope cost that forks nothing?")
                        .late(),
                Question.of("OpenTwoForksJoin", "What does it cost to start two tasks and add up their results?")
                        .inMain(methods("selvagePar"))
                        .late()
                        .besides("rustThreadScope"),
                Question.of("ThousandForks", "What does a fork cost when there are many?")
                        .inMain(methods("selvageOpen|rawSts").only(ALL).with("forks", MANY))
                        .inFull(
                                Ask.all(),
                                methods("selvageOpen|rawSts|virtualExecutor|kotlinCoroutines")
                                        .with("forks", MANY))
                        .growsWith("forks")
                        .heavy("forks=100000")
                        .besides("rustThreadScope(forks=1000)"),
                Question.of("NestedScopes", "What does a scope in a fork of a scope cost, and so on?")
                        .inMain(methods("selvageOpen|rawSts").only(ALL))
                        .growsWith("depth"),
                Question.of(
                        "TinyTasks", "What does it cost to apply a tiny function to 100,000 items, eight at a time?"),
                Question.of("ObservedForks", "What do a listener, a carrier, a limit, Flight Recorder add to a fork?"),
                Question.of("FreeLock", "What does an increment cost under a lock that is free?")
                        .inFull(Ask.all().only(ALL))
                        .fine()
                        .besides("rustMutex"),
                Question.of("BusyLock", "What does an increment cost when 2, 8 or 64 virtual threads want the lock?")
                        .growsWith("threads"),
                Question.of("SharedCounter", "What does it cost to count up one number that threads share?")
                        .growsWith("threads")
                        .besides(
                                "rustAtomic(threads=1)",
                                "rustAtomic(threads=2)",
                                "rustAtomic(threads=64)",
                                "rustMutex(threads=1)",
                                "rustMutex(threads=2)",
                                "rustMutex(threads=64)"),
                Question.of("ReadLock", "What does a read cost under a read lock that is free?")
                        .inFull(Ask.all().only(ALL))
                        .fine()
                        .besides("rustRwLock"),
                Question.of(
                        "MostlyReads",
                        "What does a read cost when two virtual threads read, and write every hundredth time?"),
                Question.of(
                                "ReadersAndWriters",
                                "What does an access cost when threads read and, so many times in a thousand, write?")
                        .inMain(methods("selvage.*|reentrantLock")
                                .only(ALL)
                                .with("threads", "1", "8", "64")
                                .with("writes", "10"))
                        .growsWith("threads")
                        .besides(
                                "rustRwLock(threads=2,writes=10)",
                                "rustMutex(threads=2,writes=10)",
                                "rustRwLock(threads=64,writes=10)",
                                "rustMutex(threads=64,writes=10)"),
                Question.of("Permits", "What does it cost to take one of four permits and to give it back?")
                        .growsWith("threads"),
                Question.of(
                                "AtomicsAgainstVarHandle",
                                "What does an atomic with a constant ordering cost beside the bare access?")
                        .inFull(Ask.all().only(ALL))
                        .fine()
                        .split("(.*)(Ours|Bare)"),
                Question.of(
                                "CountedHandles",
                                "What does another handle cost, and what does it cost to reach the value?")
                        .inFull(Ask.all().only(ALL))
                        .fine()
                        .besides("rustArc", "rustRc", "rustSharedArc"),
                Question.of("LazyReads", "What does it cost to read what has been initialised?")
                        .inFull(Ask.all().only(ALL))
                        .fine(),
                Question.of("ChannelFlow", "What does an element cost on its way from some threads to others?")
                        .spinning("JCTools", "Agrona")
                        .inMain(
                                flows("JCTools", "1x1@1024", "64x1@128"),
                                flows("Agrona", "1x1@1024", "4x1@128", "64x1@128"),
                                flows("kotlin", "1x1@1024", "4x1@128", "64x1@128", "4x1@-1", "1x1@0"))
                        .inFull(
                                Ask.all()
                                        .with("rival", "selvage", "ABQ", "LBQ", "jox", "kotlin")
                                        .with(
                                                "shape",
                                                "1x1@16",
                                                "1x1@1024",
                                                "4x1@128",
                                                "64x1@128",
                                                "10000x1@128",
                                                "4x4@128"),
                                Ask.all()
                                        .with("rival", "JCTools", "Agrona")
                                        .with("shape", "1x1@16", "1x1@1024", "4x1@128", "64x1@128"),
                                Ask.all()
                                        .with("rival", "selvage", "LTQ", "LBQ", "jox", "kotlin")
                                        .with("shape", "4x1@-1"),
                                Ask.all()
                                        .with("rival", "selvage", "SQ", "jox", "kotlin")
                                        .with("shape", "1x1@0"))
                        .besides(
                                "flow(rival=rustSyncChannel,shape=1x1@1024)",
                                "flow(rival=rustSyncChannel,shape=4x1@128)",
                                "flow(rival=rustSyncChannel,shape=64x1@128)",
                                "flow(rival=rustSyncChannel,shape=1x1@0)",
                                "flow(rival=rustChannel,shape=4x1@-1)"),
                Question.of("ManySenders", "What does an element cost when 1 to 10,000 virtual threads send to one?")
                        .inMain(methods("flow")
                                .only(ALL)
                                .with("rival", "selvage", "ABQ", "LBQ", "jox")
                                .with("senders", "1", "100", "1000", "10000"))
                        .growsWith("senders"),
                Question.of(
                        "ChannelChain", "What does a rendezvous cost in a chain of 100, and as a ping-pong of two?"),
                Question.of(
                        "ChannelSelect", "What does a round trip cost if one side waits for either of two channels?"),
                Question.of("ChannelBatches", "What does an element cost that goes in and out with 63 others?"));
    }

    /** The rows of a rival that no goal names. */
    private static Ask flows(String rival, String... shapes) {
        return methods("flow").only(ALL).with("rival", rival).with("shape", shapes);
    }
}
