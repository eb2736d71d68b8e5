package dev.selvage.sync;

import dev.selvage.scope.JoinScope;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Held;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A search for a thread that waits for itself. */
final class WaitCycle {
    /*
     * Overview. A walk in depth from the waiting thread along the holders of what each thread waits for, with a stack of
     * its own: a circle may have any number of members. A wait that any of its holders can block is stuck if one is; the
     * join of a scope, which may be content with one of several forks, if all are.
     *
     * Checked by: DeadlockTest, DeadlockShapesTest.
     */

    /** A thread, the identity of its wait, and what it waits for. */
    record Edge(ThreadContext thread, Object identity, Awaited what) {}

    /** One thread on the way, and which of its holders are still to be asked. */
    private record Step(Iterator<ThreadContext> holders, boolean all, int pathBefore) {}

    private final ThreadContext start;
    private final List<Edge> path = new ArrayList<>();
    private final Set<ThreadContext> seen = new HashSet<>();
    private final ArrayDeque<Step> steps = new ArrayDeque<>();

    private WaitCycle(ThreadContext start) {
        this.start = start;
    }

    /** {@return the waits that lead from the thread back to it, or none} */
    static List<Edge> from(ThreadContext start) {
        WaitCycle search = new WaitCycle(start);
        return search.enter(start) && search.walk() ? search.path : List.of();
    }

    /** Goes on to a thread. Returns false if that cannot lead back: it is in no endless wait, or was asked before. */
    private boolean enter(ThreadContext thread) {
        ThreadContext.EndlessWait wait = thread.endlessWait();
        if (wait == null || !seen.add(thread)) {
            return false;
        }
        List<ThreadContext> holders = wait.what().holders();
        steps.push(new Step(holders.iterator(), wait.what() instanceof JoinScope && holders.size() > 1, path.size()));
        path.add(new Edge(thread, wait.identity(), wait.what()));
        return true;
    }

    private boolean walk() {
        while (true) {
            Step step = steps.element();
            boolean stuck = step.all;
            if (step.holders.hasNext()) {
                ThreadContext holder = step.holders.next();
                if (holder != start && enter(holder)) {
                    continue;
                }
                stuck = holder == start;
                if (stuck == step.all) {
                    continue; // the next holder decides
                }
            }
            if (answer(stuck)) {
                return stuck;
            }
        }
    }

    /** Ends the step on top with its answer, and those below that it decides. Returns whether none is left. */
    private boolean answer(boolean stuck) {
        do {
            Step done = steps.pop();
            if (!stuck) {
                path.subList(done.pathBefore, path.size()).clear();
            }
        } while (!steps.isEmpty() && steps.element().all != stuck);
        return steps.isEmpty();
    }

    // ---- telling

    /** {@return what is wrong if a holder of the lock has ended: only tasks of forks let go of what they hold, or null} */
    static @Nullable String describeEndedHolder(ThreadContext waiting, Awaited lock) {
        for (ThreadContext holder : lock.holders()) {
            Thread thread = holder.thread();
            if (thread != null && thread.getState() == Thread.State.TERMINATED) {
                return "deadlock: " + Threads.describe(waiting) + " waits for " + lock.description() + ", held by "
                        + Threads.describe(holder) + ", which has ended without closing its guard"
                        + (lock instanceof MutexCore mutex ? Places.locked(mutex.place()) : "")
                        + ": nobody will ever unlock it; use try-with-resources";
            }
        }
        return null;
    }

    static String describe(List<Edge> cycle) {
        StringBuilder text = new StringBuilder("deadlock: ");
        for (int i = 0; i < cycle.size(); i++) {
            Edge edge = cycle.get(i);
            Awaited wantedByThePrevious =
                    cycle.get((i + cycle.size() - 1) % cycle.size()).what();
            text.append(Threads.describe(edge.thread()))
                    .append(holds(edge.thread(), wantedByThePrevious))
                    .append(" waits for ")
                    .append(edge.what().description())
                    .append(Places.at(line(edge.thread())))
                    .append("; ");
        }
        return text.append(
                        "none of them can go on: take locks in one order everywhere, and join no fork that needs a lock")
                .append(" that you hold")
                .toString();
    }

    /** {@return ", which holds ..." with what the thread is known to hold} Closures are known by who waits for them. */
    private static String holds(ThreadContext thread, Awaited wanted) {
        Map<String, String> places = new LinkedHashMap<>();
        for (Held held : thread.held()) {
            places.merge(held.description(), placeOf(held), (known, other) -> known.isEmpty() ? other : known);
        }
        if (wanted instanceof MutexCore mutex) {
            places.merge(
                    mutex.description(),
                    Places.locked(mutex.place()),
                    (known, other) -> known.isEmpty() ? other : known);
        } else if (wanted instanceof RwCore lock) {
            places.putIfAbsent(lock.description(), "");
        }
        String list = places.entrySet().stream()
                .map(entry -> entry.getKey() + entry.getValue())
                .collect(Collectors.joining(" and "));
        return list.isEmpty() ? "" : ", which holds " + list + ",";
    }

    private static String placeOf(Held held) {
        return switch (held) {
            case Hold hold -> Places.locked(hold.place());
            case LockOrder.Tag tag -> Places.locked(tag.place());
            default -> "";
        };
    }

    /** {@return where the thread is, in the code of its user} */
    private static @Nullable StackTraceElement line(ThreadContext context) {
        Thread thread = context.thread();
        if (thread == null) {
            return null;
        }
        return Sites.innermost(thread.getStackTrace());
    }
}
