package dev.selvage.examples.storefront;

import dev.selvage.examples.storefront.demo.Demo;
import dev.selvage.examples.storefront.demo.DemoBackend;
import dev.selvage.examples.storefront.plain.PlainPages;
import java.io.IOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;

/** The parts of the storefront, put together. */
final class Storefront implements AutoCloseable {
    private static final int CALLS_AT_ONCE = 50;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_TIMEOUT)
            .build();
    private final Parts parts;
    private final Service service;

    /** What makes pages out of parts. */
    interface Style {
        Pages pages(Parts parts, Settings settings);
    }

    static final Style SCOPES = (parts, settings) -> new FanOut(parts, settings.extraTime(), settings.hedgeAfter());

    static final Style PLAIN = (parts, settings) -> new PlainPages(parts, settings.deadline(), settings.extraTime());

    Storefront(Settings settings, Demo demo, Style style) {
        this.parts = new Parts(
                backend(demo, DemoBackend.Kind.CATALOGUE),
                backend(demo, DemoBackend.Kind.PRICES),
                backend(demo, DemoBackend.Kind.RECOMMENDATIONS),
                new Database(demo.jdbcUrl()));
        Orders orders = new Orders(parts.database());
        Routes routes = new Routes(
                style.pages(parts, settings), orders, parts.database(), (name, mode) -> set(demo, name, mode));
        this.service = new Service(settings, routes, orders, new Schema(parts.database()));
    }

    private Backend backend(Demo demo, DemoBackend.Kind kind) {
        return new Backend(
                kind.name().toLowerCase(Locale.ROOT), demo.backend(kind).address(), client, CALLS_AT_ONCE);
    }

    private static void set(Demo demo, String backend, String mode) throws Problem {
        try {
            demo.set(backend, mode);
        } catch (IllegalArgumentException e) {
            throw new Problem(
                    404,
                    "there are the backends " + Arrays.toString(DemoBackend.Kind.values()) + " and the modes "
                            + Arrays.toString(DemoBackend.Mode.values()),
                    e);
        } catch (IOException e) {
            throw new Problem(500, backend + " cannot be revived: " + e.getMessage(), e);
        }
    }

    Service service() {
        return service;
    }

    Parts parts() {
        return parts;
    }

    @Override
    public void close() {
        client.shutdownNow();
        parts.database().close();
    }
}
