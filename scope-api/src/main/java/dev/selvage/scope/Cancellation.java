package dev.selvage.scope;

import dev.selvage.scope.waiting.Frame;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** One cancellation on its way through the tree of scopes and forks. */
final class Cancellation {
    /*
     * Overview. A scope is marked with the reason; its forks, the scopes that its owner and its forks have opened
     * inside it, their forks, and so on, are marked in turn, each thread is signalled once, and at last the hooks run.
     * The tree is walked with a list, not by recursion: its depth is the user's.
     *
     * Invariants. What is marked is marked before its thread is signalled (see ThreadContext). What joins the tree
     * while it is walked reads the reason of what it joins after it has become visible (see Nursery and ScopeCore), so
     * nothing slips through.
     *
     * Cancellation of a single fork marks the fork and the scopes opened in it, not the forks that it made: those are
     * its siblings.
     *
     * Checked by: CancelAgainstForkStress, CancellationTest, LifetimeTest.
     */
    private record Branch(Nursery nursery, CancelReason reason) {}

    private record Due(Hooks hooks, CancelReason reason) {}

    private final ArrayDeque<Branch> branches = new ArrayDeque<>();
    private final List<Due> due = new ArrayList<>();
    private final List<ScopeCore> scopes = new ArrayList<>();

    private Cancellation() {}

    /** Cancels the scope; the hooks run in the given executor. Returns false if it was cancelled before. */
    static boolean cancel(ScopeCore scope, CancelReason reason, Executor hookRunner) {
        if (!scope.markCancelled(reason)) {
            return false;
        }
        Cancellation cancellation = new Cancellation();
        cancellation.add(scope, scope.nursery(), reason);
        cancellation.reachThread(scope.home(), scope, reason.inherited());
        cancellation.walk();
        scope.watchForStall();
        cancellation.runHooks(hookRunner);
        return true;
    }

    /** Cancels the fork alone. Returns false if it was cancelled before. */
    static boolean cancel(ForkImpl<?> fork, CancelReason reason) {
        if (!fork.markCancelled(reason)) {
            return false;
        }
        Cancellation cancellation = new Cancellation();
        withdraw(fork);
        cancellation.add(fork, null, reason);
        cancellation.reachThread(fork, fork, reason.inherited());
        cancellation.walk();
        Stall.watch(fork, reason, fork.scope.config().stallWarning());
        cancellation.runHooks(Runnable::run);
        return true;
    }

    /** Cancels the scopes above a frame that has been marked, and tells its thread; hooks run on a thread of their own. */
    static <F extends Frame & Cancellable> void reachAbove(ThreadContext thread, F marked, CancelReason reason) {
        Cancellation cancellation = new Cancellation();
        cancellation.add(marked, null, reason);
        cancellation.reachThread(thread, marked, reason.inherited());
        cancellation.walk();
        cancellation.runHooks(ScopeCore.ELSEWHERE);
    }

    /** Takes a fork that waits for a permit off the queue. Called after a reason for it can be seen. */
    private static void withdraw(ForkImpl<?> fork) {
        Limits limits = fork.scope.limits();
        if (limits != null) {
            limits.withdraw(fork);
        }
    }

    private void add(Cancellable marked, @Nullable Nursery nursery, CancelReason reason) {
        if (marked instanceof ScopeCore scope) {
            scopes.add(scope);
        }
        if (nursery != null) {
            branches.add(new Branch(nursery, reason));
        }
        Hooks hooks = marked.hooks();
        if (hooks != null) {
            due.add(new Due(hooks, reason));
        }
    }

    private void walk() {
        for (Branch branch = branches.poll(); branch != null; branch = branches.poll()) {
            Nursery nursery = branch.nursery();
            for (ForkImpl<?> fork = nursery.first(); fork != null; fork = nursery.after(fork)) {
                if (!fork.isGone()) {
                    reach(fork, branch.reason());
                }
            }
        }
    }

    private void reach(ForkImpl<?> fork, CancelReason reason) {
        withdraw(fork);
        Nursery made = fork.nurseryIfAny();
        if (fork.markCancelled(reason)) {
            add(fork, made, reason);
            reachThread(fork, fork, reason.inherited());
        } else if (made != null) {
            branches.add(new Branch(made, reason));
        }
    }

    /** Marks the scopes that the thread has opened above the frame, and tells the thread. */
    private void reachThread(ThreadContext thread, Frame lowest, CancelReason inherited) {
        for (Frame frame = thread.highestUnshielded(lowest); frame != null && frame != lowest; frame = frame.below()) {
            if (frame instanceof ScopeCore scope && scope.markCancelled(inherited)) {
                add(scope, scope.nursery(), inherited);
            }
        }
        thread.signal(lowest);
    }

    /** Runs the hooks, and tells the listeners. */
    private void runHooks(Executor runner) {
        if (due.isEmpty() && scopes.isEmpty()) {
            return;
        }
        runner.execute(() -> {
            // Who cancels his own scope has just been interrupted himself: I/O of the hooks would fail at once.
            boolean interrupted = Thread.interrupted();
            try {
                due.forEach(d -> d.hooks().run(d.reason()));
                scopes.forEach(ScopeCore::tellCancelled);
            } finally {
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        });
    }
}
