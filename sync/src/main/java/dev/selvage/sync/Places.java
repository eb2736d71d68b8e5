package dev.selvage.sync;

import org.jspecify.annotations.Nullable;

/** Places in user code, for messages. */
final class Places {
    /** Whether each lock remembers where it was taken: under {@code -ea} or {@code -Dselvage.sites=true}. */
    static final boolean CAPTURED = Places.class.desiredAssertionStatus() || Boolean.getBoolean("selvage.sites");

    private static final String OURS = Places.class.getPackageName();
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Places() {}

    /** {@return the innermost frame outside of this package, if places are captured, or else null} */
    static @Nullable StackTraceElement ifCaptured() {
        return CAPTURED ? caller() : null;
    }

    /** {@return the innermost frame outside of this package, or null if there is none} */
    static @Nullable StackTraceElement caller() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(StackWalker.StackFrame::toStackTraceElement)
                .orElse(null));
    }

    /** {@return " at Orders.java:41", or nothing if the place is not known} */
    static String at(@Nullable StackTraceElement place) {
        return place == null ? "" : " at " + brief(place);
    }

    /** {@return " (locked at Orders.java:41)", or nothing if the place is not known} */
    static String locked(@Nullable StackTraceElement place) {
        return place == null ? "" : " (locked at " + brief(place) + ")";
    }

    /** {@return "Orders.java:41"} */
    static String brief(StackTraceElement place) {
        String file = place.getFileName();
        if (file == null) {
            return place.getClassName() + "." + place.getMethodName();
        }
        return place.getLineNumber() < 0 ? file : file + ":" + place.getLineNumber();
    }

    /** {@return whether the class is neither the framework's nor the JDK's} */
    static boolean isUsers(String className) {
        int dot = className.lastIndexOf('.');
        String packageName = dot < 0 ? "" : className.substring(0, dot);
        return !packageName.equals(OURS)
                && !packageName.equals("dev.selvage.scope")
                && !packageName.equals("dev.selvage.scope.waiting")
                && !packageName.startsWith("java.")
                && !packageName.startsWith("jdk.");
    }

    private static boolean isOurs(String className) {
        return className.startsWith(OURS) && className.lastIndexOf('.') == OURS.length();
    }
}
