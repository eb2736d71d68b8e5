package dev.selvage.examples.storefront;

import java.time.Duration;

/**
 * The times of the storefront.
 *
 * @param port where it listens; 0 for any
 * @param deadline the time for each request, from its arrival
 * @param extraTime how long a page waits for what it can do without
 * @param hedgeAfter when prices are asked a second time
 * @param drainTime how long requests may go on at a shutdown
 * @param grace how long the JVM waits in all
 */
record Settings(
        int port, Duration deadline, Duration extraTime, Duration hedgeAfter, Duration drainTime, Duration grace) {
    static final Settings DEFAULT = new Settings(
            8080,
            Duration.ofMillis(800),
            Duration.ofMillis(400),
            Duration.ofMillis(100),
            Duration.ofSeconds(5),
            Duration.ofSeconds(7));

    Settings withPort(int other) {
        return new Settings(other, deadline, extraTime, hedgeAfter, drainTime, grace);
    }

    Settings withDeadline(Duration other) {
        return new Settings(port, other, extraTime, hedgeAfter, drainTime, grace);
    }
}
