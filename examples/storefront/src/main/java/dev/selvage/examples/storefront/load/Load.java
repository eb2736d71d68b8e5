package dev.selvage.examples.storefront.load;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import io.vertx.core.json.JsonObject;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.PrintStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Sends requests at a fixed rate, however slow the answers are, and tells what became of them. */
@Command(name = "load", mixinStandardHelpOptions = true, description = "Starts a storefront and puts it under load.")
public final class Load implements Callable<Integer> {
    private static final int PRODUCTS = 20;
    private static final int ORDER_EVERY = 5;
    private static final int LAST_ORDERS = 100;
    private static final int SLACK_MILLIS = 50;
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    private static final Duration SETTLE = Duration.ofSeconds(2);

    private final PrintStream out;

    @Option(names = "--rate", defaultValue = "200", description = "Requests a second; ${DEFAULT-VALUE} by default.")
    private int rate;

    @Option(names = "--seconds", defaultValue = "60", description = "How long; ${DEFAULT-VALUE} by default.")
    private int seconds;

    @Option(names = "--deadline", defaultValue = "800", description = "In milliseconds; ${DEFAULT-VALUE} by default.")
    private int deadline;

    @Option(
            names = "--broken",
            paramLabel = "NAME/MODE",
            defaultValue = "recommendations/hanging",
            description = "The backend that does not work, and how; ${DEFAULT-VALUE} by default.")
    private String broken;

    @Option(names = "--plain", description = "Without scopes.")
    private boolean plain;

    private final Histogram times = new ConcurrentHistogram(3);
    private final Map<Integer, Long> statuses = new ConcurrentHashMap<>();
    private final Map<String, Long> problems = new ConcurrentHashMap<>();
    private final Queue<String> confirmed = new ConcurrentLinkedQueue<>();

    private Load(PrintStream out) {
        this.out = out;
    }

    /** Runs the load. */
    public static void main(String... args) {
        System.exit(new CommandLine(new Load(System.out)).execute(args));
    }

    @Override
    public Integer call() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start();
                Target target = Target.start(postgres.getJdbcUrl("postgres", "postgres"), deadline, plain)) {
            send(target, WARM_UP);
            int threadsBefore = target.threads();
            times.reset();
            statuses.clear();
            problems.clear();
            target.post("/backends/" + broken);
            send(target, Duration.ofSeconds(seconds));
            // The backends live in the process of the storefront: what hangs in them is not to be counted.
            target.post("/backends/" + broken.substring(0, broken.indexOf('/')) + "/ok");
            Thread.sleep(SETTLE);
            report(target, threadsBefore);
            int lost = shutDown(target, postgres);
            boolean late = times.getMaxValue() / 1000 > deadline + SLACK_MILLIS;
            return late || lost > 0 ? 1 : 0;
        }
    }

    /** Begins a request whenever it is due. The time of each counts from when it was due. */
    private void send(Target target, Duration time) throws ScopeFailedException, InterruptedException {
        long start = System.nanoTime();
        long requests = rate * time.toSeconds();
        Scope.supervise(c -> c.withName("load"), failure -> count(0), scope -> {
            for (long i = 0; i < requests; i++) {
                long number = i;
                long due = start + i * 1_000_000_000L / rate;
                LockSupport.parkNanos(due - System.nanoTime());
                scope.fork("request", () -> {
                    boolean order = number % ORDER_EVERY == 0;
                    String path = "/products/" + (number % PRODUCTS + 1);
                    count(order ? order(target, path) : page(target, path));
                    times.recordValue((System.nanoTime() - due) / 1000);
                });
            }
        });
    }

    private int page(Target target, String path) throws Exception {
        var answer = target.get(path);
        if (answer.statusCode() != 200) {
            problems.merge(answer.body().strip(), 1L, Long::sum);
        }
        return answer.statusCode();
    }

    private int order(Target target, String path) throws Exception {
        var answer = target.post(path + "/orders");
        if (answer.statusCode() == 201) {
            confirmed.add(new JsonObject(answer.body()).getString("order"));
        } else {
            problems.merge(answer.body().replaceAll("[0-9a-f-]{36}", "ID").strip(), 1L, Long::sum);
        }
        return answer.statusCode();
    }

    private void count(int status) {
        statuses.merge(status, 1L, Long::sum);
    }

    private void report(Target target, int threadsBefore) throws Exception {
        out.printf("%d requests a second for %d s, %s, deadline %d ms%n", rate, seconds, broken, deadline);
        out.printf("answers        %s%s%n", statuses, problems.isEmpty() ? "" : " " + problems);
        out.printf(
                "milliseconds   median %.1f, 99 %% %.1f, 99.9 %% %.1f, longest %.1f%n",
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3,
                times.getMaxValue() / 1e3);
        JsonObject scopes = new JsonObject(target.get("/scopes.json").body());
        // what serves this very request: a fork "request" with its scope, and in that a fork "hang-up"
        out.printf(
                "afterwards     %d scopes, %d forks; threads of all kinds: %d, before %d%n",
                scopes.getInteger("scopeCount"), scopes.getInteger("forkCount"), target.threads(), threadsBefore);
    }

    /** Ends the storefront while it gets orders; returns how many confirmed orders are not in the database. */
    private int shutDown(Target target, EmbeddedPostgres postgres)
            throws ScopeFailedException, InterruptedException, SQLException {
        int before = confirmed.size();
        Scope.supervise(c -> c.withName("last-orders"), failure -> {}, scope -> {
            for (int i = 0; i < LAST_ORDERS; i++) {
                scope.fork("order", () -> order(target, "/products/3"));
            }
            Thread.sleep(Duration.ofMillis(20));
            target.terminate();
        });
        int exit = target.awaitEnd();
        int lost = confirmed.size() - found(confirmed, postgres);
        out.printf(
                "SIGTERM        exit status %d; %d orders confirmed, %d of them after the signal was due; %d lost%n",
                exit, confirmed.size(), confirmed.size() - before, lost);
        return lost;
    }

    private static int found(Collection<String> ids, EmbeddedPostgres postgres) throws SQLException {
        try (Connection connection = postgres.getPostgresDatabase().getConnection();
                PreparedStatement count = connection.prepareStatement(
                        "select count(*) from storefront_orders where id = any (?::uuid[])")) {
            count.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                return rows.getInt(1);
            }
        }
    }
}
