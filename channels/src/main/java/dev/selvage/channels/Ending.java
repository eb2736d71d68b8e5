package dev.selvage.channels;

import org.jspecify.annotations.Nullable;

/**
 * Why a channel takes no more elements. The first one stays.
 *
 * @param why a clause for messages
 * @param cause the cause with which it was closed, or null
 */
record Ending(String why, @Nullable Throwable cause) {
    static final Ending NO_SENDERS = new Ending("all its senders are gone", null);
    static final Ending NO_RECEIVERS = new Ending("all its receivers are gone", null);

    static final Ending FIRED = new Ending("its only tick has come", null);

    static Ending closed(@Nullable Throwable cause) {
        return new Ending("it was closed" + (cause == null ? "" : ": " + text(cause)), cause);
    }

    /** {@return the text of a cause, also of one that cannot tell it} */
    private static String text(Throwable cause) {
        try {
            return cause.toString();
        } catch (RuntimeException | Error e) {
            return cause.getClass().getName() + " (toString() threw "
                    + e.getClass().getName() + ")";
        }
    }
}
