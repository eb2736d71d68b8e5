package dev.selvage.channels;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A channel has not taken an element, or not all of several, and will take no more: it is closed, or all its receivers are
 * gone. What was not taken comes back with the exception. The cause is the one with which the channel was closed, or, if
 * {@code sendAll} was interrupted or cancelled after it had sent some, the interrupt or the cancellation.
 */
public final class SendException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient List<?> elements;
    private final int accepted;

    SendException(String message, List<?> elements, int accepted, @Nullable Throwable cause) {
        super(message, cause);
        this.elements = elements;
        this.accepted = accepted;
    }

    /** {@return the element that was not sent; of several, the first} */
    public Object element() {
        return elements.getFirst();
    }

    /** {@return the elements that were not sent, in their order} */
    public List<?> elements() {
        return elements;
    }

    /** {@return how many elements of {@code sendAll} were sent before; 0 for a single element} */
    public int accepted() {
        return accepted;
    }
}
