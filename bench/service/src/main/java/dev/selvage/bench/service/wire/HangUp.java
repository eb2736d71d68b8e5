package dev.selvage.bench.service.wire;

/**
 * What happens when the other side of a request goes away. The action runs at most once, and never after {@link #close}:
 * an interrupt that it gives cannot hit what the thread does next.
 */
public final class HangUp implements AutoCloseable {
    private Runnable action = () -> {};
    private boolean gone;
    private boolean closed;

    /** Sets the action; runs it at once if the other side has gone already. */
    public synchronized void on(Runnable action) {
        if (closed) {
            return;
        }
        this.action = action;
        if (gone) {
            action.run();
        }
    }

    /** Tells that the other side has gone. */
    public synchronized void happened() {
        if (!gone && !closed) {
            gone = true;
            action.run();
        }
    }

    /** {@return whether the other side went before {@link #close}} */
    public synchronized boolean isGone() {
        return gone;
    }

    /** From here on the action does not run. */
    @Override
    public synchronized void close() {
        closed = true;
    }
}
