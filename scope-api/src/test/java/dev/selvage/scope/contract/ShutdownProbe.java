package dev.selvage.scope.contract;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A service that {@link ShutdownHookTest} starts and terminates. */
final class ShutdownProbe {
    private ShutdownProbe() {}

    public static void main(String[] arguments) throws Exception {
        PrintStream out = System.out;
        Scope.run(c -> c.withName("server").withShutdownHook(Duration.ofSeconds(20)), scope -> {
            scope.fork("worker", () -> {
                out.println("ready");
                try {
                    new CountDownLatch(1).await();
                } finally {
                    out.println("worker: " + Scope.cancelReason().orElseThrow().kind());
                    Scope.shield(Duration.ofSeconds(5), () -> out.println("worker: cleaned up"));
                }
            });
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException | ScopeCancelledException e) {
                out.println("body: " + scope.reason().orElseThrow().message());
            }
        });
    }
}
