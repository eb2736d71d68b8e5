package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that receives from a broadcast, or waits for a change of a watch. */
abstract class NewsClause<E, R> extends Clause<E, R> {
    private final NewsCore<E> core;
    private final Subscription<E> subscription;
    private final Function<? super E, ? extends R> handler;
    private final @Nullable Function<? super ClosedException, ? extends R> onClosed;

    NewsClause(
            int number,
            Party party,
            Subscription<E> subscription,
            Function<? super E, ? extends R> handler,
            @Nullable Function<? super ClosedException, ? extends R> onClosed) {
        super(number, party);
        this.core = subscription.core;
        this.subscription = subscription;
        this.handler = handler;
        this.onClosed = onClosed;
    }

    @Override
    final void prepare(boolean skipClosed) {
        // needs nothing
    }

    /** {@return the result of the handler} */
    final Supplier<R> resultOf(E value) {
        return () -> Select.checkResult(handler.apply(value), this);
    }

    @Override
    final boolean hasMet(Place<E> place) {
        return false; // all that wait are told that there may be something
    }

    @Override
    final Place<E> newPlace(Round round) {
        return new Place<>(party, round, null);
    }

    @Override
    final boolean enter(Place<E> place) {
        return core.enter(place, subscription);
    }

    @Override
    final void leave(Place<E> place) {
        core.leave(place);
    }

    @Override
    final long movesNow() {
        return core.moves();
    }

    @Override
    final Supplier<R> end() {
        ClosedException e = new ClosedException(
                description() + " of a select: " + core.ended().getMessage() + "; give the clause a handler of the end,"
                        + " or build the select with skipClosed()",
                core.cause());
        Function<? super ClosedException, ? extends R> handlerOfEnd = onClosed;
        if (handlerOfEnd == null) {
            throw e;
        }
        return () -> Select.checkResult(handlerOfEnd.apply(e), this);
    }

    @Override
    final boolean isOver() {
        return core.isOver() && !core.isBehind(subscription);
    }

    @Override
    final @Nullable Throwable cause() {
        return core.cause();
    }

    @Override
    final String wanted() {
        return core.description();
    }

    @Override
    final Awaited awaited() {
        return core;
    }
}
