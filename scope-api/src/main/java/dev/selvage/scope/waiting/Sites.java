package dev.selvage.scope.waiting;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Places in user code, for messages. */
public final class Sites {
    /** Whether each fork, open scope and lock remembers its place: under {@code -ea} or {@code -Dselvage.sites=true}. */
    public static final boolean CAPTURED = Sites.class.desiredAssertionStatus() || Boolean.getBoolean("selvage.sites");

    private static final Set<String> OURS = Set.of(
            "dev.selvage.scope",
            "dev.selvage.scope.blocking",
            "dev.selvage.scope.tracking",
            "dev.selvage.scope.waiting",
            "dev.selvage.sync",
            "dev.selvage.sync.ownership",
            "dev.selvage.channels");
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Sites() {}

    /** {@return the innermost place that is neither the JDK's nor ours, or null if there is none} */
    public static @Nullable StackTraceElement caller() {
        return WALKER.walk(
                frames -> frames.filter(frame -> !isOurs(frame.getClassName()) && !isOfTheJdk(frame.getClassName()))
                        .findFirst()
                        .map(StackWalker.StackFrame::toStackTraceElement)
                        .orElse(null));
    }

    /** {@return the same if places are captured, or else null} */
    public static @Nullable StackTraceElement callerIfCaptured() {
        return CAPTURED ? caller() : null;
    }

    /** {@return the innermost place of a stack that is neither the JDK's nor ours, or null if there is none} */
    public static @Nullable StackTraceElement innermost(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            String module = element.getModuleName();
            if ((module == null || !module.startsWith("java.")) && !isOurs(element.getClassName())) {
                return element;
            }
        }
        return null;
    }

    private static boolean isOfTheJdk(String className) {
        return className.startsWith("java.") || className.startsWith("jdk.");
    }

    private static boolean isOurs(String className) {
        int dot = className.lastIndexOf('.');
        return dot >= 0 && OURS.contains(className.substring(0, dot));
    }
}
