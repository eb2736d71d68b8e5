package dev.selvage.scope;

import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.Frame;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Timers;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the current code can ask about the scope, fork or shield that it runs in. */
final class Surroundings {
    private Surroundings() {}

    static @Nullable CancelReason reason(Frame frame) {
        return frame instanceof Cancellable cancellable ? cancellable.cancelReason() : null;
    }

    static Optional<CancelReason> cancelReason() {
        ThreadContext context = ThreadContext.current();
        return context == null ? Optional.empty() : Optional.ofNullable(reason(context.top()));
    }

    static void checkCancelled() {
        ThreadContext context = ThreadContext.current();
        if (context != null) {
            checkCancelled(context);
        }
    }

    /** The same for the context of the current thread. */
    static void checkCancelled(ThreadContext context) {
        Frame frame = context.top();
        CancelReason reason = reason(frame);
        if (reason != null) {
            throw new ScopeCancelledException(ScopeCore.describe(frame), reason);
        }
    }

    /** Throws if the thread has been interrupted from outside. An interrupt of ours is left to the frame it is for. */
    static void checkInterrupted(String doing, Awaited what) throws OutsideInterruptException {
        checkInterrupted(ThreadContext.current(), doing, what);
    }

    /** The same with the context of the current thread. */
    static void checkInterrupted(@Nullable ThreadContext context, String doing, Awaited what)
            throws OutsideInterruptException {
        if (context == null ? Thread.interrupted() : context.takeOutsideInterrupt()) {
            throw new OutsideInterruptException(doing + what.description());
        }
    }

    static boolean hasDeadline(Frame frame) {
        return switch (frame) {
            case ScopeCore scope -> scope.hasDeadline();
            case ForkImpl<?> fork -> fork.scope.hasDeadline();
            case Shield _ -> true;
            default -> false;
        };
    }

    static long deadline(Frame frame) {
        return switch (frame) {
            case ScopeCore scope -> scope.deadline();
            case ForkImpl<?> fork -> fork.scope.deadline();
            case Shield shield -> shield.deadline;
            default -> throw new IllegalStateException("a thread outside of scopes has no deadline");
        };
    }

    static Optional<Duration> remaining() {
        ThreadContext context = ThreadContext.current();
        if (context == null || !hasDeadline(context.top())) {
            return Optional.empty();
        }
        return Optional.of(Duration.ofNanos(Math.max(0, deadline(context.top()) - System.nanoTime())));
    }

    static Scope.Hook onCancel(Consumer<? super CancelReason> hook) {
        Objects.requireNonNull(hook, "hook");
        ThreadContext context = ThreadContext.current();
        if (context == null || !(context.top() instanceof Cancellable frame)) {
            throw new IllegalStateException("thread '" + ThreadContext.nameOf(Thread.currentThread())
                    + "' is in no scope: call onCancel in the body of a scope or in a fork");
        }
        return frame.hooksOrNew().register(frame, hook);
    }

    static <T extends @Nullable Object> T shield(Duration max, Callable<? extends T> cleanup) throws Exception {
        Objects.requireNonNull(cleanup, "cleanup");
        if (!Objects.requireNonNull(max, "max").isPositive()) {
            throw new IllegalArgumentException("the time of a shield must be positive, not " + max);
        }
        ThreadContext context = ThreadContext.currentOrNew();
        Shield shield = new Shield(context, max);
        boolean interrupted = context.pushShield(shield);
        Future<?> timer = Timers.at(shield.deadline, shield::expire);
        boolean foreign = false;
        try {
            return cleanup.call();
        } finally {
            timer.cancel(false);
            ScopeCore.closeForgotten(context, shield);
            foreign = context.leave(shield);
            context.pop(shield, false);
            if (interrupted || foreign) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** {@return the name of the fork or thread that calls, for reasons} */
    static String callerName() {
        return ThreadContext.current() instanceof ForkImpl<?> fork
                ? fork.name()
                : ThreadContext.nameOf(Thread.currentThread());
    }

    /** The frame of a shielded clean-up. */
    private static final class Shield extends Frame implements Cancellable {
        final long deadline;
        private final ThreadContext context;
        private final Duration max;
        private volatile @Nullable CancelReason reason;
        private volatile @Nullable Hooks hooks;

        Shield(ThreadContext context, Duration max) {
            super(OPEN);
            this.context = context;
            this.max = max;
            this.deadline = Waiter.deadline(max);
        }

        /** Ends the protection. Called by the timer. */
        void expire() {
            CancelReason why = CancelReason.of(
                    CancelReason.Kind.DEADLINE, "the clean-up exceeded its time of " + max, "shield", null);
            reason = why;
            Cancellation.reachAbove(context, this, why);
        }

        @Override
        public @Nullable CancelReason cancelReason() {
            return reason;
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
            return reason != null;
        }

        @Override
        protected boolean shields() {
            return true;
        }

        @Override
        protected String description() {
            return "a shield of " + max;
        }
    }
}
