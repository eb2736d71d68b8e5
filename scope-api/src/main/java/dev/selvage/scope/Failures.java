package dev.selvage.scope;

/** The text of exceptions that users have thrown. */
final class Failures {
    private Failures() {}

    /** {@return what its {@code toString} gives, or, if that throws itself, its class and what was thrown} */
    static String text(Throwable failure) {
        try {
            return failure.toString();
        } catch (RuntimeException | Error e) {
            return failure.getClass().getName() + " (its text cannot be had: toString() threw "
                    + e.getClass().getName() + ")";
        }
    }
}
