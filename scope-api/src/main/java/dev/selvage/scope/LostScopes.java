package dev.selvage.scope;

import dev.selvage.scope.waiting.Leaks;
import java.lang.ref.WeakReference;
import org.slf4j.LoggerFactory;

/** The detection of scopes from {@code open} that nobody can close any more. */
final class LostScopes {
    /*
     * Overview. The user gets a handle; the scope itself lies on the stack of its thread and is known to its forks. When
     * the collector finds the handle unreachable and the scope has not ended, the scope is reported and cancelled. The
     * thread of the owner, if it still lives, ends the scope when it opens the next one: only it can.
     *
     * Checked by: LostScopeTest.
     */
    private static final SampleLimit SAMPLES = new SampleLimit(16);

    private LostScopes() {}

    /** {@return whether the scope that is about to be opened is to be watched} */
    static boolean watchesNext() {
        return Leaks.watchesNext() && (Leaks.watchesAll() || SAMPLES.admits(CoarseClock.ticks()));
    }

    /** Starts to watch the handle. */
    static Leaks.Watch watch(WatchedScope<?, ?> handle, JoinScopeImpl<?, ?> scope) {
        WeakReference<JoinScopeImpl<?, ?>> watched = new WeakReference<>(scope);
        String description = scope.description();
        return Leaks.watch(handle, () -> report(watched, description));
    }

    private static void report(WeakReference<JoinScopeImpl<?, ?>> watched, String description) {
        Problems.LOST_SCOPES.increment();
        LoggerFactory.getLogger(Scope.class)
                .warn(
                        "{} was lost without close(): its forks are cancelled; open scopes in try-with-resources",
                        description);
        JoinScopeImpl<?, ?> scope = watched.get();
        if (scope != null) {
            scope.cancelAsLost();
        }
    }
}
