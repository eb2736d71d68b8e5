package dev.selvage.examples.storefront.demo;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the storefront needs around it, in this process: a real PostgreSQL, unless there is one, and three backends. */
public final class Demo implements AutoCloseable {
    private final Map<DemoBackend.Kind, DemoBackend> backends = new EnumMap<>(DemoBackend.Kind.class);
    private final @Nullable EmbeddedPostgres postgres;
    private final String jdbcUrl;

    /** Starts it all. */
    public Demo(Optional<String> givenUrl) throws IOException {
        for (DemoBackend.Kind kind : DemoBackend.Kind.values()) {
            backends.put(kind, new DemoBackend(kind, 0));
        }
        if (givenUrl.isPresent()) {
            postgres = null;
            jdbcUrl = givenUrl.get();
            return;
        }
        // At SIGTERM the database has to outlive the storefront, which closes it: no hook of its own.
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        builder.setRegisterShutdownHook(false);
        postgres = builder.start();
        jdbcUrl = postgres.getJdbcUrl("postgres", "postgres");
    }

    /** {@return where the database is} */
    public String jdbcUrl() {
        return jdbcUrl;
    }

    /** {@return the backend} */
    public DemoBackend backend(DemoBackend.Kind kind) {
        return backends.get(kind);
    }

    /**
     * Makes a backend slow, failing or dead.
     *
     * @throws IllegalArgumentException if there is no such backend or mode
     */
    public void set(String backend, String mode) throws IOException {
        backend(DemoBackend.Kind.valueOf(backend.toUpperCase(Locale.ROOT)))
                .set(DemoBackend.Mode.valueOf(mode.toUpperCase(Locale.ROOT)));
    }

    @Override
    public void close() throws IOException {
        backends.values().forEach(DemoBackend::close);
        if (postgres != null) {
            postgres.close();
        }
    }
}
