package dev.selvage.scope;

import dev.selvage.scope.waiting.Frame;
import dev.selvage.scope.waiting.Timers;
import dev.selvage.scope.waiting.Waiter;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The report on forks that go on for long after their cancellation. */
final class Stall {
    private static final Logger LOG = LoggerFactory.getLogger(Scope.class);

    private Stall() {}

    /** Looks at the scope, which has been cancelled, when the time has passed. */
    static Future<?> watch(ScopeCore scope, Duration patience) {
        return later(patience, () -> report(scope, patience));
    }

    /** Looks at the fork, which has been cancelled alone, when the time has passed; does not keep it alive until then. */
    static void watch(ForkImpl<?> fork, CancelReason reason, Duration patience) {
        WeakReference<ForkImpl<?>> watched = new WeakReference<>(fork);
        var _ = later(patience, () -> {
            ForkImpl<?> still = watched.get();
            if (still != null && still.outcome().isEmpty()) {
                report(still, reason, patience, "it");
            }
        });
    }

    private static Future<?> later(Duration patience, Runnable look) {
        return Timers.at(
                Waiter.deadline(patience),
                () -> Thread.ofVirtual().name("selvage-stall-report").start(look));
    }

    private static void report(ScopeCore scope, Duration patience) {
        CancelReason why = scope.cancelReason();
        if (scope.hasEnded() || why == null) {
            return;
        }
        List<ScopeCore> todo = new ArrayList<>(List.of(scope));
        while (!todo.isEmpty()) {
            for (ForkImpl<?> fork : todo.removeLast().liveForks()) {
                int before = todo.size();
                for (Frame frame = fork.top(); frame != null; frame = frame.below()) {
                    if (frame instanceof ScopeCore inner && !inner.hasEnded()) {
                        todo.add(inner);
                    }
                }
                boolean onlyWaits = todo.size() > before || fork.outcome().isPresent();
                if (!onlyWaits) {
                    report(fork, why, patience, "its scope");
                }
            }
        }
    }

    private static void report(ForkImpl<?> fork, CancelReason why, Duration patience, String cancelled) {
        Thread thread = fork.contextThread();
        if (thread == null) {
            return;
        }
        StackTraceElement[] stack = thread.getStackTrace();
        Throwable where = new Throwable("where fork '" + fork.name() + "' is");
        where.setStackTrace(stack);
        Problems.STALLED_FORKS.increment();
        Recorder.stalled(fork, why, stack);
        LOG.warn(
                "fork '{}' still runs {} after {} was cancelled ({}): the scope waits for it{}",
                fork.name(),
                patience,
                cancelled,
                why,
                fork.siteSuffix(),
                where);
    }
}
