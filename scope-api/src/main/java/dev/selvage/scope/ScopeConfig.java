package dev.selvage.scope;

import dev.selvage.scope.spi.ContextCarrier;
import dev.selvage.scope.spi.ScopeListener;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The configuration of a scope. Immutable; each {@code with} method returns a changed copy. */
public final class ScopeConfig {
    static final ScopeConfig DEFAULT = new ScopeConfig(new Draft());

    private final @Nullable String name;
    private final @Nullable Duration timeout;
    private final @Nullable Instant deadline;
    private final @Nullable ThreadFactory threadFactory;
    private final int maxConcurrency;
    private final @Nullable Limiter limiter;
    private final List<ContextCarrier> carriers;
    private final List<ScopeListener> listeners;
    private final Duration stallWarning;
    private final @Nullable Duration shutdownGrace;
    private final @Nullable Drain drain;

    /** What is done before the scope is cancelled at a shutdown, and how long the scope then has to end by itself. */
    record Drain(Duration time, Runnable action) {}

    private ScopeConfig(Draft draft) {
        this.name = draft.name;
        this.timeout = draft.timeout;
        this.deadline = draft.deadline;
        this.threadFactory = draft.threadFactory;
        this.maxConcurrency = draft.maxConcurrency;
        this.limiter = draft.limiter;
        this.carriers = draft.carriers;
        this.listeners = draft.listeners;
        this.stallWarning = draft.stallWarning;
        this.shutdownGrace = draft.shutdownGrace;
        this.drain = draft.drain;
    }

    /** {@return a copy with the name, which prefixes the names of the forks and of their threads} */
    public ScopeConfig withName(String name) {
        Objects.requireNonNull(name, "name");
        return changed(d -> d.name = name);
    }

    /** {@return a copy whose scope is cancelled when the time since its opening exceeds the timeout} */
    public ScopeConfig withTimeout(Duration timeout) {
        Objects.requireNonNull(timeout, "timeout");
        return changed(d -> d.timeout = timeout);
    }

    /** {@return a copy whose scope is cancelled at the given instant} With a timeout as well, the earlier one counts. */
    public ScopeConfig withDeadline(Instant deadline) {
        Objects.requireNonNull(deadline, "deadline");
        return changed(d -> d.deadline = deadline);
    }

    /**
     * {@return a copy whose scope runs at most {@code n} forks at a time} A fork gets a permit before its thread is made
     * and gives it back after its thread has ended, or when its task has ended and only forks that it made are left.
     *
     * <p>At the limit, {@code fork} of the owner waits for a permit; a cancellation of the scope ends the wait, and the
     * fork is {@link Fork.State#NOT_STARTED}. {@code fork} of a fork returns at once with a fork that is
     * {@link Fork.State#QUEUED} without a thread. {@code tryFork} never waits. A fork that joins a fork of its scope
     * lends its permit for the time of the wait; if the wait ends by a cancellation, an interrupt or a timeout, it goes
     * on without waiting to get it back, and no new fork starts until the balance is right again.
     *
     * @throws IllegalArgumentException if {@code n} is less than 1
     */
    public ScopeConfig withMaxConcurrency(int n) {
        Limiter.requirePermits(n);
        return changed(d -> d.maxConcurrency = n);
    }

    /**
     * {@return a copy whose forks take permits of the limiter, too} As {@link #withMaxConcurrency}, with a limit that
     * many scopes share; permits go to the waiting scopes in turn. A fork that holds a permit of the limiter and opens a
     * scope with it never waits for a second one: the forks that it makes there are queued.
     */
    public ScopeConfig withLimiter(Limiter limiter) {
        Objects.requireNonNull(limiter, "limiter");
        return changed(d -> d.limiter = limiter);
    }

    /**
     * {@return a copy whose forks run in threads of the factory} A null from the factory is a
     * {@code RejectedExecutionException} in {@code fork}; for a queued fork it is the fork's failure. The
     * uncaught-exception handler of its threads is replaced.
     */
    public ScopeConfig withThreadFactory(ThreadFactory threadFactory) {
        Objects.requireNonNull(threadFactory, "threadFactory");
        return changed(d -> d.threadFactory = threadFactory);
    }

