package dev.selvage.scope.waiting;

import org.jspecify.annotations.Nullable;

/** Places in user code, for messages. */
public final class Places {
    private Places() {}

    /** {@return " at Orders.java:41", or nothing if the place is not known} */
    public static String at(@Nullable StackTraceElement place) {
        return place == null ? "" : " at " + brief(place);
    }

    /** {@return " (locked at Orders.java:41)", or nothing if the place is not known} */
    public static String locked(@Nullable StackTraceElement place) {
        return place == null ? "" : " (locked at " + brief(place) + ")";
    }

    /** {@return "Orders.java:41"} */
    public static String brief(StackTraceElement place) {
        String file = place.getFileName();
        if (file == null) {
            return place.getClassName() + "." + place.getMethodName();
        }
        return place.getLineNumber() < 0 ? file : file + ":" + place.getLineNumber();
    }
}
