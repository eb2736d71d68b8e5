package dev.selvage.scope;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/** The configuration of a scope. Immutable; each {@code with} method returns a changed copy. */
public final class ScopeConfig {
    static final ScopeConfig DEFAULT = new ScopeConfig(null, null, null, null, Duration.ofSeconds(10), null);

    private final @Nullable String name;
    private final @Nullable Duration timeout;
    private final @Nullable Instant deadline;
    private final @Nullable ThreadFactory threadFactory;
    private final Duration stallWarning;
    private final @Nullable Duration shutdownGrace;

    private ScopeConfig(
            @Nullable String name,
            @Nullable Duration timeout,
            @Nullable Instant deadline,
            @Nullable ThreadFactory threadFactory,
            Duration stallWarning,
            @Nullable Duration shutdownGrace) {
        this.name = name;
        this.timeout = timeout;
        this.deadline = deadline;
        this.threadFactory = threadFactory;
        this.stallWarning = stallWarning;
        this.shutdownGrace = shutdownGrace;
    }

    /** {@return a copy with the name, which prefixes the names of the forks and of their threads} */
    public ScopeConfig withName(String name) {
        Objects.requireNonNull(name, "name");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, shutdownGrace);
    }

    /** {@return a copy whose scope is cancelled when the time since its opening exceeds the timeout} */
    public ScopeConfig withTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, shutdownGrace);
    }

    /** {@return a copy whose scope is cancelled at the given instant} With a timeout as well, the earlier one counts. */
    public ScopeConfig withDeadline(Instant deadline) {
        Objects.requireNonNull(deadline, "deadline");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, shutdownGrace);
    }

    /**
     * {@return a copy whose forks run in threads of the factory} A null from the factory is a
     * {@code RejectedExecutionException} in {@code fork}. The uncaught-exception handler of its threads is replaced.
     */
    public ScopeConfig withThreadFactory(ThreadFactory threadFactory) {
        Objects.requireNonNull(threadFactory, "threadFactory");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, shutdownGrace);
    }

    /**
     * {@return a copy that logs, this long after the scope was cancelled, the forks that have not ended} The default is
     * ten seconds.
     *
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public ScopeConfig withStallWarning(Duration stallWarning) {
        requirePositive(stallWarning, "stallWarning");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, shutdownGrace);
    }

    /**
     * {@return a copy whose scope is cancelled when the JVM shuts down; the JVM waits for its end, up to the grace}
     * The JVM may halt as soon as the scope has ended: what must still happen, such as a last report, belongs into its
     * body.
     *
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public ScopeConfig withShutdownHook(Duration grace) {
        requirePositive(grace, "grace");
        return new ScopeConfig(name, timeout, deadline, threadFactory, stallWarning, grace);
    }

    private static void requirePositive(Duration duration, String what) {
        if (!Objects.requireNonNull(duration, what).isPositive()) {
            throw new IllegalArgumentException(what + " must be positive, not " + duration);
        }
    }

    @Nullable
    String name() {
        return name;
    }

    @Nullable
    ThreadFactory threadFactory() {
        return threadFactory;
    }

    Duration stallWarning() {
        return stallWarning;
    }

    @Nullable
    Duration shutdownGrace() {
        return shutdownGrace;
    }

    /** {@return the time until the scope's own deadline, or null if it has none} */
    @Nullable
    Duration timeLeft() {
        if (deadline == null) {
            return timeout;
        }
        Duration untilDeadline = Duration.between(Instant.now(), deadline);
        return timeout == null || untilDeadline.compareTo(timeout) < 0 ? untilDeadline : timeout;
    }
}
