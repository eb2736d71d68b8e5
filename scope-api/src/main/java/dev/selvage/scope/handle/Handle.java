package dev.selvage.scope.handle;

/**
 * A handle to something that is shared or must be closed, with a single owner. The counterpart of a Rust value that can
 * be moved: a handle can be given up for a new one, and into a fork ({@code scope.fork(handle, h -> ...)}), and
 * whoever is left with the old one gets {@link HandleClosedException}.
 *
 * <p>Types of this library that are handles: {@code Owned}; {@code Arc}, {@code Sender}, {@code Receiver} of other modules.
 * Other types may be, too: they must keep what {@code move} and {@code close} promise.
 *
 * @param <H> the type itself
 */
public interface Handle<H extends Handle<H>> extends AutoCloseable {
    /**
     * Gives this handle up and returns a new one to the same thing. The new one is the caller's.
     *
     * @throws HandleClosedException if this handle was closed or moved
     */
    H move();

    /** Gives this handle up, once: a second close, or one after a move, does nothing. May be called by any thread. */
    @Override
    void close();
}
