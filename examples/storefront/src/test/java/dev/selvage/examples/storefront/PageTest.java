package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.selvage.examples.storefront.demo.DemoBackend.Kind;
import dev.selvage.examples.storefront.demo.DemoBackend.Mode;
import dev.selvage.scope.Scope;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** The pages, with everything real: server, backends, database. */
@Timeout(60)
class PageTest {
    private static final Duration SLACK = Duration.ofMillis(700); // of a busy machine
    private static Running storefront;

    @BeforeAll
    static void start() throws Exception {
        storefront = new Running(Postgres.shared()).ready();
    }

    @AfterAll
    static void stop() throws Exception {
        storefront.close();
    }

    @AfterEach
    void heal() throws Exception {
        for (Kind kind : Kind.values()) {
            storefront.backend(kind).set(Mode.OK);
        }
        Awaitility.await().until(() -> !Scope.dump().contains("'page'"));
    }

    private record Timed(HttpResponse<String> response, Duration time) {}

    private static Timed timed(String path) throws Exception {
        long start = System.nanoTime();
        HttpResponse<String> response = storefront.getJson(path);
        return new Timed(response, Duration.ofNanos(System.nanoTime() - start));
    }

    @Test
    void page_everythingWell_hasAllParts() throws Exception {
        HttpResponse<String> json = storefront.getJson("/products/3");
        assertThat(json.statusCode()).isEqualTo(200);
        assertThat(json.body())
                .contains("\"name\" : \"Product 3\"", "5.97 EUR", "\"stock\" : 21", "Product 7", "\"missing\" : [ ]");
    }

    @Test
    void page_html_isEscaped() throws Exception {
        HttpResponse<String> html = storefront.get("/products/3");
        assertThat(html.headers().firstValue("Content-Type")).hasValue("text/html; charset=utf-8");
        assertThat(html.body()).contains("The best &lt;3&gt; there is.").doesNotContain("<3>");
    }

    @Test
    void page_unknownProduct_is404() throws Exception {
        HttpResponse<String> answer = storefront.get("/products/99");
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).matches("(catalogue|prices) knows nothing of /products/99\n"); // who is first
    }

    @Test
    void page_idThatIsNoNumber_is400() throws Exception {
        HttpResponse<String> answer = storefront.get("/products/abc");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isEqualTo("product must be a number, not 'abc'\n");
    }

    @Test
    void page_recommendationsHang_goesWithoutThem_inTime() throws Exception {
        storefront.backend(Kind.RECOMMENDATIONS).set(Mode.HANGING);
        Timed page = timed("/products/3");
        assertThat(page.response().statusCode()).isEqualTo(200);
        assertThat(page.response().body()).contains("\"stock\" : 21", "\"missing\" : [ \"recommendations: ");
        assertThat(page.time()).isLessThan(Running.SETTINGS.extraTime().plus(SLACK));
    }

    @Test
    void page_recommendationsFail_goesWithoutThem() throws Exception {
        storefront.backend(Kind.RECOMMENDATIONS).set(Mode.FAILING);
        assertThat(storefront.getJson("/products/3").body()).contains("recommendations answered 500");
    }

    @Test
    void page_catalogueDead_failsAtOnce_andStopsTheRest() throws Exception {
        storefront.backend(Kind.RECOMMENDATIONS).set(Mode.HANGING);
        storefront.backend(Kind.CATALOGUE).set(Mode.DEAD);
        Timed page = timed("/products/3");
        assertThat(page.response().statusCode()).isEqualTo(502);
        assertThat(page.response().body()).contains("catalogue cannot be reached");
        assertThat(page.time()).isLessThan(SLACK);
        assertThat(Scope.dump()).doesNotContain("'page'");
    }

    @Test
    void page_catalogueHangs_is504AtTheDeadline() throws Exception {
        storefront.backend(Kind.CATALOGUE).set(Mode.HANGING);
        Timed page = timed("/products/3");
        assertThat(page.response().statusCode()).isEqualTo(504);
        assertThat(page.time())
                .isBetween(
                        Running.SETTINGS.deadline().minusMillis(20),
                        Running.SETTINGS.deadline().plus(SLACK));
    }

    @Test
    void price_everySecondCallSlow_isHedged() throws Exception {
        storefront.backend(Kind.PRICES).set(Mode.JITTERY);
        int before = storefront.backend(Kind.PRICES).calls();
        if (before % 2 == 0) {
            timed("/products/3"); // the next call is a slow one
        }
        Timed page = timed("/products/3");
        assertThat(page.response().statusCode()).isEqualTo(200);
        assertThat(storefront.backend(Kind.PRICES).calls()).isGreaterThanOrEqualTo(before + 2);
        assertThat(page.time()).isLessThan(Duration.ofMillis(1500));
    }

    @Test
    void manyPages_recommendationsHang_atMostFiftyWait_theOthersDoNot() throws Exception {
        storefront.backend(Kind.RECOMMENDATIONS).set(Mode.HANGING);
        List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            pages.add(storefront.begin(storefront
                    .request("/products/3")
                    .header("Accept", "application/json")
                    .build()));
        }
        int busy = 0;
        for (CompletableFuture<HttpResponse<String>> page : pages) {
            assertThat(page.get().statusCode()).isEqualTo(200);
            busy += page.get().body().contains("recommendations are busy") ? 1 : 0;
        }
        assertThat(busy).isBetween(1, 10);
    }

    @Test
    void everyLineOfEveryFork_hasTheIdOfItsRequest() throws Exception {
        Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
        AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
            @Override
            protected void append(ILoggingEvent event) {
                event.getMDCPropertyMap();
                events.add(event);
            }
        };
        Logger logger = (Logger) LoggerFactory.getLogger("dev.selvage.examples.storefront");
        appender.start();
        logger.addAppender(appender);
        Level before = logger.getLevel();
        logger.setLevel(Level.INFO);
        try {
            storefront.backend(Kind.RECOMMENDATIONS).set(Mode.FAILING);
            storefront
                    .begin(storefront
                            .request("/products/3")
                            .header("X-Request-Id", "mine")
                            .build())
                    .get();
        } finally {
            logger.setLevel(before);
            logger.detachAppender(appender);
        }
        assertThat(events)
                .extracting(event -> event.getMDCPropertyMap().get("request"))
                .hasSizeGreaterThanOrEqualTo(5)
                .containsOnly("mine");
        assertThat(events)
                .extracting(ILoggingEvent::getThreadName)
                .as("forks of the catalogue, prices, recommendations, the page and the request")
                .contains("catalogue/call#1", "prices/call#1", "recommendations/call#1", "page/others#2")
                .anyMatch(name -> name.startsWith("requests/request#"));
    }
}
