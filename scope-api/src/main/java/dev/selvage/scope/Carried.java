package dev.selvage.scope;

import dev.selvage.scope.spi.ContextCarrier;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** What the thread of a fork runs if there are carriers: the fork, with the context of the thread that made it. */
final class Carried implements Runnable {
    private final ForkImpl<?> fork;
    private final List<ContextCarrier.Snapshot> snapshots;

    private Carried(ForkImpl<?> fork, List<ContextCarrier.Snapshot> snapshots) {
        this.fork = fork;
        this.snapshots = snapshots;
    }

    /** Takes what the calling thread carries. */
    static Runnable capture(List<ContextCarrier> carriers, ForkImpl<?> fork) {
        List<ContextCarrier.Snapshot> snapshots = new ArrayList<>(carriers.size());
        for (ContextCarrier carrier : carriers) {
            try {
                snapshots.add(carrier.capture());
            } catch (RuntimeException | Error e) {
                report(carrier, "capture", fork, e);
            }
        }
        return new Carried(fork, snapshots);
    }

    @Override
    public void run() {
        ArrayList<ContextCarrier.Restore> undo = new ArrayList<>(snapshots.size());
        for (ContextCarrier.Snapshot snapshot : snapshots) {
            try {
                undo.add(snapshot.apply());
            } catch (RuntimeException | Error e) {
                report(snapshot, "apply", fork, e);
            }
        }
        try {
            fork.run();
        } finally {
            for (ContextCarrier.Restore restore : undo.reversed()) {
                try {
                    restore.close();
                } catch (RuntimeException | Error e) {
                    report(restore, "close", fork, e);
                }
            }
        }
    }

    private static void report(@Nullable Object thrower, String method, ForkImpl<?> fork, Throwable e) {
        LoggerFactory.getLogger(Scope.class)
                .warn(
                        "{}() of context carrier {} threw; fork '{}' goes on without it",
                        method,
                        thrower,
                        fork.name(),
                        e);
    }
}
