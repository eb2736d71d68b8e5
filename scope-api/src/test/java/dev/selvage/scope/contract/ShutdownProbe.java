package dev.selvage.scope.contract;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** The services that {@link ShutdownHookTest} starts and terminates. */
final class ShutdownProbe {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final PrintStream OUT = System.out;
    private static final CountDownLatch END = new CountDownLatch(1);

    private ShutdownProbe() {}

    public static void main(String[] arguments) throws Exception {
        switch (arguments[0]) {
            case "cancelled" -> cancelled();
            case "drained" -> drained();
            case "stubborn" -> stubborn(Duration.ofMillis(100), () -> OUT.println("asked to end"));
            case "broken" ->
                stubborn(LONG, () -> {
                    throw new IllegalStateException("the channel has gone");
                });
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static void cancelled() throws ScopeFailedException, InterruptedException {
        Scope.run(c -> c.withName("server").withShutdownHook(LONG), scope -> {
            scope.fork("worker", () -> {
                OUT.println("ready");
                try {
                    new CountDownLatch(1).await();
                } finally {
                    OUT.println("worker: " + Scope.cancelReason().orElseThrow().kind());
                    Scope.shield(Duration.ofSeconds(5), () -> OUT.println("worker: cleaned up"));
                }
            });
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException | ScopeCancelledException e) {
                OUT.println("body: " + scope.reason().orElseThrow().message());
            }
        });
    }

    private static void drained() throws ScopeFailedException, InterruptedException {
        Runnable end = () -> {
            OUT.println("asked to end");
            END.countDown();
        };
        Scope.run(c -> c.withName("server").withShutdownHook(LONG, LONG, end), scope -> {
            scope.fork("worker", () -> {
                        OUT.println("ready");
                        END.await();
                        OUT.println("worker: done, " + cancelled(scope));
                    })
                    .join();
            OUT.println("body: done, " + cancelled(scope));
        });
    }

    private static String cancelled(Scope scope) {
        return scope.reason().isPresent() ? "cancelled" : "not cancelled";
    }

    /** A service that does not end when it is asked to. */
    private static void stubborn(Duration drainTime, Runnable end) throws ScopeFailedException, InterruptedException {
        Scope.run(c -> c.withName("server").withShutdownHook(LONG, drainTime, end), scope -> {
            OUT.println("ready");
            try {
                new CountDownLatch(1).await();
            } finally {
                OUT.println("worker: " + scope.reason().orElseThrow().kind());
            }
        });
    }
}
