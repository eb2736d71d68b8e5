package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of a statement that nobody waits for any more. */
@Timeout(60)
class HangUpTest {
    private static final String CANCELLED = "canceling statement due to user request";

    @Test
    void clientHangsUp_statementIsCancelledInTheDatabase() throws Exception {
        Postgres postgres = Postgres.shared();
        Settings patient = new Settings(
                0,
                Duration.ofSeconds(20),
                Duration.ofSeconds(20),
                Duration.ofSeconds(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(7));
        try (Running storefront = new Running(postgres, patient, Storefront.SCOPES).ready();
                Connection locker = postgres.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table storefront_stock in access exclusive mode");
            int before = postgres.log().split(CANCELLED, -1).length;
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), storefront.port())) {
                client.getOutputStream()
                        .write("GET /products/3 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> postgres.running() == 1);
            } // hangs up
            await().atMost(Duration.ofSeconds(2)).until(() -> postgres.running() == 0);
            await().until(() -> postgres.log().split(CANCELLED, -1).length == before + 1);
            assertThat(postgres.log()).contains("STATEMENT:  select quantity from storefront_stock where product = $1");
            locker.rollback();
            assertThat(storefront.getJson("/products/3").body())
                    .as("the connection is still good")
                    .contains("\"stock\" : 21");
        }
    }

    @Test
    void deadlinePasses_statementIsCancelledInTheDatabase() throws Exception {
        Postgres postgres = Postgres.shared();
        try (Running storefront = new Running(postgres).ready();
                Connection locker = postgres.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table storefront_stock in access exclusive mode");
            assertThat(storefront.getJson("/products/3").body()).contains("stock: ");
            await().atMost(Duration.ofMillis(500)).until(() -> postgres.running() == 0);
            locker.rollback();
        }
    }
}
