package dev.selvage.examples.storefront;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The program as a process. */
@Timeout(90)
class ShutdownTest {
    private static final int TERMINATED = 128 + 15;

    private static ProcessBuilder program(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                "-Dstorefront.log=WARN",
                Program.class.getName()));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    @Test
    void sigterm_requestsUnderWay_areAnswered_andNoConfirmedOrderIsLost() throws Exception {
        Postgres postgres = Postgres.shared();
        boolean used = postgres.count("select count(*) from pg_tables where tablename = 'storefront_orders'") > 0;
        long before = used ? postgres.count("select count(*) from storefront_orders") : 0;
        Process process = program("--port", "0", "--deadline", "5000", "--jdbc-url", postgres.url())
                .start();
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String address = out.readLine().replaceFirst(".* at (.*)/", "$1");
            send(client, address + "/backends/recommendations/hanging", true).join();
            for (int i = 0; i < 10; i++) {
                send(client, address + "/products/3", false).join(); // so that nothing is done for the first time
            }
            // the pages under way take 400 ms, so they are at the time of the signal
            List<CompletableFuture<HttpResponse<String>>> pages = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                pages.add(send(client, address + "/products/3", false));
            }
            send(client, address + "/", false).join(); // they are in
            List<CompletableFuture<HttpResponse<String>>> orders = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                orders.add(send(client, address + "/products/3/orders", true));
            }
            process.toHandle().destroy();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(TERMINATED);
            // the JVM waits for the scope, but not for the line that main prints after it
            assertThat(out.lines().toList()).isSubsetOf("storefront has ended");
            assertThat(pages).extracting(page -> page.join().statusCode()).containsOnly(200);
            long confirmed = orders.stream().filter(ShutdownTest::isConfirmed).count();
            assertThat(confirmed).isPositive();
            assertThat(postgres.count("select count(*) from storefront_orders") - before)
                    .isEqualTo(confirmed);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isConfirmed(CompletableFuture<HttpResponse<String>> order) {
        try {
            return order.join().statusCode() == 201
                    && new JsonObject(order.join().body()).containsKey("order");
        } catch (CompletionException _) {
            return false; // its connection was too late
        }
    }

    private static CompletableFuture<HttpResponse<String>> send(HttpClient client, String address, boolean post) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(address)).timeout(Duration.ofSeconds(20));
        return client.sendAsync(
                post ? request.POST(HttpRequest.BodyPublishers.noBody()).build() : request.build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void portInUse_isOneClearLine() throws IOException, InterruptedException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Process process = program(
                            "--port",
                            Integer.toString(other.getLocalPort()),
                            "--jdbc-url",
                            Postgres.shared().url())
                    .redirectError(ProcessBuilder.Redirect.PIPE)
                    .start();
            assertThat(process.errorReader().lines().toList())
                    .containsExactly("port " + other.getLocalPort()
                            + " is in use (Address already in use): choose another one with --port");
            assertThat(process.waitFor()).isOne();
        }
    }
}
