package dev.selvage.scope.waiting;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Looks at waits that last, whether they are deadlocks, on a daemon thread for the whole JVM. */
public final class DeadlockWatch {
    /*
     * Overview. A thread that begins a wait without a deadline has its context registered, unless it is already. The
     * daemon passes over the registered contexts twice a delay, as long as there are any. A wait that it has seen for the
     * delay is looked at, and then at ever longer intervals, since a cycle may be closed later by a wait that is not
     * watched. A context without such a wait is dropped. So a thread that waits often pays for a timer neither at each
     * wait nor at any: with one carrier, a timed park costs more than the wait.
     *
     * Invariants. (1) One cycle at a time is decided, on the daemon's thread, by giving a wait up: the next look finds the
     * cycle broken, so that a cycle has one victim. (2) A cycle counts if it was seen twice with the same waits: a wait
     * that has gone on between was there throughout, and its thread neither took nor gave back anything, so that for
     * the time between the two looks all the edges were there together.
     *
     * No lost waits. A wait is published in the context, then the mark of the registration is read; the daemon removes the
     * mark, then looks for a wait again. One of the two sees the other, and whoever sets the mark registers. The daemon
     * declares itself idle, then looks for arrivals again; an arrival is pushed before it looks whether the daemon is idle.
     *
     * Checked by: DeadlockWatchTest, DeadlockTest, DeadlockShapesTest, ForkJoinDeadlockTest, SemaphoreDeadlockTest.
     */

    /** What is done about a cycle. */
    public enum Action {
        /** The wait of one of its members is given up. */
        GIVE_UP,
        /** It is logged. */
        LOG,
        /** Nobody looks. */
        NONE
    }

    /** A registered context, and the wait that it was last seen in. The daemon only, after the registration. */
    private static final class Watched {
        final ThreadContext context;

        @Nullable
        Watched next;

        @Nullable
        Waiter waiter;

        long lookAt;
        long interval;

        Watched(ThreadContext context) {
            this.context = context;
        }
    }

    private static final long LONGEST_INTERVAL = TimeUnit.SECONDS.toNanos(1);
    private static final long SHORTEST_PERIOD = TimeUnit.MILLISECONDS.toNanos(1);
    /** The daemon rests so many times as long as it has worked, but not longer than {@link #LONGEST_REST}. */
    private static final int REST = 20;

    private static final long LONGEST_REST = TimeUnit.MILLISECONDS.toNanos(100);

    private static final String LOGGER = "dev.selvage.scope.DeadlockDetection";

    private static volatile Action action = DeadlockWatch.class.desiredAssertionStatus() ? Action.GIVE_UP : Action.LOG;
    private static volatile long delayNanos = TimeUnit.MILLISECONDS.toNanos(50);

    private static final AtomicReference<@Nullable Watched> ARRIVALS = new AtomicReference<>();
    private static final AtomicBoolean IDLE = new AtomicBoolean(true);

    // The daemon only.
    private static final List<Watched> WATCHED = new ArrayList<>();
    /** The waits of cycles that have been logged. */
    private static final Set<Object> LOGGED = Collections.newSetFromMap(new WeakHashMap<>());

    private DeadlockWatch() {}

    /** Made for the first wait. */
    private static final class Daemon {
        static final ScheduledThreadPoolExecutor EXECUTOR = new ScheduledThreadPoolExecutor(
                1,
                Thread.ofPlatform().daemon().name("selvage-deadlock-detection").factory());
    }

    // ---- settings

    /** {@return what is done about a cycle} */
    public static Action action() {
        return action;
    }

    /** Sets what is done about a cycle. */
    public static void action(Action next) {
        action = next;
    }

    /** {@return how long a wait lasts before it is looked at} */
    public static long delayNanos() {
        return delayNanos;
    }

    /** Sets how long a wait lasts before it is looked at; positive. */
    public static void delayNanos(long nanos) {
        delayNanos = nanos;
    }

    // ---- registering

    /** Has the waits of the context watched, one of which its thread, the caller, has published. */
    static void watch(ThreadContext context) {
        if (!context.isWatched() && action != Action.NONE && context.markWatched()) {
            register(new Watched(context));
        }
    }

    private static void register(Watched watched) {
        Watched head;
        do {
            head = ARRIVALS.get();
            watched.next = head;
        } while (!ARRIVALS.compareAndSet(head, watched));
        if (IDLE.get() && IDLE.compareAndSet(true, false)) {
            schedule(0);
        }
    }

    private static void schedule(long worked) {
        long period = Math.max(Math.max(delayNanos / 2, SHORTEST_PERIOD), Math.min(REST * worked, LONGEST_REST));
        var _ = Daemon.EXECUTOR.schedule(DeadlockWatch::pass, period, TimeUnit.NANOSECONDS);
    }

    // ---- looking

    private static void pass() {
        long began = System.nanoTime();
        takeArrivals();
        WATCHED.removeIf(watched -> !isToBeKept(watched, began));
        if (WATCHED.isEmpty()) {
            IDLE.set(true);
            if (ARRIVALS.get() == null || !IDLE.compareAndSet(true, false)) {
                return;
            }
        }
        schedule(System.nanoTime() - began);
    }

    private static void takeArrivals() {
        for (Watched next = ARRIVALS.getAndSet(null); next != null; ) {
            Watched after = next.next;
            next.next = null;
            WATCHED.add(next);
            next = after;
        }
    }

    private static boolean isToBeKept(Watched watched, long now) {
        ThreadContext context = watched.context;
        Waiter waiter = context.waiter;
        if (waiter == null || !waiter.isWatched()) {
            watched.waiter = null;
            context.unmarkWatched();
            Waiter next = context.waiter;
            return next != null && next.isWatched() && context.markWatched();
        }
        if (waiter != watched.waiter) {
            watched.waiter = waiter;
            watched.interval = delayNanos;
            watched.lookAt = now + watched.interval;
        } else if (watched.lookAt - now <= 0) {
            watched.interval = Math.min(2 * watched.interval, Math.max(delayNanos, LONGEST_INTERVAL));
            watched.lookAt = now + watched.interval;
            look(watched, waiter);
        }
        return true;
    }

    private static void look(Watched watched, Waiter waiter) {
        ThreadContext context = watched.context;
        try {
            List<WaitCycle.Edge> cycle = WaitCycle.from(context);
            if (!cycle.isEmpty() && WaitCycle.isSame(cycle, WaitCycle.from(context))) {
                List<Object> told = cycle.stream()
                        .filter(WaitCycle.Edge::told)
                        .map(WaitCycle.Edge::identity)
                        .toList();
                tell(waiter, told, WaitCycle.describe(cycle));
            }
            String abandoned = WaitCycle.describeEndedHolder(context, waiter.awaited());
            if (abandoned != null) {
                tell(waiter, List.of(waiter), abandoned);
            }
        } catch (RuntimeException | Error e) { // the others still have to be looked at
            watched.lookAt = Long.MAX_VALUE / 2 + System.nanoTime();
            LoggerFactory.getLogger(LOGGER)
                    .error(
                            "the deadlock detection cannot look at the wait of {} for {}",
                            context.describeThread(),
                            waiter.awaited().description(),
                            e);
        }
    }

    private static void tell(Waiter waiter, List<?> waits, String message) {
        if (action == Action.GIVE_UP) {
            waiter.giveUp(message);
        } else if (waits.stream().noneMatch(LOGGED::contains)) {
            LOGGED.addAll(waits);
            LoggerFactory.getLogger(LOGGER).error(message);
        }
    }
}
