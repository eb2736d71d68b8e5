package dev.selvage.scope;

import dev.selvage.scope.spi.ContextCarrier;
import dev.selvage.scope.tracking.HandleTracks;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Frame;
import dev.selvage.scope.waiting.HandleHolder;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Timers;
import dev.selvage.scope.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the two kinds of scope share: the owner's frame, the forks, the cancellation, the deadline, the end. */
abstract class ScopeCore extends Frame implements Cancellable, HandleHolder {
    /*
     * Overview. A scope is a frame on its owner's stack, with a nursery of the forks that the owner makes.
     *
     * States. open -> (body left) -> ended. The reason is set at most once, at any time.
     *
     * Invariants. The scope is on the stack before its code can fork, and it leaves the stack after every thread has
     * ended. Scopes end in the reverse order of their opening; one that was forgotten is ended by the one below it.
     *
     * No lost wake-ups. Opening pushes the frame, then asks whether the frame below is cancelled; a canceller sets the
     * reason, then walks the stack: a scope opened at that instant is cancelled by one of the two.
     *
     * Cancellation. See Cancellation and ThreadContext.
     *
     * Checked by: the tests of the contract (package dev.selvage.scope.contract), CancelAgainstForkStress.
     */
    private static final Logger LOG = LoggerFactory.getLogger(Scope.class);
    private static final Executor HERE = Runnable::run;
    /** Where hooks run that the timer's thread must not run. */
    static final Executor ELSEWHERE =
            task -> Thread.ofVirtual().name("selvage-cancel-hooks").start(task);

    private static final int NAMED_STRAGGLERS = 16;

