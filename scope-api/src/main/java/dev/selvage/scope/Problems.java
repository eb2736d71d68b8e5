package dev.selvage.scope;

import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link ScopeProblems}. */
final class Problems {
    static final LongAdder LOST_SCOPES = new LongAdder();
    static final LongAdder FORGOTTEN_JOINS = new LongAdder();
    static final LongAdder STALLED_FORKS = new LongAdder();

    private Problems() {}

    static ScopeProblems now() {
        return new ScopeProblems(LOST_SCOPES.sum(), FORGOTTEN_JOINS.sum(), STALLED_FORKS.sum());
    }
}
