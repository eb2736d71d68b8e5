package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Places;
import dev.selvage.scope.waiting.Sites;
import dev.selvage.scope.waiting.ThreadContext;
import dev.selvage.scope.waiting.Waiter;
import dev.selvage.scope.waiting.Wake;
import dev.selvage.sync.InitialisationStats.State;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who runs the initialiser of a {@link Once}, {@link OnceCell} or {@link Lazy}, how it ended, and who waits for that. */
final class Initialisation implements Awaited {
    /*
     * Overview. One volatile state, which is all that is read once it is COMPLETE. Everything else is under the monitor of
     * the queue, for a few instructions; initialisers run outside of it.
     *
     * States. INCOMPLETE -> RUNNING -> COMPLETE | POISONED | INCOMPLETE (a failed run of a OnceCell); POISONED -> RUNNING
     * (forced). COMPLETE is final.
     *
     * Invariants. (1) RUNNING if and only if `runner` is set; only the runner ends the run. (2) Each waiter in the queue
     * has not been woken by us. (3) The queue is empty when the state is COMPLETE or POISONED.
     *
     * No lost wake-ups. A thread looks at the state and queues in one step under the monitor; the end of a run changes the
     * state and wakes the whole queue in one step. Whoever is woken looks again.
     *
     * Cancellation. A waiter that leaves takes itself out. Nobody depends on it: a wake-up hands nothing over.
     *
     * Memory ordering. What the runner did before the end happens before what anybody does who has seen the new state:
     * volatile, or under the monitor.
     *
     * Checked by: OnceTest, OnceCellTest, LazyTest, InitialisationStress.
     */
    /** What a thread wants. */
    enum Wish {
        /** To run the initialiser if nobody has. */
        RUN,
        /** To run it also if one has failed. */
        RUN_EVEN_IF_POISONED,
        /** To wait until it is complete. */
        WAIT
    }

    record Poison(
            Throwable cause,
            String by,
            Instant at,
            @Nullable StackTraceElement place) {}

    private final String kind;
    private final String name;
    private final String remedy;
    private final boolean poisons;

    /** Written under the monitor. */
    private volatile State state = State.INCOMPLETE;

    /** It and what follows is guarded by its monitor. */
    private final ArrayDeque<Waiter> queue = new ArrayDeque<>();

    private @Nullable ThreadContext runner;
    private @Nullable StackTraceElement place;
    private @Nullable Poison poison;
    private long runs;
    private long failures;

    /**
     * Creates one that has not begun.
     *
     * @param poisons whether a failed run is the end of it
     * @param remedy what to do if it is poisoned, for messages
     */
    Initialisation(String kind, String name, boolean poisons, String remedy) {
        this.kind = kind;
        this.name = name;
        this.poisons = poisons;
        this.remedy = remedy;
    }

    boolean isComplete() {
        return state == State.COMPLETE;
    }

    boolean isPoisoned() {
        return state == State.POISONED;
    }

    /** Returns true if the caller is to run the initialiser and to tell its end, false once the state is COMPLETE. */
    boolean enter(Wish wish) throws OutsideInterruptException {
        while (!isComplete()) {
            ThreadContext context = Waits.beginInContext(this);
            Waiter waiter;
            synchronized (queue) {
                switch (state) {
                    case COMPLETE -> {
                        return false;
                    }
                    case INCOMPLETE -> {
                        if (wish != Wish.WAIT) {
                            begin(context);
                            return true;
                        }
                    }
                    case POISONED -> {
                        if (wish != Wish.RUN_EVEN_IF_POISONED) {
                            throw poisoned();
                        }
                        begin(context);
                        return true;
                    }
                    case RUNNING -> {
                        if (runner == context) {
                            throw recursion();
                        }
                    }
                }
                waiter = new Waiter(this);
                queue.add(waiter);
            }
            Wake wake = waiter.awaitWatched(false, 0);
            if (wake != Wake.WOKEN) {
                synchronized (queue) {
                    queue.remove(waiter);
                }
                Waits.rethrow(wake, waiter);
            }
        }
        return false;
    }

    private void begin(ThreadContext context) {
        state = State.RUNNING;
        runner = context;
        place = Sites.callerIfCaptured();
        runs++;
    }

    /** {@return whether an initialiser has failed before the one of the caller, which runs} */
    boolean wasPoisoned() {
        synchronized (queue) {
            return poison != null;
        }
    }

    /** Ends the run of the caller. */
    void succeeded() {
        synchronized (queue) {
            poison = null;
            end(State.COMPLETE);
        }
    }

    /** Ends the run of the caller. */
    void failed(Throwable cause) {
        synchronized (queue) {
            failures++;
            if (poisons) {
                poison = new Poison(cause, Threads.describeCurrent(), Instant.now(), place);
            }
            end(poisons ? State.POISONED : State.INCOMPLETE);
        }
    }

    private void end(State next) {
        runner = null;
        place = null;
        state = next;
        for (Waiter waiter : queue) {
            waiter.tryWake();
        }
        queue.clear();
    }

    private PoisonedInitialiserException poisoned() {
        Poison why = poison;
        if (why == null) {
            throw new IllegalStateException(description() + " is poisoned without a reason");
        }
        return new PoisonedInitialiserException(description(), why, remedy);
    }

    private DeadlockException recursion() {
        return new DeadlockException(description() + " is being initialised by this thread"
                + (place == null ? "" : " (begun" + Places.at(place) + ")")
                + ": its initialiser cannot wait for itself; let it compute the value without asking for it");
    }

    @Override
    public String description() {
        return kind + " '" + name + "'";
    }

    /** {@return the thread whose initialiser runs} */
    @Override
    public List<ThreadContext> holders() {
        synchronized (queue) {
            ThreadContext running = runner;
            return running == null ? List.of() : List.of(running);
        }
    }

    InitialisationStats stats() {
        synchronized (queue) {
            ThreadContext running = runner;
            return new InitialisationStats(
                    name,
                    state,
                    running == null ? Optional.empty() : Optional.of(Threads.describe(running)),
                    queue.size(),
                    runs,
                    failures);
        }
    }

    /** {@return the state as a text such as {@code Once[schema, running in fork 'orders/load#2', 3 waiting]}} */
    String text(String type) {
        InitialisationStats now = stats();
        String what = switch (now.state()) {
            case INCOMPLETE -> "incomplete";
            case RUNNING -> "running in " + now.runner().orElse("a thread");
            case POISONED -> "poisoned";
            case COMPLETE -> "complete";
        };
        return type + "[" + name + ", " + what + (now.waiting() == 0 ? "" : ", " + now.waiting() + " waiting") + "]";
    }
}
