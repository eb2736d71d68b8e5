package dev.selvage.channels;

/** A receiver of a {@link Broadcast} was so slow that values were overwritten before it got them. The next call goes on. */
public final class LaggedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final long missed;

    LaggedException(String message, long missed) {
        super(message);
        this.missed = missed;
    }

    /** {@return how many values the receiver has missed; positive} */
    public long missed() {
        return missed;
    }
}