    /**
     * {@return a copy whose forks get the context of these carriers, after those that the {@code ServiceLoader} finds}
     * A second call adds to the first.
     */
    public ScopeConfig withContext(ContextCarrier... carriers) {
        List<ContextCarrier> added = List.of(carriers);
        return changed(d -> d.carriers = joined(d.carriers, added));
    }

    /**
     * {@return a copy whose scope tells the listener, after those that the {@code ServiceLoader} finds} A second call
     * adds to the first.
     */
    public ScopeConfig withListener(ScopeListener listener) {
        Objects.requireNonNull(listener, "listener");
        return changed(d -> d.listeners = joined(d.listeners, List.of(listener)));
    }

    /**
     * {@return a copy that logs, this long after the scope was cancelled, the forks that have not ended} The default is
     * ten seconds.
     *
     * @throws IllegalArgumentException if the duration is zero or negative
     */
    public ScopeConfig withStallWarning(Duration stallWarning) {
        requirePositive(stallWarning, "stallWarning");
        return changed(d -> d.stallWarning = stallWarning);
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
        return changed(d -> {
            d.shutdownGrace = grace;
            d.drain = null;
        });
    }

    /**
     * {@return a copy whose scope is asked to end when the JVM shuts down, and cancelled if it does not} First the action
     * runs, on a thread of the JVM: it makes the body end, say by closing the channel from which it takes its work. The
     * scope has the drain time to end by itself, with all it has begun. Then it is cancelled, as by
     * {@link #withShutdownHook(Duration)}. The JVM waits up to the grace in all, counted from the beginning. If the action
     * throws, that is logged, and the scope is cancelled at once.
     *
     * @throws IllegalArgumentException if a duration is zero or negative, or if the drain time exceeds the grace
     */
    public ScopeConfig withShutdownHook(Duration grace, Duration drainTime, Runnable onShutdown) {
        requirePositive(grace, "grace");
        requirePositive(drainTime, "drainTime");
        Objects.requireNonNull(onShutdown, "onShutdown");
        if (drainTime.compareTo(grace) > 0) {
            throw new IllegalArgumentException("the drain time of " + drainTime + " exceeds the grace of " + grace
                    + ", which includes it: what is still running would never be cancelled");
        }
        return changed(d -> {
            d.shutdownGrace = grace;
            d.drain = new Drain(drainTime, onShutdown);
        });
    }

    private ScopeConfig changed(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.name = name;
        draft.timeout = timeout;
        draft.deadline = deadline;
        draft.threadFactory = threadFactory;
        draft.maxConcurrency = maxConcurrency;
        draft.limiter = limiter;
        draft.carriers = carriers;
        draft.listeners = listeners;
        draft.stallWarning = stallWarning;
        draft.shutdownGrace = shutdownGrace;
        draft.drain = drain;
        change.accept(draft);
        return new ScopeConfig(draft);
    }

    private static <T> List<T> joined(List<T> first, List<T> second) {
        List<T> all = new ArrayList<>(first);
        all.addAll(second);
        return List.copyOf(all);
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

    /** {@return the greatest number of forks at a time, or 0 for no limit} */
    int maxConcurrency() {
        return maxConcurrency;
    }

    @Nullable
    Limiter limiter() {
        return limiter;
    }

    List<ContextCarrier> carriers() {
        return carriers;
    }

    List<ScopeListener> listeners() {
        return listeners;
    }

    Duration stallWarning() {
        return stallWarning;
    }

    @Nullable
    Duration shutdownGrace() {
        return shutdownGrace;
    }

    @Nullable
    Drain drain() {
        return drain;
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

    /** The fields of a configuration that is being made. */
    private static final class Draft {
        @Nullable
        String name;

        @Nullable
        Duration timeout;

        @Nullable
        Instant deadline;

        @Nullable
        ThreadFactory threadFactory;

        int maxConcurrency;

        @Nullable
        Limiter limiter;

        List<ContextCarrier> carriers = List.of();
        List<ScopeListener> listeners = List.of();
        Duration stallWarning = Duration.ofSeconds(10);

        @Nullable
        Duration shutdownGrace;

        @Nullable
        Drain drain;
    }
}
