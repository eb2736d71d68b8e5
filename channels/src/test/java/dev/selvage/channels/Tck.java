package dev.selvage.channels;

import java.time.Duration;

/** Times of the tests of Reactive Streams, with room for a machine that has other work. */
final class Tck {
    /** How long a signal may take, in milliseconds. */
    static final long TIMEOUT = 1_000;

    /** How long the tests look that no signal comes, in milliseconds. */
    static final long NO_SIGNALS = 50;

    static final Duration LONG = Duration.ofMinutes(1);

    private Tck() {}
}
