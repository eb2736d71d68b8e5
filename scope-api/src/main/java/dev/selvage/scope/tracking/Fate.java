package dev.selvage.scope.tracking;

import org.jspecify.annotations.Nullable;

/** What became of a handle that is no longer open. */
public enum Fate {
    /** By {@code close}. */
    CLOSED("closed", "it cannot be used any more; use a clone that is still open"),
    /** By {@code move}, or by giving it to a fork. */
    MOVED("moved", "use the handle that it was moved to, or clone it before"),
    /** Its value was taken out. */
    UNWRAPPED("unwrapped", "use the value that was taken out"),
    /** What it stood for was used up. */
    SPENT("used", "it serves once; get another"),
    /** It was declared immortal. */
    LEAKED("leaked", "use the value that leak() returned"),
    /** An operation of another thread has it, such as {@code tryUnwrap}; it may be open again afterwards. */
    IN_USE("in use by another thread", "give each thread a clone of its own");

    final String participle;
    final String remedy;

    @SuppressWarnings("ImmutableEnumChecker") // a StackTraceElement has no setters
    final End unknown = new End(this, null, null);

    Fate(String participle, String remedy) {
        this.participle = participle;
        this.remedy = remedy;
    }

    /** One handle's end. */
    record End(Fate fate, @Nullable String by, @Nullable StackTraceElement site) {
        String text() {
            return fate.participle + (by == null ? "" : " by " + by) + (site == null ? "" : " at " + site);
        }
    }
}
