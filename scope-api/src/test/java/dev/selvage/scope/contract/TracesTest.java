package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The stack traces of the five most common failures, as a user sees them. */
@Timeout(30)
class TracesTest {
    private static void check(String file, Throwable thrown) throws IOException {
        Golden.check("traces/" + file + ".txt", Golden.trace(thrown));
    }

    @Test
    void failedFork_showsTheJoinOutsideAndTheForksOwnFramesInTheCause() throws Exception {
        check(
                "failed-fork",
                catchThrowable(() -> Scope.call(c -> c.withName("page"), scope -> {
                    Fork<String> user = scope.fork("user", TracesTest::loadUser);
                    return user.join();
                })));
    }

    private static String loadUser() throws IOException {
        throw new IOException("no such table");
    }

    @Test
    void timeout_namesTheScopeAndWhatStillRan() throws Exception {
        check(
                "timeout",
                catchThrowable(() -> Scope.run(c -> c.withName("quotes").withTimeout(Duration.ofMillis(60)), scope -> {
                    scope.fork("mirror", () -> new CountDownLatch(1).await());
                    new CountDownLatch(1).await();
                })));
    }

    @Test
    void explicitCancellation_tellsTheReason() throws Exception {
        check(
                "cancelled",
                catchThrowable(() -> Scope.run(c -> c.withName("upload"), scope -> {
                    scope.fork("part", () -> new CountDownLatch(1).await());
                    scope.cancel("the client hung up");
                })));
    }

    @Test
    void forgottenJoin_tellsWhereTheScopeWasOpened() throws Exception {
        check("forgotten-join", catchThrowable(() -> {
            try (var scope = Scope.open(c -> c.withName("orders"))) {
                scope.fork("load", () -> {});
            }
        }));
    }

    @Test
    void forkAfterTheEnd_tellsThatTheTaskDoesNotRun() throws Exception {
        AtomicReference<Scope> leaked = new AtomicReference<>();
        Scope.run(c -> c.withName("request"), leaked::set);
        check("fork-after-end", catchThrowable(() -> leaked.get().fork(() -> {})));
    }
}
