package dev.selvage.bench.sts;

import com.softwaremill.jox.structured.Fork;
import com.softwaremill.jox.structured.Scopes;

/**
 * Jox's supervised scope, which stands on the JDK's. The forks are user forks: it awaits those, and would cancel others
 * when the body returns.
 */
public final class JoxScope {
    private JoxScope() {}

    /** Runs an empty body in a scope. */
    public static void empty() throws Exception {
        Scopes.supervised(scope -> null);
    }

    /** Forks two tasks, joins each, and returns the sum of their results. */
    public static int twoForks() throws Exception {
        return Scopes.<Integer>supervised(scope -> {
            Fork<Integer> first = scope.forkUser(() -> 1);
            Fork<Integer> second = scope.forkUser(() -> 2);
            return first.join() + second.join();
        });
    }

    /** Forks tasks that do nothing; the scope awaits them. */
    public static void forks(int n) throws Exception {
        Scopes.supervised(scope -> {
            for (int i = 0; i < n; i++) {
                scope.forkUser(() -> null);
            }
            return null;
        });
    }
}
