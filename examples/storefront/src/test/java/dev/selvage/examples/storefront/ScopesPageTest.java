package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selvage.examples.storefront.demo.DemoBackend.Kind;
import dev.selvage.examples.storefront.demo.DemoBackend.Mode;
import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;

/** The pages as a person sees them, in a real browser. */
@Timeout(90)
class ScopesPageTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final Settings SLOW =
            new Settings(0, PATIENCE, PATIENCE, Duration.ofMillis(100), Duration.ofSeconds(5), Duration.ofSeconds(7));

    @TempDir(cleanup = CleanupMode.ALWAYS)
    Path profile;

    private ChromeDriver browser;

    private void waitFor(String what, boolean there) {
        await((there ? "no '" : "still '") + what + "' in the tree")
                .atMost(PATIENCE)
                .until(this::tree, tree -> tree.contains(what) == there);
    }

    private String tree() {
        return browser.findElement(By.id("tree")).getText();
    }

    @Test
    void scopes_whileARequestHangs_showsIt_andRefreshesByItself() throws Exception {
        browser = Browser.start(profile);
        try (Running storefront = new Running(Postgres.shared(), SLOW, Storefront.SCOPES).ready()) {
            browser.get("http://localhost:" + storefront.port() + "/scopes");
            waitFor("scope storefront", true);
            waitFor("fork storefront/order-writer#1", true);
            assertThat(tree()).doesNotContain("scope page");

            storefront.backend(Kind.RECOMMENDATIONS).set(Mode.HANGING);
            CompletableFuture<HttpResponse<String>> page =
                    storefront.begin(storefront.request("/products/3").build());
            waitFor("fork recommendations/call#1", true);
            assertThat(tree()).contains("scope page supervised", "recommendations 1/50", "deadline in 1");
            Path picture = Path.of("target", "scopes.png");
            Files.createDirectories(picture.getParent());
            Files.write(picture, browser.getScreenshotAs(OutputType.BYTES));

            page.cancel(true); // the client hangs up
            waitFor("scope page", false);
            assertThat(browser.findElement(By.id("state")).getText()).contains("scopes, ");
        } finally {
            browser.quit();
        }
    }

    @Test
    void productPage_orderOne_placesAnOrder() throws Exception {
        browser = Browser.start(profile);
        try (Running storefront = new Running(Postgres.shared(), SLOW, Storefront.SCOPES).ready()) {
            browser.get("http://localhost:" + storefront.port() + "/products/3");
            assertThat(browser.getTitle()).isEqualTo("Product 3");
            assertThat(browser.findElement(By.tagName("body")).getText())
                    .contains("The best <3> there is.", "5.97 EUR", "21 in stock", "Product 4");
            browser.findElement(By.tagName("button")).click();
            await().atMost(PATIENCE).until(() -> browser.getPageSource().contains("\"order\""));
        } finally {
            browser.quit();
        }
    }

    @Test
    void scopesJson_isTheDump() throws Exception {
        try (Running storefront = new Running(Postgres.shared(), SLOW, Storefront.SCOPES).ready()) {
            JsonObject dump = new JsonObject(storefront.get("/scopes.json").body());
            assertThat(dump.getJsonArray("scopes").getJsonObject(0).getString("name"))
                    .isEqualTo("storefront");
            assertThat(storefront.getJson("/scopes").headers().firstValue("Content-Type"))
                    .hasValue("application/json");
        }
    }
}
