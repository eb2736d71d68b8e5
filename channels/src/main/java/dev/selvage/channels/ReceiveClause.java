package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that receives. */
final class ReceiveClause<E, R> extends TakingClause<E, R> {
    private final Core<E> core;
    private final Receiver<E> receiver;

    private @Nullable E taken;

    ReceiveClause(
            int number,
            Receiver<E> receiver,
            Function<? super E, ? extends R> handler,
            @Nullable Function<? super ClosedException, ? extends R> onClosed) {
        super(number, receiver.party(), handler, onClosed);
        this.core = receiver.core();
        this.receiver = receiver;
    }

    @Override
    void checkHandle() {
        receiver.use();
        party.check();
    }

    @Override
    Attempt attempt(@Nullable Place<E> place) {
        E element = place == null ? core.poll() : core.poll(place);
        if (element == null && core.isClosed()) {
            element = core.poll(); // once more: nothing comes any more
            if (element == null) {
                return Attempt.ENDED;
            }
        }
        taken = element;
        return element == null ? Attempt.NOTHING : Attempt.DONE;
    }

    @Override
    boolean hasMet(Place<E> place) {
        boolean met = core.hasMet(place);
        if (met) {
            taken = place.element;
        }
        return met;
    }

    @Override
    boolean enter(Place<E> place) {
        return core.enterToReceive(place);
    }

    @Override
    void leave(Place<E> place) {
        core.leaveToReceive(place);
    }

    @Override
    long movesNow() {
        return core.movesForReceivers();
    }

    @Override
    Supplier<R> result() {
        E element = Objects.requireNonNull(taken, "an attempt that was done has taken an element");
        taken = null;
        return resultOf(element);
    }

    @Override
    ClosedException ended() {
        return core.ended();
    }

    @Override
    boolean isOver() {
        return core.isClosed() && core.size() == 0;
    }

    @Override
    @Nullable
    Throwable cause() {
        return core.cause();
    }

    @Override
    String what() {
        return "receive from " + core.description();
    }

    @Override
    Awaited awaited() {
        return core.wantedByReceivers();
    }

    @Override
    String wanted() {
        return "an element of " + core.description();
    }
}
