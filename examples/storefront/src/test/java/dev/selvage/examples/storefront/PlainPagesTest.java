package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selvage.examples.storefront.demo.DemoBackend.Kind;
import dev.selvage.examples.storefront.demo.DemoBackend.Mode;
import dev.selvage.examples.storefront.plain.PlainPages;
import dev.selvage.scope.Scope;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the guide says of the service without scopes, beside the service with them. */
@Timeout(60)
class PlainPagesTest {
    private static final int PAGES = 10;

    @Test
    void everythingWell_makesTheSamePage() throws Exception {
        try (Running plain = start(Storefront.PLAIN);
                Running scopes = start(Storefront.SCOPES)) {
            assertThat(plain.getJson("/products/3").body())
                    .isEqualTo(scopes.getJson("/products/3").body());
        }
    }

    @Test
    void backendHangs_plainTasksGoOn_forksDoNot() throws Exception {
        try (Running plain = start(Storefront.PLAIN)) {
            pagesWithoutRecommendations(plain);
            assertThat(PlainPages.running()).as("tasks that nobody waits for").isEqualTo(PAGES);
            plain.backend(Kind.RECOMMENDATIONS).set(Mode.DEAD);
            await().until(() -> PlainPages.running() == 0);
        }
        try (Running scopes = start(Storefront.SCOPES)) {
            pagesWithoutRecommendations(scopes);
            await().atMost(Duration.ofSeconds(1)).until(() -> !Scope.dump().contains("'page'"));
        }
    }

    @Test
    void clientHangsUp_plainStatementGoesOnInTheDatabase() throws Exception {
        Postgres postgres = Postgres.shared();
        try (Running plain = start(Storefront.PLAIN);
                Connection locker = postgres.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table storefront_stock in access exclusive mode");
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), plain.port())) {
                client.getOutputStream()
                        .write("GET /products/3 HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                await().until(() -> postgres.running() == 1);
            } // hangs up
            await().until(() -> !Scope.dump().contains("'request'")); // the request has ended; see HangUpTest
            await().during(Duration.ofMillis(500)).until(() -> postgres.running() == 1);
            locker.rollback();
        }
    }

    private static Running start(Storefront.Style style) throws Exception {
        return new Running(Postgres.shared(), Running.SETTINGS, style).ready();
    }

    private static void pagesWithoutRecommendations(Running storefront) throws Exception {
        storefront.backend(Kind.RECOMMENDATIONS).set(Mode.HANGING);
        for (int i = 0; i < PAGES; i++) {
            var answer = storefront.begin(storefront
                    .request("/products/3")
                    .header("Accept", "application/json")
                    .build());
            if (i == PAGES - 1) {
                assertThat(answer.get().body()).contains("\"missing\" : [ \"recommendations: ");
            }
        }
        await().atMost(Duration.ofSeconds(3)).until(() -> !Scope.dump().contains("'request'"));
    }
}
