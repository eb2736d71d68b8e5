package dev.selvage.channels;

import dev.selvage.scope.waiting.Awaited;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A clause that receives from a broadcast, or waits for a change of a watch. */
abstract class NewsClause<E, R> extends TakingClause<E, R> {
    private final NewsCore<E> core;
    private final Subscription<E> subscription;

    NewsClause(
            int number,
            Party party,
            Subscription<E> subscription,
            Function<? super E, ? extends R> handler,
            @Nullable Function<? super ClosedException, ? extends R> onClosed) {
        super(number, party, handler, onClosed);
        this.core = subscription.core;
        this.subscription = subscription;
    }

    @Override
    final boolean hasMet(Place<E> place) {
        return false; // all that wait are told that there may be something
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
    final ClosedException ended() {
        return core.ended();
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
