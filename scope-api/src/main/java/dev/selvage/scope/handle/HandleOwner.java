package dev.selvage.scope.handle;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who has one handle.
 *
 * @param handle what handle, such as {@code arc 'index'}
 * @param owner the fork or thread, such as {@code fork 'search/f#3'}
 * @param age the time since it was made
 * @param site where it was made, or null if that is not known
 */
public record HandleOwner(
        String handle, String owner, Duration age, @Nullable StackTraceElement site) {
    /** {@return where it was made, or empty if that is not known} */
    public Optional<StackTraceElement> madeAt() {
        return Optional.ofNullable(site);
    }

    @Override
    public String toString() {
        return handle + " of " + owner + " for " + age.toMillis() + " ms" + (site == null ? "" : ", made at " + site);
    }
}
