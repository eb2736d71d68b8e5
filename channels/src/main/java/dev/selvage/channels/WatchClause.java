package dev.selvage.channels;

import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A clause that waits for a change of a watch. */
final class WatchClause<E, R> extends NewsClause<E, R> {
    private final WatchReceiver<E> receiver;

    private @Nullable E taken;

    WatchClause(
            int number,
            WatchReceiver<E> receiver,
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
        return switch (receiver.tryChanged()) {
            case Received.Closed<E> _ -> Attempt.ENDED;
            case Received.Empty<E> _ -> Attempt.NOTHING;
            case Received.Value<E>(E value) -> {
                taken = value;
                yield Attempt.DONE;
            }
        };
    }

    @Override
    Supplier<R> result() {
        E value = Objects.requireNonNull(taken, "an attempt that was done has taken a value");
        taken = null;
        return resultOf(value);
    }

    @Override
    String what() {
        return "change of watch " + receiver.label();
    }
}
