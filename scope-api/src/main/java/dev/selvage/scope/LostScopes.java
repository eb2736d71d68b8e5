package dev.selvage.scope;

import java.lang.ref.Cleaner;
import java.lang.ref.WeakReference;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The detection of scopes from {@code open} that nobody can close any more. */
final class LostScopes {
    /*
     * Overview. The user gets a handle; the scope itself lies on the stack of its thread and is known to its forks. When
     * the collector finds the handle unreachable and the scope has not ended, the scope is reported and cancelled. The
     * thread of the owner, if it still lives, ends the scope when it opens the next one: only it can.
     *
     * Invariants. What the collector's queue holds knows the scope weakly and the handle not at all.
     *
     * Checked by: LostScopeTest.
     */
    /** Which scopes are watched: {@code -Dselvage.leaks=off}, {@code sampled}, or {@code all}. */
    enum Level {
        OFF,
        SAMPLED,
        ALL
    }

    private static final int ONE_OF = 64;

    static final Level LEVEL = level(System.getProperty("selvage.leaks"), LostScopes.class.desiredAssertionStatus());

    private LostScopes() {}

    /** {@return the level that the property asks for; without it, all scopes under {@code -ea}, else a sample} */
    static Level level(@Nullable String property, boolean assertions) {
        Level byDefault = assertions ? Level.ALL : Level.SAMPLED;
        if (property == null) {
            return byDefault;
        }
        try {
            return Level.valueOf(property.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            LoggerFactory.getLogger(Scope.class)
                    .warn(
                            "selvage.leaks={} is not one of off, sampled, all: it is taken for {}",
                            property,
                            byDefault.toString().toLowerCase(Locale.ROOT),
                            e);
            return byDefault;
        }
    }

    /** {@return whether the scope that is about to be opened is watched} */
    static boolean watchesNext() {
        return switch (LEVEL) {
            case OFF -> false;
            case SAMPLED -> ThreadLocalRandom.current().nextInt(ONE_OF) == 0;
            case ALL -> true;
        };
    }

    /** Starts to watch the handle. */
    static Watch watch(WatchedScope<?, ?> handle, JoinScopeImpl<?, ?> scope) {
        Watch watch = new Watch(scope);
        watch.cleanable = Cleaners.CLEANER.register(handle, watch);
        return watch;
    }

    /** Only made if a scope is watched: it has a thread. */
    private static final class Cleaners {
        static final Cleaner CLEANER = Cleaner.create(task -> {
            Thread thread = new Thread(task, "selvage-lost-scopes");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** What is left of a handle when it is gone. */
    static final class Watch implements Runnable {
        private final WeakReference<JoinScopeImpl<?, ?>> scope;
        private final String description;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Cleaner.@Nullable Cleanable cleanable;

        private Watch(JoinScopeImpl<?, ?> scope) {
            this.scope = new WeakReference<>(scope);
            this.description = scope.description();
        }

        /** Ends the watch: the scope has ended. */
        void end() {
            claim();
            Cleaner.Cleanable mine = cleanable;
            if (mine != null) {
                mine.clean();
            }
        }

        /** {@return whether the caller, and nobody before it, is to report the scope} */
        boolean claim() {
            return over.compareAndSet(false, true);
        }

        /** Called when the handle has become unreachable, or by {@link #end}. */
        @Override
        public void run() {
            if (!claim()) {
                return;
            }
            Problems.LOST_SCOPES.increment();
            LoggerFactory.getLogger(Scope.class)
                    .warn(
                            "{} was lost without close(): its forks are cancelled; open scopes in try-with-resources",
                            description);
            JoinScopeImpl<?, ?> lost = scope.get();
            if (lost != null) {
                lost.cancelAsLost();
            }
        }
    }
}
