package dev.selvage.scope.waiting;

import java.lang.ref.Cleaner;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** The detection of handles that have become unreachable without their end: scopes, guards. */
public final class Leaks {
    /*
     * Overview. A Cleaner tells when a handle has become unreachable. Its end, by whatever way, and that moment compete
     * for one flag, so that a handle is reported once or not at all.
     *
     * Invariants. What is registered must not reach the handle; what it reaches is kept until the handle has ended or is
     * gone, so it holds the rest weakly.
     *
     * Checked by: LeaksTest, LostScopeTest, DroppedGuardTest.
     */
    /** Which handles are watched: {@code -Dselvage.leakDetection=off}, {@code sampled}, or {@code paranoid}. */
    public enum Level {
        /** None. */
        OFF,
        /** About one in 128. */
        SAMPLED,
        /** Each. */
        PARANOID
    }

    private static final String PROPERTY = "selvage.leakDetection";
    private static final int ONE_OF = 128;

    private static final Level LEVEL = level(System.getProperty(PROPERTY), Leaks.class.desiredAssertionStatus());

    private Leaks() {}

    /** {@return the level that the property asks for; without it, all handles under {@code -ea}, else a sample} */
    static Level level(@Nullable String property, boolean assertions) {
        Level byDefault = assertions ? Level.PARANOID : Level.SAMPLED;
        if (property == null) {
            return byDefault;
        }
        try {
            return Level.valueOf(property.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            LoggerFactory.getLogger(Leaks.class)
                    .warn(
                            "{}={} is not one of off, sampled, paranoid: it is taken for {}",
                            PROPERTY,
                            property,
                            byDefault.toString().toLowerCase(Locale.ROOT),
                            e);
            return byDefault;
        }
    }

    /** {@return whether the handle that is about to be made is to be watched} */
    public static boolean watchesNext() {
        return switch (LEVEL) {
            case OFF -> false;
            case SAMPLED -> ThreadLocalRandom.current().nextInt(ONE_OF) == 0;
            case PARANOID -> true;
        };
    }

    /** {@return whether each handle is watched} */
    public static boolean watchesAll() {
        return LEVEL == Level.PARANOID;
    }

    /**
     * Starts to watch a handle.
     *
     * @param report runs once if the handle becomes unreachable before {@link Watch#end}, on a thread of its own; must not
     *     reach the handle
     */
    public static Watch watch(Object handle, Runnable report) {
        Watch watch = new Watch(report);
        watch.cleanable = Cleaners.CLEANER.register(handle, watch);
        return watch;
    }

    /** Only made if something is watched: it has a thread. */
    private static final class Cleaners {
        static final Cleaner CLEANER = Cleaner.create(task -> {
            Thread thread = new Thread(task, "selvage-leak-detection");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** The watch over one handle. */
    public static final class Watch implements Runnable {
        private final Runnable report;
        private final AtomicBoolean over = new AtomicBoolean();
        private volatile Cleaner.@Nullable Cleanable cleanable;

        private Watch(Runnable report) {
            this.report = report;
        }

        /** Ends the watch: the handle has ended, or is reported by others. */
        public void end() {
            claim();
            Cleaner.Cleanable mine = cleanable;
            if (mine != null) {
                mine.clean();
            }
        }

        /** {@return whether the caller, and nobody before it, is to report the handle} */
        public boolean claim() {
            return over.compareAndSet(false, true);
        }

        /** Called by the cleaner, when the handle has become unreachable or the watch has ended. */
        @Override
        public void run() {
            if (claim()) {
                report.run();
            }
        }
    }
}
