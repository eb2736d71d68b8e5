package dev.selvage.channels;

/** Results as texts, which Lincheck compares and prints. */
final class Texts {
    static final String SENT = "sent";
    static final String FULL = "full";
    static final String EMPTY = "empty";
    static final String CLOSED = "closed";

    /** The thread has closed its handle, or has used it up. */
    static final String GONE = "gone";

    private Texts() {}

    static String of(TrySend<Integer> result) {
        return switch (result) {
            case TrySend.Sent<Integer> _ -> SENT;
            case TrySend.Full<Integer> _ -> FULL;
            case TrySend.Closed<Integer> _ -> CLOSED;
        };
    }

    static String of(Received<Integer> result) {
        return switch (result) {
            case Received.Value<Integer> value -> String.valueOf(value.element());
            case Received.Empty<Integer> _ -> EMPTY;
            case Received.Closed<Integer> _ -> CLOSED;
        };
    }
}
