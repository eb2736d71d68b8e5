package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.ThreadContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * The forks that one thread has made in one scope, in a JDK scope that this thread owns. The owner of a scope has one;
 * a fork that forks into its scope has one of its own, which it ends before it ends itself.
 */
final class Nursery implements ThreadFactory, Awaited {
    /*
     * Overview. Forks are kept in a singly linked list, newest first. Only the owner adds and unlinks; any thread walks
     * it, to cancel or to look. A fork that has ended marks itself gone; the owner unlinks the gone ones whenever the
     * list has doubled since the last time, so that the cost of a fork is constant and an endless scope stays small.
     *
     * States. A fork is linked, then linked and gone, then unlinked; an unlinked fork links to itself.
     *
     * Invariants. A walker that starts at the head sees every fork that is not gone. A walker that meets a fork that
     * links to itself starts again. A handle that the user keeps holds no other fork.
     *
     * A fork that has to wait for permits is linked like any other; a Dispatcher starts it.
     *
     * Cancellation. fork() links the fork, then reads the scope's reason; a canceller writes the reason, then reads the
     * head: one of them sees the other.
     *
     * Memory ordering. head is volatile; next is written by the owner with release and read by walkers with acquire.
     *
     * Checked by: CancelAgainstForkStress, LifetimeTest.
     */
    private static final Thread.Builder HELPERS = Thread.ofVirtual().name("selvage-dispatcher");
    private static final VarHandle NEXT;
    private static final VarHandle HEAD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEXT = lookup.findVarHandle(ForkImpl.class, "next", ForkImpl.class);
            HEAD = lookup.findVarHandle(Nursery.class, "head", ForkImpl.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScopeCore scope;
    private final @Nullable ForkImpl<?> maker;
    private final Object jdkScope;
    private volatile @Nullable ForkImpl<?> head;

    // Owner thread only.
    private int numbered;
    private int linked;
    private int sweepAt = 64;
    /** Its owner waits, or has waited, for the end of the forks; others read it, for looking only. */
    private boolean joined;

    // What the thread that is being started is for: a fork and what runs it, or only something to run.
    private @Nullable ForkImpl<?> starting;
    private @Nullable Runnable startingBody;
    private @Nullable Thread helperThread;
    private @Nullable Dispatcher dispatcher;
    private List<Thread> dispatchers = List.of();

    Nursery(ScopeCore scope, @Nullable ForkImpl<?> maker) {
        this.scope = scope;
        this.maker = maker;
        this.jdkScope = JdkScope.open(name(), this);
    }

    /** {@return the fork that makes the forks of this nursery, or null for the owner of the scope} */
    @Nullable
    ForkImpl<?> maker() {
        return maker;
    }

    /** {@return the name for the JDK's scope} */
    String name() {
        return scope.scopeName();
    }

    /** {@return the number of forks that were made} For looking only. */
    int numbered() {
        return numbered;
    }

    /** {@return the number of the next fork, from 1} Called by the owner. */
    int nextNumber() {
        return ++numbered;
    }

    /**
     * Links the fork and starts its thread, unless the scope is cancelled.
     *
     * @param body what the thread runs
     * @return whether the thread was started
     */
    boolean start(ForkImpl<?> fork, Runnable body) {
        if (!link(fork)) {
            return false;
        }
        starting = fork;
        startingBody = body;
        try {
            JdkScope.start(jdkScope);
            return true;
        } catch (RuntimeException | Error e) {
            throw notStarted(fork, e);
        } finally {
            starting = null;
            startingBody = null;
        }
    }

    /** Links the fork and queues it for its permits, unless the scope is cancelled. */
    void queue(ForkImpl<?> fork, Runnable body, Limits limits) {
        if (!link(fork)) {
            return;
        }
        Dispatcher active;
        try {
            active = activeDispatcher();
        } catch (RuntimeException | Error e) {
            throw notStarted(fork, e);
        }
        limits.enqueue(new QueuedFork(limits, fork, body, active));
    }

    /** {@return whether the fork may start} If the scope is cancelled, it may not, and is ended. */
    private boolean link(ForkImpl<?> fork) {
        if (linked >= sweepAt) {
            sweep();
        }
        NEXT.setRelease(fork, head);
        head = fork;
        linked++;
        CancelReason reason = scope.cancelReason();
        if (reason != null) {
            fork.endWithoutStart(reason);
        }
        return reason == null;
    }

    private RuntimeException notStarted(ForkImpl<?> fork, Throwable e) {
        fork.endWithoutStart(CancelReason.of(
                CancelReason.Kind.EXPLICIT, "its thread could not be started: " + Failures.text(e), fork.name(), e));
        if (JdkScope.isStructureViolation(e)) {
            return newerBinding(fork, e);
        }
        if (e instanceof Error error) {
            throw error;
        }
        return (RuntimeException) e;
    }

    /** {@return a dispatcher that expects one more fork} It starts threads under the scoped values of this nursery. */
    private Dispatcher activeDispatcher() {
        Dispatcher active = dispatcher;
        if (active != null && active.expect()) {
            try {
                startHelper(Nursery::nothing); // has the JDK check that no scoped value was bound since
            } catch (RuntimeException | Error e) {
                active.expectNot();
                throw e;
            }
            return active;
        }
        active = new Dispatcher(this);
        active.expect();
        Thread thread = startHelper(active);
        dispatcher = active;
        List<Thread> alive = new ArrayList<>(dispatchers);
        alive.removeIf(t -> !t.isAlive());
        alive.add(thread);
        dispatchers = alive;
        return active;
    }

    private static void nothing() {}

    private Thread startHelper(Runnable work) {
        startingBody = work;
        try {
            JdkScope.start(jdkScope);
            return Objects.requireNonNull(helperThread, "helper thread");
        } finally {
            startingBody = null;
            helperThread = null;
        }
    }

    private RuntimeException newerBinding(ForkImpl<?> fork, Throwable cause) {
        return new IllegalStateException(
                "fork '" + fork.name() + "' cannot start: a scoped value was bound after scope '" + scope.scopeName()
                        + "' was opened, and the fork would not see it; open a scope inside the binding",
                cause);
    }

    /** Makes the thread that is being started. Called by the JDK's scope, whose own task is not run: see JdkScope. */
    @Override
    public Thread newThread(Runnable notRun) {
        Runnable body = startingBody;
        if (body == null) {
            throw new IllegalStateException(
                    "a thread of scope '" + scope.scopeName() + "' was asked for outside of fork");
        }
        ForkImpl<?> fork = starting;
        if (fork != null) {
            return Forking.newThread(fork, body);
        }
        Thread thread = HELPERS.unstarted(body);
        helperThread = thread;
        return thread;
    }

    private void sweep() {
        int live = 0;
        ForkImpl<?> kept = null;
        for (ForkImpl<?> fork = head; fork != null; ) {
            ForkImpl<?> next = fork.next;
            if (!fork.isGone()) {
                kept = fork;
                live++;
            } else {
                if (kept == null) {
                    head = next;
                } else {
                    NEXT.setRelease(kept, next);
                }
                NEXT.setRelease(fork, fork);
            }
            fork = next;
        }
        linked = live;
        sweepAt = Math.max(64, 2 * live);
    }

    /** {@return the newest fork} For walkers: see {@link #after}. */
    @Nullable
    ForkImpl<?> first() {
        return head;
    }

    /** {@return the fork after the given one, or the newest if the given one has been unlinked meanwhile} */
    @Nullable
    ForkImpl<?> after(ForkImpl<?> fork) {
        ForkImpl<?> next = (ForkImpl<?>) NEXT.getAcquire(fork);
        return next == fork ? head : next;
    }

    /** {@return this, if its owner waits for the end of the forks and does not run somebody's code before that} */
    @Nullable
    Awaited ifAwaited() {
        return joined ? this : null;
    }

    @Override
    public String description() {
        return maker == null
                ? "the end of the forks of scope '" + scope.scopeName() + "'"
                : "the end of the forks that '" + maker.name() + "' made";
    }

    /** {@return the forks of this nursery that have not ended} */
    @Override
    public List<ThreadContext> holders() {
        return live(Integer.MAX_VALUE);
    }

    /** {@return forks of this nursery that have not ended, so many at most} */
    List<ThreadContext> live(int most) {
        List<ThreadContext> live = new ArrayList<>();
        for (ForkImpl<?> fork = first(); fork != null && live.size() < most; fork = after(fork)) {
            if (!fork.isGone()) {
                live.add(fork);
            }
        }
        return live;
    }

    /**
     * Waits until every thread has ended. Called by the owner, whose frame has been left.
     *
     * @param onInterrupt runs when the owner is interrupted while it waits
     * @return whether the owner was interrupted while it waited
     */
    boolean awaitEnd(Runnable onInterrupt) {
        boolean interrupted = false;
        if (!joined) {
            joined = true;
            try {
                JdkScope.join(jdkScope);
            } catch (InterruptedException e) {
                interrupted = true;
                onInterrupt.run();
            }
        }
        // A JDK scope cannot be joined again on 25, and its close() would interrupt the forks a second time.
        for (Thread thread : interrupted ? dispatchers : List.<Thread>of()) {
            var _ = ThreadEnd.await(thread); // the interrupt is told anyway
        }
        for (ForkImpl<?> fork = head; interrupted && fork != null; fork = fork.next) {
            interrupted = fork.awaitThreadEnd() || interrupted;
        }
        return interrupted;
    }

    /** Ends the JDK scope. */
    void close() {
        JdkScope.close(jdkScope);
        if (head != null) {
            HEAD.setRelease(this, null); // frees memory, says nothing
        }
    }
}
