package dev.selvage.channels;

/** A kind of channel for tests of all kinds. */
enum Kind {
    BOUNDED_1,
    BOUNDED_3,
    BOUNDED_64,
    UNBOUNDED,
    RENDEZVOUS;

    <E> Core<E> make(String name) {
        return switch (this) {
            case BOUNDED_1 -> new BoundedCore<>(name, 1);
            case BOUNDED_3 -> new BoundedCore<>(name, 3);
            case BOUNDED_64 -> new BoundedCore<>(name, 64);
            case UNBOUNDED -> new UnboundedCore<>(name);
            case RENDEZVOUS -> new RendezvousCore<>(name);
        };
    }

    <E> Channel<E> channel(String name) {
        return switch (this) {
            case BOUNDED_1 -> Channel.bounded(name, 1);
            case BOUNDED_3 -> Channel.bounded(name, 3);
            case BOUNDED_64 -> Channel.bounded(name, 64);
            case UNBOUNDED -> Channel.unbounded(name);
            case RENDEZVOUS -> Channel.rendezvous(name);
        };
    }
}
