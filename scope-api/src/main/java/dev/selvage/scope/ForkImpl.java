package dev.selvage.scope;

import dev.selvage.scope.tracking.HandleTracks;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** A fork: its task, its result cell, and the context of its thread, of which it is the lowest frame. */
final class ForkImpl<T extends @Nullable Object> extends ThreadContext
        implements Fork<T>, Runnable, Cancellable, Awaited {
    /*
     * Overview. One word, `cell`, holds the waiters while the task runs, and its end afterwards.
     *
     * States. cell: null or a stack of waiters -> the value (NIL for null) or an End; once, by an exchange.
     *
     * Invariants. A waiter is pushed only on a cell without an end, so whoever writes the end gets every waiter.
     *
     * No lost wake-ups. The push is a compare-and-set on the word that the end is exchanged into: either the push comes
     * first and the end finds the waiter, or it fails and sees the end.
     *
     * Cancellation. `reason` is set once, then the context is signalled. The forking thread links the fork, reads the
     * scope's reason (see Nursery), publishes the thread, and starts it; the thread reads the reasons before it runs the
     * task. A canceller sets the reason, then reads the thread, both volatile. If it finds none, the start, which is a
     * volatile write of the JDK's, comes later, and the thread sees the reason: the task never runs. If it finds one, it
     * interrupts it, and the JDK keeps the interrupt of a thread that has not begun.
     *
     * Memory ordering. The exchange releases what the task did; a volatile read of the end acquires it.
     *
     * Checked by: ForkCellJcstress, CancelAgainstForkJcstress, ForkCellStress, FailureTest.
     */
    private static final Object NIL = new Object();
    private static final int GONE = 0;
    private static final VarHandle CELL;
    private static final VarHandle REASON;
    private static final VarHandle THREAD;
    private static final VarHandle TICKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            CELL = lookup.findVarHandle(ForkImpl.class, "cell", Object.class);
            REASON = lookup.findVarHandle(ForkImpl.class, "reason", CancelReason.class);
            THREAD = lookup.findVarHandle(ForkImpl.class, "thread", Thread.class);
            TICKS = lookup.findVarHandle(ForkImpl.class, "ticks", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** An end other than a value. */
    private record End(Outcome<?> outcome) {}

    final ScopeCore scope;
    private final @Nullable ForkImpl<?> maker;
    private final @Nullable String givenName;
    private final int number;
    private final @Nullable StackTraceElement site;

    /** The next older fork of the nursery, or this fork once it is unlinked; see {@link Nursery}. */
    @Nullable
    ForkImpl<?> next;

    /** Written with release by the forking thread before the thread starts; read by cancellers as a volatile. */
    private @Nullable Thread thread;

    // The fork's thread only, after the start.
    private @Nullable Callable<? extends T> task;

    /** Written by the fork's thread, read by cancellers. */
    private volatile @Nullable Nursery nursery;

    private volatile @Nullable Hooks hooks;
    private volatile @Nullable Object cell;
    private volatile @Nullable CancelReason reason;
    /**
     * When it was made, by the {@link CoarseClock}; negative once the task runs; {@link #GONE} as the last act of the
     * fork's thread, with release. One field for all three: forks are many, and a byte more would cost eight.
     */
    private int ticks = CoarseClock.ticks();

    ForkImpl(
            ScopeCore scope,
            @Nullable ForkImpl<?> maker,
            @Nullable String name,
            int number,
            Callable<? extends T> task) {
        super(OPEN);
        this.scope = scope;
        this.maker = maker;
        this.givenName = name;
        this.number = number;
        this.task = task;
        this.site = Sites.CAPTURED ? Sites.caller() : null;
    }

    // ---- the life of the thread

    /** Ties the fork to its thread, before the thread starts. */
    void bind(Thread thread) {
        THREAD.setRelease(this, thread);
        thread.setUncaughtExceptionHandler(this);
        if (givenName != null || scope.config().name() != null) {
            thread.setName(name());
        }
    }

    /** Runs the task; never throws. */
    @Override
    public void run() {
        try {
            runTask();
        } catch (Throwable e) {
            brokeDown(e);
        }
        try {
            endThread();
        } catch (Throwable e) {
            brokeDown(e);
        }
        threadEnds();
    }

    /** Makes the best of an error of the framework: the fork has an end, and the scope hears of it. */
    private void brokeDown(Throwable e) {
        try {
            if (!isEnded(cell)) {
                fail(e);
            }
            uncaughtException(Thread.currentThread(), e);
        } catch (Throwable again) {
            LoggerFactory.getLogger(Scope.class)
                    .error(
                            "fork '{}' ended with an error of the framework that cannot be logged: {}, then {}",
                            name(),
                            Failures.text(e),
                            Failures.text(again));
        }
    }

    /** Waits for the forks that this one made, and gives its permit back, whatever has happened before. */
    private void endThread() {
        Limits limits = scope.limits();
        Nursery mine = nursery;
        if (mine == null) {
            TICKS.setRelease(this, GONE);
            if (limits != null) {
                limits.release(Thread.currentThread());
            }
            return;
        }
        if (limits != null) {
            limits.release(null); // the forks that it made may need the permit
        }
        try {
            mine.awaitEnd(() -> {});
            mine.close();
        } finally {
            TICKS.setRelease(this, GONE);
        }
    }

    private void runTask() {
        ticks = -ticks;
        CancelReason cancelled = cancelReason();
        if (cancelled != null) {
            leave(this);
            OwnedTask.dropped(task, this);
            end(new End(new Outcome.NotStarted<T>(cancelled)), Recorder.started());
            return;
        }
        ForkEvent event = Recorder.started();
        Object result;
        Throwable failure = null;
        FailureBeforeClose early = null;
        try {
            Callable<? extends T> work = task;
            T value;
            if (work instanceof OwnedTask<? extends T> owned) {
                early = new FailureBeforeClose();
                value = owned.call(early);
            } else {
                value = work == null ? null : work.call();
            }
            result = value == null ? NIL : value;
        } catch (Throwable e) {
            failure = e;
            result = NIL;
        }
        ScopeCore.closeForgotten(this, this);
        leave(this);
        abandonHeld();
        if (holdsHandles()) {
            HandleTracks.taskEnded(this, scope, failure == null ? result : null);
        }
        boolean told = early != null && early.told;
        if (failure != null) {
            CancelReason why = cancelReason();
            if (why != null && isCancellation(failure) && !told) {
                result = new End(new Outcome.Cancelled<T>(why));
                failure = null;
            } else {
                result = new End(new Outcome.Failed<T>(failure));
            }
        }
        if (failure != null && !told) {
            scope.beforeFailure(this, failure);
        }
        end(result, event);
    }

    /** Tells the scope of the failure of a task that owns a handle, before the handle is closed. */
    private final class FailureBeforeClose implements Consumer<Throwable> {
        boolean told;

        @Override
        public void accept(Throwable failure) {
            if (cancelReason() == null || !isCancellation(failure)) {
                scope.beforeFailure(ForkImpl.this, failure);
                told = true;
            }
        }
    }

    private void end(Object result, @Nullable ForkEvent event) {
        task = null;
        publish(result);
        scope.ended(this);
        Recorder.ended(event, this);
    }

    /** Ends a queued fork whose thread could not be started. Called by its dispatcher. */
    void failWithoutStart(Throwable failure) {
        fail(failure);
        TICKS.setRelease(this, GONE);
    }

    private void fail(Throwable failure) {
        leaveWithoutRunning();
        OwnedTask.dropped(task, this);
        task = null;
        scope.beforeFailure(this, failure);
        publish(new End(new Outcome.Failed<T>(failure)));
        scope.ended(this);
        Recorder.neverStarted(this);
    }

    /** Ends a fork that gets no thread. Called by the forking thread. */
    void endWithoutStart(CancelReason why) {
        leaveWithoutRunning();
        OwnedTask.dropped(task, this);
        task = null;
        REASON.compareAndSet(this, null, why);
        publish(new End(new Outcome.NotStarted<T>(why)));
        scope.ended(this);
        Recorder.neverStarted(this);
        TICKS.setRelease(this, GONE);
    }

    private void publish(Object result) {
        Object waiters = CELL.getAndSet(this, result);
        for (Waiter waiter = (Waiter) waiters; waiter != null; waiter = waiter.next) {
            waiter.tryWake();
        }
    }

    private static boolean isCancellation(Throwable failure) {
        return failure instanceof ScopeCancelledException || ScopeCore.isInterrupt(failure);
    }

    /** {@return the nursery for the forks that this fork makes} Called by the fork's thread. */
    Nursery ownNursery() {
        Nursery mine = nursery;
        if (mine == null) {
            if (top() != this) {
                throw new IllegalStateException("fork '" + name() + "' cannot make its first fork in scope '"
                        + scope.scopeName() + "' while " + ScopeCore.describe(top())
                        + " is open in it: make that fork before, or fork into the inner scope");
            }
            mine = new Nursery(scope, this);
            nursery = mine;
        }
        return mine;
    }

    @Nullable
    Nursery nurseryIfAny() {
        return nursery;
    }

    boolean isGone() {
        return (int) TICKS.getAcquire(this) == GONE;
    }

    /** Waits uninterruptibly until the thread has terminated; returns whether the caller was interrupted meanwhile. */
    boolean awaitThreadEnd() {
        return ThreadEnd.await(thread);
    }

    /** Waits until the thread has terminated, which only the JDK can tell. */
    void joinThread() throws InterruptedException {
        Thread mine = thread;
        if (mine != null && mine.getState() != Thread.State.NEW) {
            mine.join();
        }
    }

    // ---- cancellation

    /** Sets the reason. The caller signals the context afterwards. */
    boolean markCancelled(CancelReason why) {
        return REASON.compareAndSet(this, null, why);
    }

    @Override
    public boolean cancel(String message) {
        if (isEnded(cell)) {
            return false;
        }
        CancelReason why = CancelReason.of(CancelReason.Kind.EXPLICIT, message, Surroundings.callerName(), null);
        return Cancellation.cancel(this, why);
    }

    @Override
    public @Nullable CancelReason cancelReason() {
        CancelReason own = reason;
        return own != null ? own : scope.cancelReason();
    }

    @Override
    public @Nullable Hooks hooks() {
        return hooks;
    }

    @Override
    public Hooks hooksOrNew() {
        Hooks mine = hooks;
        if (mine == null) {
            mine = new Hooks();
            hooks = mine;
        }
        return mine;
    }

    @Override
    protected boolean isCancelled() {
        return cancelReason() != null;
    }

    /** {@return the reason of this fork alone, or null if it has none but its scope's} */
    @Nullable
    CancelReason ownReason() {
        CancelReason own = reason;
        return own == null || own.equals(scope.cancelReason()) ? null : own;
    }

    /** {@return whether a fork has made it, not the owner of the scope} */
    boolean isMadeByFork() {
        return maker != null;
    }

    /** {@return whether its task has begun} Called after its end. */
    boolean hasStarted() {
        return !(cell instanceof End(Outcome.NotStarted<?> _));
    }

    /** {@return whether its virtual thread waits for its first turn} For looking only. */
    boolean isAboutToBegin() {
        Thread mine = thread;
        return ticks > 0 && mine != null && mine.isVirtual();
    }

    int number() {
        return number;
    }

    /** {@return the time since it was made} */
    Duration age() {
        int made = ticks;
        return made == GONE ? Duration.ZERO : CoarseClock.since(Math.abs(made));
    }

    @Override
    protected @Nullable Thread contextThread() {
        return (Thread) THREAD.getVolatile(this);
    }

    @Override
    public String description() {
        return "fork '" + name() + "'";
    }

    @Override
    public List<ThreadContext> holders() {
        return List.of(this);
    }

    @Override
    protected List<ThreadContext> forksMade(int most) {
        Nursery mine = nursery;
        return mine == null ? List.of() : mine.live(most);
    }

    @Override
    protected @Nullable Awaited awaitedAfterLeaving() {
        Nursery mine = nursery;
        return mine == null ? null : mine.ifAwaited();
    }

    @Override
    public void uncaughtException(Thread t, Throwable e) {
        LoggerFactory.getLogger(Scope.class).error("fork '{}' ended with an error of the framework", name(), e);
    }

    // ---- the handle

    @Override
    public String name() {
        return scope.scopeName() + "/" + (givenName == null ? "fork" : givenName) + "#" + path();
    }

    private String path() {
        return maker == null ? Integer.toString(number) : maker.path() + "." + number;
    }

    @Override
    public State state() {
        Object end = cell;
        if (!isEnded(end)) {
            return ticks < 0 ? State.RUNNING : State.QUEUED;
        }
        if (!(end instanceof End(Outcome<?> outcome))) {
            return State.SUCCEEDED;
        }
        return switch (outcome) {
            case Outcome.Failed<?> _ -> State.FAILED;
            case Outcome.Cancelled<?> _ -> State.CANCELLED;
            case Outcome.NotStarted<?> _ -> State.NOT_STARTED;
            case Outcome.Succeeded<?> _ -> State.SUCCEEDED;
        };
    }

    /** {@return what it failed with, or null if it has not failed} */
    @Nullable
    Throwable failure() {
        return cell instanceof End(Outcome.Failed<?> failed) ? failed.cause() : null;
    }

    @Override
    @SuppressWarnings("unchecked")
    public Optional<Outcome<T>> outcome() {
        Object end = cell;
        if (!isEnded(end)) {
            return Optional.empty();
        }
        return Optional.of(
                end instanceof End(Outcome<?> outcome) ? (Outcome<T>) outcome : new Outcome.Succeeded<>(value(end)));
    }

    /** {@return whether it is the content of a cell with an end} */
    static boolean isEnded(@Nullable Object cell) {
        return cell != null && !(cell instanceof Waiter);
    }

    /** {@return whether it is the content of a cell with an end other than a value} */
    static boolean isWithoutValue(@Nullable Object cell) {
        return cell instanceof End;
    }

    /** {@return the end, or what there is of it: see {@link #isEnded}} */
    @Nullable
    Object cell() {
        return cell;
    }

    /** Has the waiter woken at the end. Returns false if there is an end already. */
    boolean push(Waiter waiter) {
        Object now;
        do {
            now = cell;
            if (isEnded(now)) {
                return false;
            }
            waiter.next = (Waiter) now;
        } while (!CELL.compareAndSet(this, now, waiter));
        return true;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // NIL stands for the null that T admits
    private T value(@Nullable Object end) {
        return end == NIL ? null : (T) end;
    }

    @Override
    public T get() {
        Object end = cell;
        if (!isEnded(end) || end instanceof End) {
            throw new IllegalStateException("fork '" + name() + "' has no value: its state is " + state()
                    + "; get() is for forks that have succeeded, join() waits for the result");
        }
        return value(end);
    }

    @Override
    public T join() throws ScopeFailedException, InterruptedException {
        return report(ForkWait.awaitEnd(this, false, 0));
    }

    @Override
    public T join(Duration timeout) throws TimeoutException, ScopeFailedException, InterruptedException {
        Object end = ForkWait.awaitEnd(this, true, Waiter.deadline(timeout));
        if (!isEnded(end)) {
            throw new TimeoutException("fork '" + name() + "' has not ended within " + timeout + "; it goes on");
        }
        return report(end);
    }

    @Override
    public Outcome<T> await() throws InterruptedException {
        ForkWait.awaitEnd(this, false, 0);
        if (!scope.hasEnded()) {
            ForkWait.awaitThread(this);
        }
        return outcome().orElseThrow();
    }

    private T report(@Nullable Object end) throws ScopeFailedException {
        if (!(end instanceof End(Outcome<?> outcome))) {
            return value(end);
        }
        switch (outcome) {
            case Outcome.Failed<?> failed -> throw scope.failure(this, failed.cause());
            case Outcome.Cancelled<?> cancelled ->
                throw new ScopeCancelledException("fork '" + name() + "'", cancelled.reason());
            case Outcome.NotStarted<?> never ->
                throw new ScopeCancelledException("fork '" + name() + "' never started: it", never.reason());
            case Outcome.Succeeded<?> _ -> throw new IllegalStateException("fork '" + name() + "' has a boxed value");
        }
    }

    /** {@return " (forked at Orders.java:41)", or nothing if sites are not captured} */
    String siteSuffix() {
        return site == null ? "" : " (forked at " + site + ")";
    }

    @Override
    public String toString() {
        return "Fork[" + name() + ", " + state() + "]";
    }
}