    private static final VarHandle REASON;
    private static final VarHandle ENDED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            REASON = lookup.findVarHandle(ScopeCore.class, "reason", CancelReason.class);
            ENDED = lookup.findVarHandle(ScopeCore.class, "ended", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final ScopeConfig config;
    private final ThreadContext home;
    private final Thread owner;
    private final Nursery nursery;
    private final @Nullable Limits limits;
    private final List<ContextCarrier> carriers;
    private final @Nullable Observers observers;
    private final @Nullable ScopeEvent event;
    private final int openedTicks = CoarseClock.ticks();
    private final boolean timed;
    private final long deadline;
    final FailureLog failures = new FailureLog();
    final @Nullable StackTraceElement site;

    private volatile @Nullable CancelReason reason;
    private volatile @Nullable Hooks hooks;
    private volatile boolean ended;
    private volatile @Nullable Future<?> stallTimer;

    /** Written by forks before their end, read by the owner after it. */
    private boolean holdsHandles;

    // Owner thread only.
    private final @Nullable Future<?> deadlineTimer;
    private final @Nullable ShutdownHook shutdownHook;
    private boolean interruptTaken;

    @SuppressWarnings("this-escape")
    ScopeCore(ScopeConfig config, boolean captureSite) {
        super(OPEN);
        this.config = Objects.requireNonNull(config, "the configuration function returned null");
        this.site = captureSite ? Sites.caller() : null;
        this.home = openable();
        this.owner = Thread.currentThread();
        Duration left = config.timeLeft();
        Frame below = home.top();
        long own = left == null ? 0 : Waiter.deadline(left);
        this.timed = left != null || Surroundings.hasDeadline(below);
        this.deadline = timed ? earlier(left != null, own, below) : 0;
        this.limits = Limits.of(this, config);
        this.carriers = Services.and(Services.CARRIERS, config.carriers());
        this.nursery = new Nursery(this, null);
        this.observers = Observers.of(this, config);
        this.event = Recorder.opened();
        if (observers != null) {
            observers.opened(); // before anybody can cancel it
        }
        home.push(this);
        this.deadlineTimer = left == null ? null : Timers.at(own, () -> cancel(timeoutReason(left), ELSEWHERE));
        CancelReason around = Surroundings.reason(below);
        if (around != null) {
            cancel(around.inherited(), HERE);
        }
        this.shutdownHook =
                config.shutdownGrace() == null ? null : ShutdownHook.add(this, config.shutdownGrace(), config.drain());
    }

    /** {@return the context of the current thread, in which a scope may be opened} */
    private static ThreadContext openable() {
        ThreadContext home = ThreadContext.currentOrNew();
        Management.touch();
        closeLost(home);
        Surroundings.checkCancelled(home);
        return home;
    }

    /** {@return the earlier one of the scope's own deadline, if it has one, and that of the frame below} */
    private static long earlier(boolean hasOwn, long own, Frame below) {
        if (!Surroundings.hasDeadline(below)) {
            return own;
        }
        long enclosing = Surroundings.deadline(below);
        return hasOwn && own - enclosing < 0 ? own : enclosing;
    }

    // ---- looking

    final ScopeConfig config() {
        return config;
    }

    final ThreadContext home() {
        return home;
    }

    final Thread owner() {
        return owner;
    }

    final Nursery nursery() {
        return nursery;
    }

    @Override
    protected final List<ThreadContext> forksMade(int most) {
        return hasEnded() ? List.of() : nursery.live(most);
    }

    /** {@return the limits on the forks, or null for none} */
    final @Nullable Limits limits() {
        return limits;
    }

    final List<ContextCarrier> carriers() {
        return carriers;
    }

    /** {@return whether the body has ended} Called by the owner. */
    final boolean hasLeftBody() {
        return phase() == LEFT;
    }

    final boolean hasDeadline() {
        return timed;
    }

    final long deadline() {
        return deadline;
    }

    /** {@return the time until the deadline, negative once it has passed} */
    final Duration timeLeft() {
        return Duration.ofNanos(deadline - System.nanoTime());
    }

    /** {@return the time since it was opened} */
    final Duration age() {
        return CoarseClock.since(openedTicks);
    }

    /** {@return what decides when the scope is done, for dumps} */
    abstract String joinerName();

    final boolean hasEnded() {
        return ended;
    }

    final String scopeName() {
        String given = config.name();
        return given == null ? "scope" : given;
    }

    /** {@return the name} */
    public final String name() {
        return scopeName();
    }

    /** {@return why the scope was cancelled} */
    public final Optional<CancelReason> reason() {
        return Optional.ofNullable(reason);
    }

    @Override
    public final @Nullable CancelReason cancelReason() {
        return reason;
    }

    @Override
    public final @Nullable Hooks hooks() {
        return hooks;
    }

    @Override
    public final Hooks hooksOrNew() {
        Hooks mine = hooks;
        if (mine == null) {
            mine = new Hooks();
            hooks = mine;
        }
        return mine;
    }

    @Override
    protected final boolean isCancelled() {
        return reason != null;
    }

    @Override
    public final String description() {
        return "scope '" + scopeName() + "'" + (site == null ? "" : " (opened at " + site + ")");
    }

    @Override
    protected final @Nullable Awaited awaitedAfterLeaving() {
        return nursery.ifAwaited();
    }

    static String describe(Frame frame) {
        return switch (frame) {
            case ScopeCore scope -> scope.description();
            case ForkImpl<?> fork -> fork.description();
            default -> "a shield";
        };
    }

    @Override
    public final void markHoldsHandles() {
        holdsHandles = true;
    }

    @Override
    public final boolean holdsHandles() {
        return holdsHandles;
    }

    // ---- forking

    final <T extends @Nullable Object> ForkImpl<T> newFork(@Nullable String name, Callable<? extends T> task) {
        return Forking.fork(this, name, null, task);
    }

    /** Tells whoever looks that a fork is about to start. */
    final void announce(ForkImpl<?> fork) {
        beforeStart(fork);
        if (observers != null) {
            observers.forked(fork);
        }
    }

    /** Tells whoever looks that the scope has been cancelled. */
    final void tellCancelled() {
        CancelReason why = Objects.requireNonNull(reason, "reason");
        if (observers != null) {
            observers.cancelled(why);
        }
        Recorder.cancelled(this, why);
    }

    final void requireOwner(String what) {
        if (Thread.currentThread() != owner) {
            throw new WrongThreadException("thread '" + ThreadContext.nameOf(Thread.currentThread()) + "' cannot "
                    + what + " " + description() + ": only its owner '" + ThreadContext.nameOf(owner) + "' may");
        }
    }

    /** Called by the forking thread before it asks for permits; throws if it may not fork any more. */
    void beforeAdmission() {}

    /** Called by the forking thread before the fork starts. */
    void beforeStart(ForkImpl<?> fork) {}

    /** Called by the thread of a fork, started or not, after its outcome can be seen. */
    final void ended(ForkImpl<?> fork) {
        afterEnd(fork);
        if (observers != null) {
            observers.ended(fork);
        }
    }

    /** Called by the thread of a failed fork before its outcome can be seen. */
    abstract void beforeFailure(ForkImpl<?> fork, Throwable failure);

    /** Called by the thread of a fork, started or not, after its outcome can be seen. */
    abstract void afterEnd(ForkImpl<?> fork);

    /** {@return the exception with which joining the failed fork fails} */
    final ScopeFailedException failure(ForkImpl<?> fork, Throwable cause) {
        return new ScopeFailedException(
                "fork '" + fork.name() + "' failed: " + Failures.text(cause) + fork.siteSuffix(), cause);
    }

    // ---- cancellation

    /** Cancels the scope for the caller's own reason. */
    public final boolean cancel(String message) {
        Objects.requireNonNull(message, "message");
        return !ended
                && reason == null
                && cancel(CancelReason.of(CancelReason.Kind.EXPLICIT, message, Surroundings.callerName(), null));
    }

    final boolean cancel(CancelReason why) {
        return cancel(why, HERE);
    }

    /** Cancels the scope; hooks run on a thread of their own. */
    final void cancelElsewhere(CancelReason why) {
        var _ = cancel(why, ELSEWHERE);
    }

    private boolean cancel(CancelReason why, Executor hookRunner) {
        return Cancellation.cancel(this, why, hookRunner);
    }

    final boolean markCancelled(CancelReason why) {
        return REASON.compareAndSet(this, null, why);
    }

    final void cancelBecauseFailed(ForkImpl<?> fork, Throwable failure) {
        if (reason == null) {
            ForkImpl<?> culprit = Objects.requireNonNullElse(failures.firstFork(), fork); // it may not have ended yet
            Throwable first = Objects.requireNonNullElse(failures.first(), failure);
            cancel(CancelReason.of(
                    CancelReason.Kind.SIBLING_FAILED,
                    "fork '" + culprit.name() + "' failed: " + Failures.text(first) + culprit.siteSuffix(),
                    culprit.name(),
                    first));
        }
    }

    private CancelReason timeoutReason(Duration timeout) {
        return CancelReason.of(
                CancelReason.Kind.DEADLINE,
                description() + " exceeded its time of " + timeout + "; still running: " + stragglers(),
                scopeName(),
                null);
    }

    final String stragglers() {
        List<String> names = new ArrayList<>();
        int more = 0;
        for (ForkImpl<?> fork : liveForks()) {
            if (names.size() < NAMED_STRAGGLERS) {
                names.add(fork.name());
            } else {
                more++;
            }
        }
        if (names.isEmpty()) {
            return "the body";
        }
        return String.join(", ", names) + (more == 0 ? "" : " and " + more + " more");
    }

    /** {@return the forks that have not ended, whoever made them} */
    final List<ForkImpl<?>> liveForks() {
        List<ForkImpl<?>> live = new ArrayList<>();
        List<Nursery> todo = new ArrayList<>(List.of(nursery));
        while (!todo.isEmpty()) {
            Nursery next = todo.removeLast();
            for (ForkImpl<?> fork = next.first(); fork != null; fork = next.after(fork)) {
                if (!fork.isGone()) {
                    live.add(fork);
                    Nursery made = fork.nurseryIfAny();
                    if (made != null) {
                        todo.add(made);
                    }
                }
            }
        }
        return live;
    }

    /** Sees to it that forks that ignore the cancellation are logged. */
    final void watchForStall() {
        if (!ended) {
            stallTimer = Stall.watch(this, config.stallWarning());
        }
    }

    // ---- the end

    /**
     * Ends the frame: closes what was forgotten above it and stops the delivery of cancellations.
     *
     * @return whether somebody else's interrupt is to be given back
     */
    final boolean leaveBody() {
        closeForgotten(home, this);
        return home.leave(this);
    }

    /** {@return whether the body was told of the cancellation by an interrupt} Called after {@link #leaveBody}. */
    final boolean bodyWasInterrupted() {
        return home.wasInterrupted(this);
    }

    /** Waits until every fork has ended. Returns whether the owner was interrupted meanwhile. */
    final boolean awaitForks() {
        Limits.Loan loan = limits == null ? null : Limits.lendWhileWaitingFor(this);
        boolean interrupted = nursery.awaitEnd(this::ownerInterrupted);
        if (loan != null) {
            loan.overdraw();
        }
        return interrupted;
    }

    private void ownerInterrupted() {
        cancelBecauseInterrupted("the owner was interrupted while the forks ended");
    }

    /** Called by the owner when its wait for a permit has taken an interrupt from outside, which fork cannot throw. */
    final void ownerInterruptedInFork() {
        interruptTaken = true;
        cancelBecauseInterrupted("the owner was interrupted while fork waited for a permit");
    }

    private void cancelBecauseInterrupted(String message) {
        if (reason == null) {
            cancel(CancelReason.of(CancelReason.Kind.OWNER_INTERRUPTED, message, ThreadContext.nameOf(owner), null));
        }
    }

    /** {@return whether an interrupt is still to be told that fork has taken} It is told by the one who asks. */
    final boolean tellTakenInterrupt() {
        boolean taken = interruptTaken;
        interruptTaken = false;
        return taken;
    }

    /**
     * Takes the scope off the stack, after every fork has ended.
     *
     * @param carried whether the code below learns of its own cancellation by the exception with which the scope ends
     */
    final void finish(boolean carried) {
        try {
            nursery.close(); // throws if the user has broken the nesting of the JDK's scopes
        } finally {
            ENDED.setRelease(this, true); // nobody waits for it; who reads it too early has looked before the end
            stop(deadlineTimer);
            stop(stallTimer);
            if (shutdownHook != null) {
                shutdownHook.remove();
            }
            home.pop(this, carried);
            if (holdsHandles()) {
                HandleTracks.scopeEnded(this, description());
            }
            afterFinish();
            Recorder.closed(event, this);
            if (observers != null) {
                observers.closed(reason);
            }
        }
    }

    /** Called by the owner after the end. */
    void afterFinish() {}

    private static void stop(@Nullable Future<?> timer) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    /** Ends the scopes on top that the collector has found to be lost; others must not nest in them. */
    private static void closeLost(ThreadContext context) {
        Frame until = context.top();
        while (until instanceof JoinScopeImpl<?, ?> scope && scope.isLost()) {
            until = Objects.requireNonNull(scope.below(), "a scope is never the lowest frame");
        }
        closeForgotten(context, until);
    }

    /** Logs and cancels a scope that its thread has left open, unless that has been done. */
    void reportNeverClosed() {
        Problems.LOST_SCOPES.increment();
        LOG.warn("{} was never closed: its forks are cancelled; use try-with-resources", description());
        cancel(CancelReason.of(CancelReason.Kind.BODY_FAILED, "the scope was never closed", scopeName(), null));
    }

    /** Ends the frames that were opened above the given one and never closed. */
    static void closeForgotten(ThreadContext context, Frame until) {
        while (context.top() != until) {
            if (context.top() instanceof ScopeCore scope) {
                scope.reportNeverClosed();
                boolean foreign = context.leave(scope);
                if (scope.awaitForks() || foreign) {
                    Thread.currentThread().interrupt();
                }
                scope.finish(false);
            } else {
                context.pop(context.top(), false);
            }
        }
    }

    /** {@return whether the exception is what an interrupted blocking operation of the JDK throws} */
    static boolean isInterrupt(Throwable e) {
        return e instanceof InterruptedException || e instanceof ClosedByInterruptException;
    }
}
