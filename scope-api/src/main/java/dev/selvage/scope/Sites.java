package dev.selvage.scope;

import org.jspecify.annotations.Nullable;

/** Places in user code, for messages. */
final class Sites {
    /** Whether each fork and open scope remembers its place: under {@code -ea} or {@code -Dselvage.sites=true}. */
    static final boolean CAPTURED = Sites.class.desiredAssertionStatus() || Boolean.getBoolean("selvage.sites");

    private static final String OURS = Sites.class.getPackageName();
    private static final StackWalker WALKER = StackWalker.getInstance();

    private Sites() {}

    /** {@return the innermost frame outside of this package, or null if there is none} */
    static @Nullable StackTraceElement caller() {
        return WALKER.walk(frames -> frames.filter(frame -> !isOurs(frame.getClassName()))
                .findFirst()
                .map(StackWalker.StackFrame::toStackTraceElement)
                .orElse(null));
    }

    /** {@return the innermost place of a stack that is neither the JDK's nor ours, or null if there is none} */
    static @Nullable StackTraceElement innermost(StackTraceElement[] stack) {
        for (StackTraceElement element : stack) {
            String module = element.getModuleName();
            if ((module == null || !module.startsWith("java.")) && !isOurs(element.getClassName())) {
                return element;
            }
        }
        return null;
    }

    private static boolean isOurs(String className) {
        return className.startsWith(OURS) && className.lastIndexOf('.') == OURS.length();
    }
}
