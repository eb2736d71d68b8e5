package dev.selvage.channels;

import java.util.Optional;

/**
 * The way to a channel that does not keep it open: for what outlives the senders, such as a registry or a window. It is no
 * handle: any thread may use it, and it need not be closed. After tokio's {@code WeakSender}.
 *
 * @param <E> the elements
 */
public final class WeakSender<E> {
    private final Core<E> core;

    WeakSender(Core<E> core) {
        this.core = core;
    }

    /** {@return a sender, of the caller, or empty if there is no other any more, or the channel is closed} */
    public Optional<Sender<E>> upgrade() {
        return core.senders.tryAddBesideOthers() ? Optional.of(new Sender<>(core)) : Optional.empty();
    }

    @Override
    public String toString() {
        return core.text("WeakSender", null);
    }
}
