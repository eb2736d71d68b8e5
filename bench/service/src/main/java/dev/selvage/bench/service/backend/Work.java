package dev.selvage.bench.service.backend;

import java.time.Duration;

/**
 * What a backend does for one call.
 *
 * @param time how long it works; waiting, as for a database
 * @param fails whether it then fails
 */
public record Work(Duration time, boolean fails) {
    /** Longer than any experiment: until the backends release their work, or the caller goes away. */
    private static final Duration HELD = Duration.ofDays(1);

    /** {@return work that succeeds} */
    public static Work of(Duration time) {
        return new Work(time, false);
    }

    /** {@return work that fails at once} */
    public static Work failure() {
        return new Work(Duration.ZERO, true);
    }

    /** {@return work that lasts until {@link Backends#release}} */
    public static Work held() {
        return of(HELD);
    }
}
