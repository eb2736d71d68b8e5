package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A database that is not there at the start, comes, goes away, and comes back. */
@Timeout(90)
class DatabaseDownTest {
    @Test
    void databaseComesAndGoes_pagesAreServedWithoutStock_andOrdersComeBack() throws Exception {
        Postgres postgres = new Postgres();
        try (Running storefront = new Running(postgres)) {
            goesWithout(storefront);
            assertThat(storefront.post("/products/3/orders").statusCode()).isEqualTo(504);

            postgres.start();
            hasStock(storefront);
            await("the order that had to wait")
                    .until(() -> postgres.count("select count(*) from storefront_orders") == 1);
            assertThat(storefront.post("/products/3/orders").statusCode()).isEqualTo(201);

            postgres.stop();
            goesWithout(storefront);
            HttpResponse<String> order = storefront.post("/products/3/orders");
            assertThat(order.statusCode()).isEqualTo(504);

            postgres.start();
            hasStock(storefront);
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> postgres.count("select count(*) from storefront_orders") == 3);
        }
        postgres.close();
    }

    private static void goesWithout(Running storefront) throws Exception {
        await().untilAsserted(() -> {
            HttpResponse<String> page = storefront.getJson("/products/3");
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.body())
                    .contains("Product 3", "\"missing\" : [ \"stock: the database cannot be reached\" ]");
        });
        assertThat(storefront
                        .get("/orders/00000000-0000-0000-0000-000000000000")
                        .statusCode())
                .isEqualTo(503);
    }

    private static void hasStock(Running storefront) {
        await().atMost(Duration.ofSeconds(15))
                .until(() -> storefront.getJson("/products/3").body().contains("\"stock\" : 21"));
    }
}
