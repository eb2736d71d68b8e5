package dev.selvage.examples.storefront;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A real PostgreSQL, which can be stopped and started again with its data and port. */
final class Postgres implements AutoCloseable {
    private static Postgres shared;

    private final Path data;
    private final Path log;
    private final int port;
    private EmbeddedPostgres server;

    Postgres() throws IOException {
        Path folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "postgres");
        this.data = folder.resolve("data");
        this.log = folder.resolve("log");
        this.port = Ports.free();
    }

    /** {@return one for all tests that do not stop it} */
    static synchronized Postgres shared() throws IOException {
        if (shared == null) {
            shared = new Postgres();
            shared.start();
        }
        return shared;
    }

    void start() throws IOException {
        EmbeddedPostgres.Builder builder = EmbeddedPostgres.builder();
        builder.setPort(port)
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()));
        server = builder.start();
    }

    void stop() throws IOException {
        server.close();
    }

    String url() {
        return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres";
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url());
    }

    long count(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** {@return how many statements of the storefront run at this instant} */
    long running() throws SQLException {
        return count(
                "select count(*) from pg_stat_activity where application_name = 'storefront' and state = 'active'");
    }

    String log() throws IOException {
        return Files.readString(log);
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
