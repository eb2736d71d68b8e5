package dev.selvage.channels;

import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.HandleClosedException;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The elements of a receiver for the subscriber that comes first, which a fork serves. */
final class ReceiverPublisher<E> implements Flow.Publisher<E> {
    private static final Flow.Subscription NOTHING = new Flow.Subscription() {
        @Override
        public void request(long n) {
            // there is nothing to come
        }

        @Override
        public void cancel() {
            // there is nothing to end
        }
    };

    private final Receiver<E> receiver;
    private final Consumer<Delivery<E>> fork;

    /** @param fork serves a delivery in a fork */
    private ReceiverPublisher(Receiver<E> receiver, Consumer<Delivery<E>> fork) {
        this.receiver = receiver;
        this.fork = fork;
    }

    static <E> ReceiverPublisher<E> in(Scope scope, Receiver<E> receiver) {
        return new ReceiverPublisher<>(receiver, delivery -> scope.fork(delivery.name(), delivery, Delivery::serve));
    }

    static <E, T extends @Nullable Object> ReceiverPublisher<E> in(JoinScope<T, ?> scope, Receiver<E> receiver) {
        return new ReceiverPublisher<>(receiver, delivery -> scope.fork(delivery.name(), delivery, Delivery::serve));
    }

    @Override
    public void subscribe(Flow.Subscriber<? super E> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        Receiver<E> mine;
        try {
            mine = receiver.move();
        } catch (HandleClosedException e) {
            subscriber.onSubscribe(NOTHING);
            subscriber.onError(e);
            return;
        }
        Delivery<E> delivery = new Delivery<>(mine, subscriber);
        try {
            subscriber.onSubscribe(delivery);
        } catch (RuntimeException | Error e) {
            delivery.cancel();
            throw e;
        }
        fork(delivery);
    }

    private void fork(Delivery<E> delivery) {
        try {
            fork.accept(delivery);
        } catch (RuntimeException | Error e) {
            delivery.refuse(e); // the subscriber is told, who has been promised a signal
        }
    }

    @Override
    public String toString() {
        return "Publisher[" + receiver + "]";
    }
}
