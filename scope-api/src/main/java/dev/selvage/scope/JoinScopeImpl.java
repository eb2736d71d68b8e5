package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Leaks;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The scope of {@code open}. */
final class JoinScopeImpl<T extends @Nullable Object, R extends @Nullable Object> extends ScopeCore
        implements JoinScope<T, R>, Awaited {
    /*
     * Overview. Pending are the forks whose end the joiner has not been told of. `made` counts the forks that the owner
     * has made; `told` those whose end the joiner has been told of, less those that forks have made. So one atomic
     * operation is done for a fork of the owner, not two. The fork that makes them equal wakes the owner, if it waits in
     * join().
     *
     * Invariants. A fork is counted before its thread starts, one made by a fork before its maker has ended: told never
     * exceeds made, and equals it only when no fork is pending.
     *
     * No lost wake-ups. join() publishes its waiter, then reads told (both volatile); a fork counts told up, then
     * reads the waiter. A cancellation wakes the waiter through the context.
     *
     * Memory ordering. made is plain. The owner reads its own writes; a fork reads it after it has seen the waiter, which
     * was published after the last write, since the owner waits. told is only changed by atomic operations, so who sees
     * the last of them sees what all forks did before theirs.
     *
     * Checked by: JoinScopeStress, JoinScopeTest.
     */
    private static final VarHandle TOLD;

    static {
        try {
            TOLD = MethodHandles.lookup().findVarHandle(JoinScopeImpl.class, "told", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Joiner<T, R> joiner;

    /** The first exception of the joiner; set under the monitor. */
    private volatile @Nullable Throwable joinerFailure;

    private volatile Leaks.@Nullable Watch watch;
    private volatile boolean lost;

    private volatile int told;
    private volatile @Nullable Waiter joining;

    // Written by the owner only.
    private int made;
    private boolean joined;
    private boolean closed;

    JoinScopeImpl(ScopeConfig config, Joiner<T, R> joiner, boolean captureSite) {
        super(config, captureSite);
        this.joiner = joiner;
    }

    // ---- the handle, if it is watched

    void watchedBy(Leaks.Watch mine) {
        watch = mine;
    }

    @Override
    void afterFinish() {
        Leaks.Watch mine = watch;
        if (mine != null) {
            mine.end();
        }
    }

    /** Cancels the scope, whose handle has been found unreachable. Called by the collector's thread. */
    void cancelAsLost() {
        lost = true;
        cancelElsewhere(CancelReason.of(
                CancelReason.Kind.BODY_FAILED, "the scope was lost without close()", scopeName(), null));
    }

    /** {@return whether the scope was reported as lost and waits for its thread to end it} */
    boolean isLost() {
        return lost;
    }

    @Override
    void reportNeverClosed() {
        Leaks.Watch mine = watch;
        if (mine == null || mine.claim()) {
            super.reportNeverClosed();
        }
    }

    @Override
    String joinerName() {
        return Joiners.nameOf(joiner);
    }

    @Override
    protected boolean interruptsThread() {
        return false;
    }

    @Override
    void beforeAdmission() {
        if (joined && Thread.currentThread() == owner()) {
            throw new IllegalStateException(
                    description() + " has been joined: the task does not run; fork before join");
        }
    }

    @Override
    void beforeStart(ForkImpl<?> fork) {
        if (fork.isMadeByFork()) {
            TOLD.getAndAdd(this, -1);
        } else {
            made++;
        }
        try {
            cancelIfDone(joiner.onFork(typed(fork)), fork);
        } catch (Throwable e) {
            joinerThrew("onFork", fork, e);
        }
    }

    @Override
    void beforeFailure(ForkImpl<?> fork, Throwable failure) {
        failures.add(fork, failure);
    }

    @Override
    void afterEnd(ForkImpl<?> fork) {
        if (fork.hasStarted()) {
            try {
                cancelIfDone(joiner.onComplete(typed(fork)), fork);
            } catch (Throwable e) {
                joinerThrew("onComplete", fork, e);
            }
        }
        int now = (int) TOLD.getAndAdd(this, 1) + 1;
        Waiter waiting = joining;
        if (waiting != null && now == made) {
            waiting.tryWake();
        }
    }

    /** {@return the number of forks whose end the joiner has not been told of} */
    private int pending() {
        return made - told;
    }

    private void cancelIfDone(boolean done, ForkImpl<?> fork) {
        if (!done) {
            return;
        }
        Throwable failure = fork.failure();
        if (failure != null) {
            cancelBecauseFailed(fork, failure);
        } else {
            cancel(CancelReason.of(CancelReason.Kind.JOINER_DONE, "the joiner has what it wanted", fork.name(), null));
        }
    }

    private void joinerThrew(String what, ForkImpl<?> fork, Throwable e) {
        keepJoinerFailure(e);
        cancel(CancelReason.of(
                CancelReason.Kind.BODY_FAILED, what + " of the joiner threw " + Failures.text(e), fork.name(), e));
    }

    private synchronized void keepJoinerFailure(Throwable failure) {
        if (joinerFailure == null) {
            joinerFailure = failure;
        }
    }

    /** The forks of this scope were made by its own fork methods, which admit only T. */
    @SuppressWarnings("unchecked")
    private Fork<? extends T> typed(ForkImpl<?> fork) {
        return (Fork<? extends T>) fork;
    }

    @Override
    public R join() throws ScopeFailedException, InterruptedException {
        requireOwner("join");
        if (joined || closed) {
            throw new IllegalStateException(description() + (closed ? " is closed" : " has been joined already")
                    + ": join once, inside the try block");
        }
        awaitPending();
        joined = true;
        Throwable broken = joinerFailure;
        if (broken != null) {
            throw failed(broken);
        }
        CancelReason reason = cancelReason();
        if (reason != null) {
            switch (reason.kind()) {
                case SIBLING_FAILED, JOINER_DONE -> {}
                case OWNER_INTERRUPTED -> {
                    if (tellTakenInterrupt()) {
                        throw suppressing(new OutsideInterruptException(reason.message()));
                    }
                    throw suppressing(new ScopeCancelledException("scope '" + scopeName() + "'", reason));
                }
                case DEADLINE -> {
                    if (!joiner.onTimeout()) {
                        throw suppressing(new ScopeTimeoutException(reason));
                    }
                }
                default -> throw suppressing(new ScopeCancelledException("scope '" + scopeName() + "'", reason));
            }
        }
        try {
            return joiner.result();
        } catch (Throwable e) {
            throw failed(first(e instanceof ScopeFailedException && e.getCause() != null ? e.getCause() : e));
        }
    }

    /**
     * {@return the first failure of the scope, if the joiner was to throw it} The joiner hears of a fork when its handles
     * are closed, and then it may have heard of one that failed because of that.
     */
    private Throwable first(Throwable told) {
        Throwable first = joiner instanceof Joiners.FirstFailure<?, ?> ? failures.first() : null;
        return first != null && failures.contains(told) ? first : told;
    }

    private ScopeFailedException failed(Throwable cause) {
        ForkImpl<?> first = failures.firstFork();
        ScopeFailedException exception = first != null && failures.first() == cause
                ? failure(first, cause)
                : new ScopeFailedException("scope '" + scopeName() + "' failed: " + Failures.text(cause), cause);
        return suppressing(exception);
    }

    private <E extends Throwable> E suppressing(E exception) {
        failures.suppressInto(exception);
        return exception;
    }

    private void awaitPending() throws InterruptedException {
        Surroundings.checkInterrupted("interrupted before joining ", this);
        checkCallerCancelled();
        ForkImpl<?> newest = nursery().first();
        if (newest != null && cancelReason() == null && GiveWay.to(newest, () -> pending() == 0)) {
            return; // the older ones were ahead of it
        }
        while (pending() > 0 && cancelReason() == null) {
            Waiter waiter = new Waiter(this);
            joining = waiter;
            if (pending() == 0) {
                waiter.tryWake();
            }
            Limits.Loan loan = Limits.lendWhileWaitingFor(this);
            Wake wake = waiter.await(false, 0);
            joining = null;
            if (loan != null) {
                wake = loan.takeBack(wake, false, 0);
            }
            if (wake == Wake.CANCELLED) {
                checkCallerCancelled();
            }
            if (wake == Wake.INTERRUPTED) {
                throw new OutsideInterruptException(
                        "interrupted while joining " + description() + "; join may be called again");
            }
        }
    }

    /** {@return the forks that have not ended} */
    @Override
    public List<ThreadContext> holders() {
        List<ThreadContext> unfinished = new ArrayList<>();
        for (ForkImpl<?> fork : liveForks()) {
            if (fork.outcome().isEmpty()) {
                unfinished.add(fork);
            }
        }
        return unfinished;
    }

    /** {@return whether a fork is left that may act, or has ended and is telling the joiner: that may content it} */
    @Override
    public boolean mayEndWithout(Predicate<ThreadContext> idle) {
        List<ThreadContext> unfinished = holders(); // before the count, which sinks when the joiner has been told
        return unfinished.isEmpty()
                || unfinished.size() < pending()
                || !unfinished.stream().allMatch(idle);
    }

    /** Throws if the code that joins runs in a cancelled scope inside this one, which itself is not cancelled. */
    private void checkCallerCancelled() {
        // This scope's own cancellation, which may come between two looks at it, is told by what join finds.
        if (home().top() != this && cancelReason() == null) {
            Surroundings.checkCancelled();
        }
    }

    /** Cancels what still runs, and closes. */
    void abandon(String message) {
        joined = true;
        if (pending() > 0) {
            cancel(message);
        }
        close();
    }

    @Override
    public void close() {
        requireOwner("close");
        if (closed) {
            return;
        }
        closed = true;
        boolean forgotten = !joined && nursery().first() != null;
        if (forgotten) {
            Problems.FORGOTTEN_JOINS.increment();
            cancel(CancelReason.of(
                    CancelReason.Kind.BODY_FAILED, "the scope was closed without join", scopeName(), null));
        }
        StackTraceElement place = forgotten && site == null ? Sites.caller() : null;
        boolean restore = leaveBody();
        restore |= awaitForks();
        restore |= tellTakenInterrupt();
        CancelReason reason = cancelReason();
        finish(joined && reason != null && reason.kind() == CancelReason.Kind.PARENT);
        if (restore) {
            owner().interrupt();
        }
        if (forgotten) {
            throw new IllegalStateException(description() + (place == null ? "" : " (closed at " + place + ")")
                    + " was closed without join(): its forks were cancelled; call join() before the block ends");
        }
    }

    @Override
    public <U extends T> Fork<U> fork(ScopedValue.Carrier bindings, Callable<? extends U> task) {
        return Forking.fork(this, null, Objects.requireNonNull(bindings, "bindings"), task);
    }

    @Override
    public <U extends T> Fork<U> fork(String name, ScopedValue.Carrier bindings, Callable<? extends U> task) {
        return Forking.fork(
                this, Objects.requireNonNull(name, "name"), Objects.requireNonNull(bindings, "bindings"), task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(ScopedValue.Carrier bindings, Scope.Task task) {
        return Forking.fork(this, null, Objects.requireNonNull(bindings, "bindings"), ClosureScope.<U>callable(task));
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(String name, ScopedValue.Carrier bindings, Scope.Task task) {
        return Forking.fork(
                this,
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(bindings, "bindings"),
                ClosureScope.<U>callable(task));
    }

    @Override
    public <U extends T> Optional<Fork<@Nullable U>> tryFork(Scope.Task task) {
        return Forking.tryFork(this, null, ClosureScope.<U>callable(task));
    }

    @Override
    public <U extends T> Optional<Fork<@Nullable U>> tryFork(String name, Scope.Task task) {
        return Forking.tryFork(this, Objects.requireNonNull(name, "name"), ClosureScope.<U>callable(task));
    }

    @Override
    public <U extends T> Optional<Fork<U>> tryFork(Callable<? extends U> task) {
        return Forking.tryFork(this, null, task);
    }

    @Override
    public <U extends T> Optional<Fork<U>> tryFork(String name, Callable<? extends U> task) {
        return Forking.tryFork(this, Objects.requireNonNull(name, "name"), task);
    }

    @Override
    public <U extends T> Fork<U> fork(Callable<? extends U> task) {
        return newFork(null, task);
    }

    @Override
    public <U extends T> Fork<U> fork(String name, Callable<? extends U> task) {
        return newFork(Objects.requireNonNull(name, "name"), task);
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(Scope.Task task) {
        return newFork(null, ClosureScope.<U>callable(task));
    }

    @Override
    public <U extends T> Fork<@Nullable U> fork(String name, Scope.Task task) {
        return newFork(Objects.requireNonNull(name, "name"), ClosureScope.<U>callable(task));
    }

    @Override
    public String toString() {
        return "JoinScope[" + scopeName() + (hasEnded() ? ", closed" : ", " + pending() + " pending")
                + (cancelReason() == null ? "" : ", cancelled: " + cancelReason()) + "]";
    }
}
