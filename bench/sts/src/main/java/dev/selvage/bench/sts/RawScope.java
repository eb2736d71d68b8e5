package dev.selvage.bench.sts;

import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;

/** The JDK's own structured task scope in its plainest use: the rival that the others are measured against. */
public final class RawScope {
    private RawScope() {}

    /** Opens a scope and closes it. */
    public static void empty() {
        StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow()).close();
    }

    /** The same with a name: without one, the scope makes itself one of its identity. */
    public static void emptyNamed() {
        StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow(), c -> c.withName("scope"))
                .close();
    }

    /** Forks two tasks, joins, and returns the sum of their results. */
    public static int twoForks() throws InterruptedException {
        try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
            Subtask<Integer> first = scope.fork(() -> 1);
            Subtask<Integer> second = scope.fork(() -> 2);
            scope.join();
            return first.get() + second.get();
        }
    }

    /** Forks a task that opens a scope and forks, and so on, that many deep; returns how deep it was. */
    public static int nested(int depth) throws InterruptedException {
        if (depth == 0) {
            return 0;
        }
        try (StructuredTaskScope<Integer, Void> scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
            Subtask<Integer> inner = scope.fork(() -> nested(depth - 1));
            scope.join();
            return inner.get() + 1;
        }
    }

    /** Forks tasks that do nothing, and joins. */
    public static void forks(int n) throws InterruptedException {
        try (StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open(Joiner.awaitAllSuccessfulOrThrow())) {
            for (int i = 0; i < n; i++) {
                scope.fork(() -> null);
            }
            scope.join();
        }
    }
}
