package dev.selvage.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.selvage.examples.docs.Docs;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Services that are stuck, and what their logs and dumps look like. */
@Timeout(60)
class OnCallTest {
    private final Stuck stuck = new Stuck();
    private Thread service = Thread.currentThread();

    @TempDir
    private Path folder;

    /** Runs the body in a scope, in a thread named as those of servers are. */
    private void serve(UnaryOperator<ScopeConfig> config, Scope.VoidBody<Exception> body) {
        service = Thread.ofVirtual().name("request-7").start(() -> {
            Throwable _ = catchThrowable(() -> Scope.run(config, body));
        });
    }

    @AfterEach
    void letGo() throws InterruptedException {
        stuck.letGo();
        if (service != Thread.currentThread()) {
            service.join();
        }
    }

    private static String dumpWith(String... parts) {
        await().until(() -> Arrays.stream(parts).allMatch(Scope.dump()::contains));
        return Scope.dump();
    }

    @Test
    void dump_forkWaitsForAnAnswer_showsWhere() throws Exception {
        serve(c -> c.withName("page"), scope -> {
            scope.fork("user", () -> "ann").await();
            scope.fork("orders", stuck::query).join();
        });

        Docs.assertShown("dump-waiting", dumpWith("request-7', open", "waits for fork", "WAITING at"));
    }

    @Test
    void dump_queueAtTheLimit_showsWhoHoldsThePermits() throws Exception {
        Limiter db = Limiter.of("db", 2);
        serve(c -> c.withName("orders").withLimiter(db), scope -> {
            scope.fork("query", stuck::query);
            scope.fork("query", stuck::query);
            scope.fork("query", stuck::query);
        });

        await().until(() -> Scope.dump().split("WAITING at").length == 3);
        Docs.assertShown("dump-limit", dumpWith("waits for a permit"));
    }

    @Test
    void dump_blockedBody_showsWhere() throws Exception {
        serve(c -> c.withName("page"), scope -> {
            scope.fork("user", () -> "ann").await();
            stuck.query();
        });

        Docs.assertShown("dump-body", dumpWith("WAITING at"));
    }

    @Test
    void dump_scopeInAFork_standsUnderIt() throws Exception {
        serve(
                c -> c.withName("page").withTimeout(Duration.ofMinutes(1)),
                page -> page.fork(
                        "orders",
                        () -> Scope.run(c -> c.withName("shards"), shards -> shards.fork("shard", stuck::query))));

        Docs.assertShown("dump-nested", dumpWith("shards/shard#1' RUNNING", "WAITING at"));
    }

    @Test
    void stall_forkIgnoresItsCancellation_isLoggedAndDumpedAndRecorded() throws Exception {
        Path file = folder.resolve("selvage.jfr");
        try (Logs logs = Logs.listen();
                Recording recording = new Recording()) {
            recording.start();
            serve(c -> c.withName("import").withStallWarning(Duration.ofMillis(50)), scope -> {
                stuck.start(scope);
                await().until(() -> Scope.dump().contains("WAITING at"));
                scope.cancel("the user gave up");
            });
            await().until(() -> !logs.lines().isEmpty());
            String dump = Scope.dump();
            recording.stop();
            recording.dump(file);

            Docs.assertShown("dump-cancelled", dump);
            Docs.assertShown("stall", logs.lines().getFirst() + "\n" + ownFrames(logs));
            Docs.assertShown("jfr-stall", event(file, "dev.selvage.ForkStall"));
        }
    }

    private static String ownFrames(Logs logs) {
        var where = logs.first().getThrowableProxy();
        return where.getClassName() + ": " + where.getMessage() + "\n\t...\n"
                + Arrays.stream(where.getStackTraceElementProxyArray())
                        .map(Object::toString)
                        .filter(frame -> frame.contains("Stuck."))
                        .map(frame -> "\t" + frame)
                        .collect(Collectors.joining("\n"))
                + "\n\t...";
    }

    private static String event(Path file, String name) throws Exception {
        return RecordingFile.readAllEvents(file).stream()
                .filter(event -> event.getEventType().getName().equals(name))
                .map(RecordedEvent::toString)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void recording_failedFork_hasItsFailure() throws Exception {
        Path file = folder.resolve("selvage.jfr");
        try (Recording recording = new Recording()) {
            recording.start();
            Throwable _ = catchThrowable(() -> Scope.run(c -> c.withName("page"), scope -> {
                scope.fork("orders", () -> {
                    throw new IOException("no such table");
                });
            }));
            recording.stop();
            recording.dump(file);
        }
        Docs.assertShown("jfr-fork", event(file, "dev.selvage.Fork"));
    }

    @Test
    void lostScope_collected_isLogged() throws Exception {
        try (Logs logs = Logs.listen()) {
            Thread loser = Thread.ofPlatform().start(stuck::lose);
            await().atMost(Duration.ofSeconds(30)).until(() -> {
                System.gc();
                return !logs.lines().isEmpty();
            });
            loser.join(); // the JDK has it wait for its forks
            Docs.assertShown("lost", String.join("\n", logs.lines()));
        }
    }

    @Test
    void forgottenScope_insideAnother_isLogged() throws Exception {
        try (Logs logs = Logs.listen()) {
            Scope.run(_ -> stuck.lose());
            Docs.assertShown("never-closed", String.join("\n", logs.lines()));
        }
    }

    @Test
    void problems_areGauges() throws Exception {
        Map<String, Long> gauges = new ConcurrentHashMap<>();

        Watching.gauges(gauges::put);

        assertThat(gauges)
                .containsOnlyKeys("selvage.scopes.lost", "selvage.scopes.forgotten_joins", "selvage.forks.stalled");
    }

    @Test
    void endpoint_answersWithTheDump() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Watching.endpoint(server);
        server.start();
        try (HttpClient client = HttpClient.newHttpClient()) {
            URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/scopes");
            String dump = client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString())
                    .body();
            assertThat(dump).startsWith("Selvage scopes at ");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void jmx_bean_dumps() throws Exception {
        MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.selvage:type=Scopes");
        serve(c -> c.withName("page"), scope -> scope.fork("orders", stuck::query));
        await().until(() -> beans.isRegistered(name));

        assertThat(beans.invoke(name, "dump", new Object[0], new String[0]))
                .asString()
                .contains("fork 'page/orders#1' RUNNING");
    }
}
