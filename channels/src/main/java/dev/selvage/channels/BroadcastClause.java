package dev.selvage.channels;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that receives from a broadcast. */
final class BroadcastClause<E, R> extends NewsClause<E, R> {
    private final BroadcastReceiver<E> receiver;

    /** A value, or that some were missed. */
    private @Nullable BroadcastReceived<E> taken;

    BroadcastClause(
            int number,
            BroadcastReceiver<E> receiver,
            Function<? super E, ? extends R> handler,
            @Nullable Function<? super ClosedException, ? extends R> onClosed) {
        super(number, receiver.party(), receiver.subscription(), handler, onClosed);
        this.receiver = receiver;
    }

    @Override
    void checkHandle() {
        receiver.subscription();
        party.check();
    }

    @Override
    Attempt attempt(@Nullable Place<E> place) {
        BroadcastReceived<E> next = receiver.tryReceive();
        return switch (next) {
            case BroadcastReceived.Closed<E> _ -> Attempt.ENDED;
            case BroadcastReceived.Empty<E> _ -> Attempt.NOTHING;
            case BroadcastReceived.Value<E> _, BroadcastReceived.Lagged<E> _ -> {
                taken = next;
                yield Attempt.DONE;
            }
        };
    }

    @Override
    Supplier<R> result() {
        BroadcastReceived<E> mine = Objects.requireNonNull(taken, "an attempt that was done has taken something");
        taken = null;
        if (mine instanceof BroadcastReceived.Lagged<E>(long missed)) {
            LaggedException lagged = receiver.lagged(missed);
            return () -> {
                throw lagged;
            };
        }
        return resultOf(mine.value().orElseThrow());
    }

    @Override
    String what() {
        return "receive from broadcast " + receiver.label();
    }
}
