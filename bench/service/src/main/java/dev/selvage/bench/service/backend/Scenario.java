package dev.selvage.bench.service.backend;

import dev.selvage.bench.service.wire.Backend;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;

/** What goes wrong. The pages for which it does are drawn by their number: the same ones for every style. */
public enum Scenario implements Plan {
    /** Nothing. */
    QUIET("nothing goes wrong: the backends take 5, 20 and 10 ms"),
    /** A slow backend. */
    SLOW("`orders` takes 2 s instead of 20 ms for 5 % of the pages"),
    /** A slow backend that serves few at a time. */
    SCARCE("as `slow`, and `orders` works for 24 calls at a time, as behind a pool of connections"),
    /** A slow backend that does not notice when its caller goes. */
    DEAF("as `slow`, and the backends do not notice that a caller has gone"),
    /** A failing backend. */
    FAILING("`offers` fails at once for 50 % of the pages, `orders` takes 200 ms"),
    /** Clients that go away. */
    GONE("20 % of the clients hang up after 50 ms, `orders` takes 200 ms");

    /** How long the service has for an answer. */
    public static final Duration DEADLINE = Duration.ofMillis(300);

    private static final Duration SLOW_TIME = Duration.ofSeconds(2);
    private static final Duration LONG_TIME = Duration.ofMillis(200);
    private static final Duration PATIENCE = Duration.ofMillis(50);
    private static final int SCARCE_LIMIT = 24;
    private static final long SEED = 0x5e17a6eL;

    private final String words;

    Scenario(String words) {
        this.words = words;
    }

    /** {@return the scenario of that name, such as {@code quiet}} */
    public static Scenario named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT));
    }

    /** {@return the name on the command line and in the report} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what happens, in words} */
    public String words() {
        return words;
    }

    @Override
    public Work work(Backend backend, long id) {
        return switch (backend) {
            case USER -> Work.of(Duration.ofMillis(5));
            case ORDERS -> Work.of(orders(id));
            case OFFERS -> this == FAILING && drawn(id, 50) ? Work.failure() : Work.of(Duration.ofMillis(10));
        };
    }

    private Duration orders(long id) {
        return switch (this) {
            case QUIET -> Duration.ofMillis(20);
            case SLOW, SCARCE, DEAF -> drawn(id, 5) ? SLOW_TIME : Duration.ofMillis(20);
            case FAILING, GONE -> LONG_TIME;
        };
    }

    @Override
    public int limit(Backend backend) {
        return this == SCARCE && backend == Backend.ORDERS ? SCARCE_LIMIT : Integer.MAX_VALUE;
    }

    @Override
    public boolean deaf() {
        return this == DEAF;
    }

    /** {@return after which time the client of a page hangs up, if it does} */
    public Optional<Duration> hangUp(long id) {
        return this == GONE && drawn(id, 20) ? Optional.of(PATIENCE) : Optional.empty();
    }

    private static boolean drawn(long id, int percent) {
        return new SplittableRandom(SEED + id * 0x9e3779b97f4a7c15L).nextInt(100) < percent;
    }
}
