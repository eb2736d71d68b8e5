package dev.selvage.channels;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that gets something, and makes the result of it; or of the end, if there is a handler for that. */
abstract class TakingClause<E, R> extends Clause<E, R> {
    private final Function<? super E, ? extends R> handler;
    private final @Nullable Function<? super ClosedException, ? extends R> onClosed;

    TakingClause(
            int number,
            Party party,
            Function<? super E, ? extends R> handler,
            @Nullable Function<? super ClosedException, ? extends R> onClosed) {
        super(number, party);
        this.handler = handler;
        this.onClosed = onClosed;
    }

    /** {@return what a receiver is told of the end of the channel} */
    abstract ClosedException ended();

    @Override
    final void prepare(boolean skipClosed) {
        // needs nothing
    }

    @Override
    final Place<E> newPlace(Round round) {
        return new Place<>(party, round, null);
    }

    /** {@return the result of the handler} */
    final Supplier<R> resultOf(E value) {
        return () -> Select.checkResult(handler.apply(value), this);
    }

    @Override
    final Supplier<R> end() {
        ClosedException e = new ClosedException(
                description() + " of a select: " + ended().getMessage() + "; give the clause a handler of the end,"
                        + " or build the select with skipClosed()",
                cause());
        Function<? super ClosedException, ? extends R> handlerOfEnd = onClosed;
        if (handlerOfEnd == null) {
            throw e;
        }
        return () -> Select.checkResult(handlerOfEnd.apply(e), this);
    }
}
