package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The write path. */
@Timeout(60)
class OrdersTest {
    private Postgres postgres;
    private Running storefront;

    @BeforeEach
    void start() throws Exception {
        postgres = Postgres.shared();
        storefront = new Running(postgres).ready();
    }

    @AfterEach
    void stop() throws Exception {
        storefront.close();
    }

    @Test
    void order_confirmed_isInTheDatabase() throws Exception {
        HttpResponse<String> answer = storefront.post("/products/3/orders?quantity=2");
        assertThat(answer.statusCode()).isEqualTo(201);
        String id = new JsonObject(answer.body()).getString("order");
        assertThat(postgres.count("select quantity from storefront_orders where id = '" + id + "'"))
                .isEqualTo(2);
        assertThat(storefront.get("/orders/" + id).body())
                .isEqualTo("{\"order\":\"" + id + "\",\"product\":3,\"quantity\":2}");
    }

    @Test
    void badOrders_areToldWhatIsWrong_andHarmNoOthers() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int product = 18; product <= 22; product++) {
            answers.add(storefront.begin(storefront.postRequest("/products/" + product + "/orders")));
        }
        assertThat(answers)
                .extracting(answer -> answer.get().statusCode())
                .containsExactly(201, 201, 201, 404, 404); // there are twenty products
        assertThat(answers.getLast().get().body()).isEqualTo("there is no product 22\n");
        assertThat(storefront.post("/products/3/orders?quantity=0").body())
                .isEqualTo("quantity must be from 1 to 1000, not 0\n");
        assertThat(storefront.post("/products/3/orders?quantity=two").statusCode())
                .isEqualTo(400);
        assertThat(storefront.get("/orders/7").statusCode()).isEqualTo(400);
        assertThat(storefront
                        .get("/orders/00000000-0000-0000-0000-000000000000")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void order_databaseTooSlow_isWrittenLater_andTheClientCanSeeThat() throws Exception {
        try (Connection locker = postgres.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table storefront_orders in exclusive mode");
            HttpResponse<String> answer = storefront.post("/products/4/orders");
            assertThat(answer.statusCode()).isEqualTo(504);
            assertThat(answer.body()).startsWith("not written yet, but perhaps later: look at /orders/");
            locker.rollback();
            String path =
                    answer.body().substring(answer.body().indexOf("/orders/")).strip();
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> storefront.get(path).statusCode() == 200);
        }
    }

    @Test
    void orders_moreThanThereIsRoomFor_areTurnedAwayAtOnce() throws Exception {
        try (Connection locker = postgres.connect();
                Statement lock = locker.createStatement()) {
            locker.setAutoCommit(false);
            lock.execute("lock table storefront_orders in exclusive mode");
            List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
            for (int i = 0; i < 700; i++) {
                answers.add(storefront.begin(storefront.postRequest("/products/5/orders")));
            }
            List<Integer> statuses = new ArrayList<>();
            for (CompletableFuture<HttpResponse<String>> answer : answers) {
                statuses.add(answer.get().statusCode());
            }
            assertThat(statuses).contains(503).containsOnly(503, 504);
            locker.rollback();
        }
    }
}
