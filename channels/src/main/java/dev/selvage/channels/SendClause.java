package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that sends. */
final class SendClause<E, R> extends Clause<E, R> {
    private final Core<E> core;
    private final Sender<E> sender;
    private final Supplier<? extends E> supplier;
    private final Supplier<? extends R> handler;

    /** What is to be sent; kept until it was. */
    private @Nullable E value;

    SendClause(int number, Sender<E> sender, Supplier<? extends E> supplier, Supplier<? extends R> handler) {
        super(number, sender.party());
        this.core = sender.core();
        this.sender = sender;
        this.supplier = supplier;
        this.handler = handler;
    }

    @Override
    void checkHandle() {
        sender.core();
        party.check();
    }

    @Override
    void prepare(boolean skipClosed) {
        if (value == null && !(skipClosed && core.isClosed())) {
            value = Objects.requireNonNull(
                    supplier.get(), () -> "the supplier of " + description() + " gave null: elements are never null");
        }
    }

    @Override
    Attempt attempt(@Nullable Place<E> place) {
        E element = value;
        if (element == null) {
            return Attempt.ENDED; // it was before the supplier was asked
        }
        if (place == null ? core.offer(element) : core.offer(element, place)) {
            value = null;
            return Attempt.DONE;
        }
        return core.isClosed() ? Attempt.ENDED : Attempt.NOTHING;
    }

    @Override
    boolean hasMet(Place<E> place) {
        boolean met = core.hasMet(place);
        if (met) {
            value = null;
        }
        return met;
    }

    @Override
    Place<E> newPlace(Round round) {
        return new Place<>(party, round, Objects.requireNonNull(value, "a clause that waits has something to send"));
    }

    @Override
    boolean enter(Place<E> place) {
        return core.enterToSend(place);
    }

    @Override
    void leave(Place<E> place) {
        core.leaveToSend(place);
    }

    @Override
    long movesNow() {
        return core.movesForSenders();
    }

    @Override
    Supplier<R> result() {
        return () -> Select.checkResult(handler.get(), this);
    }

    @Override
    Supplier<R> end() {
        E element = Objects.requireNonNull(value, "a clause that is not skipped has something to send");
        value = null; // the exception hands it back
        SendException e = core.notSent(List.of(element), 0);
        throw new SendException(description() + " of a select: " + e.getMessage(), List.of(element), 0, core.cause());
    }

    @Override
    boolean isOver() {
        return core.isClosed();
    }

    @Override
    @Nullable
    Throwable cause() {
        return core.cause();
    }

    /** Takes out what is kept, if it is a clause of the sender. */
    @Nullable
    E takeBack(Sender<?> of) {
        E kept = sender == of ? value : null;
        if (kept != null) {
            value = null;
        }
        return kept;
    }

    @Override
    void close() {
        E kept = takeBack(sender);
        if (kept != null) {
            core.handOver(kept, null);
        }
    }

    @Override
    String what() {
        return "send to " + core.description();
    }

    @Override
    Awaited awaited() {
        return core.wantedBySenders();
    }

    @Override
    String wanted() {
        return (core.capacity() == 0 ? "a receiver of " : "room in ") + core.description();
    }
}
