package dev.selvage.scope;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The failures of a scope's forks, in order: the first, up to 32 more, and the count of the rest. */
final class FailureLog {
    private static final int KEPT = 32;

    private @Nullable ForkImpl<?> firstFork;
    private List<Throwable> failures = List.of();
    private int dropped;

    /** Adds a failure. Called by the thread of the fork. */
    synchronized void add(ForkImpl<?> fork, Throwable failure) {
        if (failures.isEmpty()) {
            failures = new ArrayList<>();
            firstFork = fork;
        }
        if (failures.size() <= KEPT) {
            failures.add(failure);
        } else {
            dropped++;
        }
    }

    synchronized @Nullable Throwable first() {
        return failures.isEmpty() ? null : failures.getFirst();
    }

    synchronized @Nullable ForkImpl<?> firstFork() {
        return firstFork;
    }

    synchronized boolean contains(@Nullable Throwable failure) {
        return failures.stream().anyMatch(f -> f == failure);
    }

    /** Suppresses the failures into the exception, except those that it already holds and those that hold it. */
    synchronized void suppressInto(Throwable exception) {
        Set<Throwable> held = reachable(exception);
        for (Throwable failure : failures) {
            if (!held.contains(failure) && !reachable(failure).contains(exception)) {
                exception.addSuppressed(failure);
                held.addAll(reachable(failure));
            }
        }
        if (dropped > 0) {
            exception.addSuppressed(new ScopeFailedException("and " + dropped + " more failures", null));
            dropped = 0;
        }
    }

    private static Set<Throwable> reachable(Throwable from) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> todo = new ArrayList<>(List.of(from));
        while (!todo.isEmpty()) {
            Throwable next = todo.removeLast();
            if (seen.add(next)) {
                todo.addAll(List.of(next.getSuppressed()));
                if (next.getCause() != null) {
                    todo.add(next.getCause());
                }
            }
        }
        return seen;
    }
}
