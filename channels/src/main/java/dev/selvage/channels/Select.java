package dev.selvage.channels;

import dev.selvage.scope.blocking.Waits;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.waiting.Awaited;
import dev.selvage.scope.waiting.OutsideInterruptException;
import dev.selvage.scope.waiting.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A choice between operations on channels: it waits until one of its clauses can go on, and does that one, and none of the
 * others. The counterpart of Go's {@code select} and crossbeam's {@code select!}. It is built once and used again and again,
 * by one thread at a time.
 *
 * {@snippet :
 * var select = Select.<String>builder()
 *         .receive(jobs, job -> "job " + job)
 *         .receive(control, command -> "command " + command, end -> "no more commands")
 *         .send(out, () -> nextLine(), () -> "sent")
 *         .build();
 * String what = select.await();
 * }
 *
 * <p>Clauses receive and send, in any mixture, and wait for broadcasts and watches; a channel may stand in several. Two selects meet on a rendezvous. A select
 * does not meet itself.
 *
 * <p><b>What is chosen.</b> If several clauses are ready, one of them by chance, each with the same probability; a
 * {@linkplain Builder#biased() biased} select takes the first. Those that wait stand in the lines of their channels like
 * other senders and receivers; see {@link Channel}.
 *
 * <p><b>Handlers.</b> The handler of the chosen clause runs on the calling thread, after the element has changed hands, and
 * gives the result, which is not null. What it throws passes to the caller: the element stays taken, or sent, and if it was
 * taken, it is the handler's to save. The clauses that were not chosen have taken and sent nothing. A handler may use the
 * select again.
 *
 * <p><b>What is sent.</b> The suppliers of all clauses that send run first, in the order of the clauses, on the calling
 * thread. What they give is kept if another clause is chosen, or none, and offered again by the next call, which does not
 * ask those suppliers again: so nothing is lost. What a supplier throws passes; nothing has been taken or sent. What is kept
 * when the select is not used any more is taken out by {@link #takeBack}, or goes where undelivered elements go by
 * {@link #close}; a select without clauses that send need not be closed.
 *
 * <p><b>The end.</b> A clause whose channel has ended is ready, too. Received from, it runs its handler of the end, or throws
 * {@link ClosedException}, which names the clause, if it has none; sent to, it throws {@link SendException} with the element.
 * A select that {@linkplain Builder#skipClosed() skips} them leaves them out, and throws {@code ClosedException} when all
 * have ended.
 *
 * <p><b>Interruption and cancellation</b> end {@link #await} and {@link #tryAwait(Duration)}, also if they need not wait;
 * then nothing was taken or sent. A handle that is closed or moved, also by another thread meanwhile, ends all calls with
 * {@link HandleClosedException}, with the same guarantee.
 *
 * <p><b>Memory.</b> As with the operations of the channels. <b>Cost.</b> If a clause is ready, that of its operation and of
 * those tried before it; a wait costs a place in the line of each channel.
 *
 * @param <R> the result
 */
public final class Select<R> implements AutoCloseable {
    /*
     * Overview. Try each clause, in an order that is shuffled as it is walked. If none is ready, a Round: enter the line of
     * each clause, which looks once more, then wait. Whatever ends the round, the places leave all lines before anything
     * else is done. If a clause was ready at its entry, the round is given up unless it was decided before; if a clause was
     * chosen by a waker, it is tried first; if that fails, because others were faster, all begins again, with the tickets of
     * the old places. Before its first round a select may look for a while whether a channel moves, see Spin: once in a call,
     * because only who is in line is told of an interrupt and a cancellation, and served before newcomers.
     *
     * Nothing ready. Before a clause is tried, the moves of its channel are noted: a number that changes when the clause
     * becomes ready. If after all have failed no number has changed, none was ready between the last attempt and the first
     * look at the numbers. Else all are tried again.
     *
     * Invariants, No lost wake-ups, Cancellation, Memory ordering. See Round.
     *
     * Checked by: SelectTest, SelectEndTest, SelectKeptTest, NewsSelectTest, RoundTest, SelectStress, SelectJcstress.
     */
    private final List<Clause<?, R>> clauses;
    private final Clause<?, R>[] order;
    private final Spin spin = Spin.doubtful();
    private final boolean biased;
    private final boolean skipClosed;
    private final Awaited any;
    private final AtomicBoolean used = new AtomicBoolean();

    /** Guarded by {@code used}. */
    private boolean closed;

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of generics
    private Select(List<Clause<?, R>> clauses, boolean biased, boolean skipClosed) {
        this.clauses = clauses;
        this.order = clauses.toArray(new Clause[0]);
        this.biased = biased;
        this.skipClosed = skipClosed;
        this.any = new AnyClause(clauses, skipClosed);
    }

    /** {@return a builder without clauses} */
    public static <R> Builder<R> builder() {
        return new Builder<>();
    }

    /** Clauses of a select to be. */
    public static final class Builder<R> {
        private final List<Clause<?, R>> clauses = new ArrayList<>();
        private boolean biased;
        private boolean skipClosed;

        private Builder() {}

        /**
         * Adds a clause that receives.
         *
         * @param handler gives the result from the element; runs on the thread that selects
         */
        public <E> Builder<R> receive(Receiver<E> receiver, Function<? super E, ? extends R> handler) {
            return add(new ReceiveClause<>(number(), receiver, Objects.requireNonNull(handler, "handler"), null));
        }

        /**
         * Adds a clause that receives, and knows what to do at the end.
         *
         * @param handler gives the result from the element
         * @param onClosed gives the result when the channel has ended, each time; its argument has the cause
         */
        public <E> Builder<R> receive(
                Receiver<E> receiver,
                Function<? super E, ? extends R> handler,
                Function<? super ClosedException, ? extends R> onClosed) {
            return add(new ReceiveClause<>(
                    number(),
                    receiver,
                    Objects.requireNonNull(handler, "handler"),
                    Objects.requireNonNull(onClosed, "onClosed")));
        }

        /**
         * Adds a clause that receives from a broadcast. If its receiver has missed values, the clause is ready, and the call
         * throws {@link LaggedException}, as {@link BroadcastReceiver#receive} does.
         *
         * @param handler gives the result from the value
         */
        public <E> Builder<R> receive(BroadcastReceiver<E> receiver, Function<? super E, ? extends R> handler) {
            return add(new BroadcastClause<>(number(), receiver, Objects.requireNonNull(handler, "handler"), null));
        }

        /** Adds a clause that receives from a broadcast, and knows what to do at the end. */
        public <E> Builder<R> receive(
                BroadcastReceiver<E> receiver,
                Function<? super E, ? extends R> handler,
                Function<? super ClosedException, ? extends R> onClosed) {
            return add(new BroadcastClause<>(
                    number(),
                    receiver,
                    Objects.requireNonNull(handler, "handler"),
                    Objects.requireNonNull(onClosed, "onClosed")));
        }

        /**
         * Adds a clause that is ready when a watch has a value which its receiver has not seen; it counts as seen if the
         * clause is chosen.
         *
         * @param handler gives the result from the value
         */
        public <E> Builder<R> changed(WatchReceiver<E> receiver, Function<? super E, ? extends R> handler) {
            return add(new WatchClause<>(number(), receiver, Objects.requireNonNull(handler, "handler"), null));
        }

        /** Adds a clause for the changes of a watch, which knows what to do at the end. */
        public <E> Builder<R> changed(
                WatchReceiver<E> receiver,
                Function<? super E, ? extends R> handler,
                Function<? super ClosedException, ? extends R> onClosed) {
            return add(new WatchClause<>(
                    number(),
                    receiver,
                    Objects.requireNonNull(handler, "handler"),
                    Objects.requireNonNull(onClosed, "onClosed")));
        }

        /**
         * Adds a clause that sends.
         *
         * @param supplier gives what is to be sent, before the select waits, unless something is kept from before
         * @param handler gives the result after it was sent
         */
        public <E> Builder<R> send(Sender<E> sender, Supplier<? extends E> supplier, Supplier<? extends R> handler) {
            return add(new SendClause<>(
                    number(),
                    sender,
                    Objects.requireNonNull(supplier, "supplier"),
                    Objects.requireNonNull(handler, "handler")));
        }

        private int number() {
            return clauses.size() + 1;
        }

        private Builder<R> add(Clause<?, R> clause) {
            clauses.add(clause);
            return this;
        }

        /** Has the first clause chosen that is ready, in the order in which they were added: later ones may starve. */
        public Builder<R> biased() {
            biased = true;
            return this;
        }

        /** Leaves clauses out whose channels have ended, as long as there are others. Handlers of the end do not run. */
        public Builder<R> skipClosed() {
            skipClosed = true;
            return this;
        }

        /**
         * {@return the select}
         *
         * @throws IllegalArgumentException if it has no clause: it would wait for ever
         */
        public Select<R> build() {
            if (clauses.isEmpty()) {
                throw new IllegalArgumentException(
                        "a select without clauses would wait for ever: add a clause with receive(...) or send(...)");
            }
            return new Select<>(List.copyOf(clauses), biased, skipClosed);
        }
    }

    // ---- selecting

    /**
     * Waits until a clause is ready, does it, and returns what its handler gives.
     *
     * @throws ClosedException if a clause without a handler of the end has ended, or all clauses that were to be skipped
     * @throws SendException with the element, if the channel of a clause that sends takes no more elements
     * @throws InterruptedException if the thread is interrupted; nothing was taken or sent
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled; nothing was taken or sent
     * @throws IllegalStateException if another thread uses the select
     */
    public R await() throws InterruptedException {
        Supplier<R> result = select(true, false, 0);
        if (result == null) {
            throw new IllegalStateException("a wait without a timeout has timed out: " + this);
        }
        return result.get();
    }

    /**
     * Does a clause that is ready at this instant. Never waits, and never looks at the interrupt flag.
     *
     * @return the result; empty if there was an instant during the call at which no clause was ready
     */
    public Optional<R> tryAwait() {
        try {
            return result(select(false, false, 0));
        } catch (OutsideInterruptException e) {
            throw new IllegalStateException("a select that does not wait was interrupted: " + this, e);
        }
    }

    /** Like {@link #await}, but gives up after the timeout, and then returns empty. Zero or less tries once. */
    public Optional<R> tryAwait(Duration timeout) throws InterruptedException {
        return result(select(true, true, Waiter.deadline(timeout)));
    }

    private static <R> Optional<R> result(@Nullable Supplier<R> chosen) {
        return chosen == null ? Optional.empty() : Optional.ofNullable(chosen.get());
    }

    /** {@return what gives the result, or null if nothing was ready} */
    private @Nullable Supplier<R> select(boolean waits, boolean timed, long deadline) throws OutsideInterruptException {
        use();
        try {
            if (closed) {
                throw new IllegalStateException(this + " was closed: build another");
            }
            checkHandles();
            if (waits) {
                Waits.check(any);
            }
            for (Clause<?, R> clause : clauses) {
                clause.begin(skipClosed);
            }
            return choose(waits, timed, deadline);
        } finally {
            used.setRelease(false);
        }
    }

    private void use() {
        if (!used.compareAndSet(false, true)) {
            throw new IllegalStateException(
                    this
                            + " is in use, by another thread or by one that calls it from its own supplier: build one for each");
        }
    }

    // ---- what is kept

    /**
     * Takes out what the clauses of a sender keep: values that their suppliers gave, and that were not sent. The next call
     * asks these suppliers again.
     *
     * @return the values, in the order of the clauses; empty if none is kept
     * @throws IllegalStateException if another thread uses the select
     */
    public <E> List<E> takeBack(Sender<E> sender) {
        Objects.requireNonNull(sender, "sender");
        use();
        try {
            List<E> kept = new ArrayList<>();
            for (Clause<?, R> clause : clauses) {
                if (clause instanceof SendClause<?, R> sending) {
                    @SuppressWarnings("unchecked") // the clause has this sender, or it keeps nothing for it
                    E value = (E) sending.takeBack(sender);
                    if (value != null) {
                        kept.add(value);
                    }
                }
            }
            return kept;
        } finally {
            used.setRelease(false);
        }
    }

    /**
     * Ends the use of the select. What clauses keep goes to the {@code onUndelivered} of their channels. The handles stay
     * open. A second close does nothing.
     *
     * @throws IllegalStateException if another thread uses the select
     */
    @Override
    public void close() {
        use();
        try {
            closed = true;
            clauses.forEach(Clause::close);
        } finally {
            used.setRelease(false);
        }
    }

    private @Nullable Supplier<R> choose(boolean waits, boolean timed, long deadline) throws OutsideInterruptException {
        for (boolean first = true; ; first = false) {
            checkHandles();
            Supplier<R> ready = look();
            if (ready != null) {
                return ready;
            }
            if (!waits || (timed && deadline - System.nanoTime() <= 0)) {
                if (isUnmoved()) {
                    return null;
                }
            } else if (!first || !hasLooked()) {
                ready = await(timed, deadline);
                if (ready != null) {
                    return ready;
                }
            }
        }
    }

    /** Looks for a move for a while, if that is worth while. Returns whether to try again. */
    private boolean hasLooked() {
        return spin.isDue() && spin.until(() -> !isUnmoved());
    }

    private void checkHandles() {
        for (Clause<?, R> clause : order) {
            clause.checkHandle();
        }
    }

    /** Tries all clauses. */
    private @Nullable Supplier<R> look() {
        int ended = 0;
        for (int i = 0; i < order.length; i++) {
            Clause<?, R> clause = next(i);
            Clause.Attempt attempt = clause.look();
            Supplier<R> result = resultOf(clause, attempt);
            if (result != null) {
                return result;
            }
            if (attempt == Clause.Attempt.ENDED) {
                ended++;
            }
        }
        if (ended == order.length) {
            throw allEnded();
        }
        return null;
    }

    /** {@return the next clause to be tried: any of those that are left} */
    private Clause<?, R> next(int i) {
        Clause<?, R> clause = order[i];
        if (!biased && i < order.length - 1) {
            int other = ThreadLocalRandom.current().nextInt(i, order.length);
            order[i] = order[other];
            order[other] = clause;
        }
        return order[i];
    }

    private @Nullable Supplier<R> resultOf(Clause<?, R> clause, Clause.Attempt attempt) {
        return switch (attempt) {
            case DONE -> clause.result();
            case ENDED -> skipClosed ? null : clause.end();
            case NOTHING -> null;
        };
    }

    private boolean isUnmoved() {
        for (Clause<?, R> clause : order) {
            if (!clause.isUnmoved()) {
                return false;
            }
        }
        return true;
    }

    /** Waits once. Returns null if it is time to look again. */
    private @Nullable Supplier<R> await(boolean timed, long deadline) throws OutsideInterruptException {
        Round round = new Round(any);
        try {
            for (Clause<?, R> clause : order) {
                if (!clause.hasEnded() && !clause.enter(round) && round.giveUp()) {
                    return resultOf(clause, clause.attemptInstead());
                }
                if (round.isDecided()) {
                    break;
                }
            }
            Place<?> chosen = round.await(timed, deadline);
            if (chosen == null) {
                return null;
            }
            Clause<?, R> clause = clauseOf(chosen);
            return resultOf(clause, clause.attemptChosen());
        } finally {
            for (Clause<?, R> clause : order) {
                clause.leave();
            }
        }
    }

    private Clause<?, R> clauseOf(Place<?> chosen) {
        for (Clause<?, R> clause : order) {
            if (clause.has(chosen)) {
                return clause;
            }
        }
        throw new IllegalStateException("a place was chosen that is of no clause of " + this);
    }

    // ---- telling

    private ClosedException allEnded() {
        Throwable cause = clauses.stream()
                .map(clause -> clause.cause())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
        return new ClosedException(
                "all clauses of a select have ended: "
                        + clauses.stream().map(Clause::description).collect(Collectors.joining(", "))
                        + "; there is nothing left to wait for",
                cause);
    }

    static <R> R checkResult(@Nullable R result, Clause<?, ?> clause) {
        if (result == null) {
            throw new NullPointerException("the handler of " + clause.description()
                    + " gave null; the element has changed hands: give a result that is not null");
        }
        return result;
    }

    /** {@return such as {@code Select[receive from channel 'jobs', send to channel 'out', biased]}} */
    @Override
    public String toString() {
        return "Select[" + clauses.stream().map(Clause::what).collect(Collectors.joining(", "))
                + (biased ? ", biased" : "") + (skipClosed ? ", skipClosed" : "") + "]";
    }
}
