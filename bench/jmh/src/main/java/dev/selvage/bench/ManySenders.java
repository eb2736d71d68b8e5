package dev.selvage.bench;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** What does an element cost when 1 to 10,000 virtual threads send to one, and there is room for 128? */
public class ManySenders extends OnVirtualThread {
    private static final int CAPACITY = 128;

    @Param({"selvage", "ABQ", "LBQ", "jox", "kotlin"})
    String rival;

    @Param({"1", "10", "100", "1000", "10000"})
    int senders;

    @Benchmark
    @OperationsPerInvocation(ChannelFlow.OPERATIONS)
    public void flow() throws InterruptedException {
        ChannelFlow.flow(rival, senders, 1, CAPACITY);
    }
}
