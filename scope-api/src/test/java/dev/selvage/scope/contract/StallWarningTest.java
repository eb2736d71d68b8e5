package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A fork that ignores its cancellation holds the scope, but not silently. */
@Timeout(30)
class StallWarningTest {
    private final Logged logged = new Logged();

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    @Test
    void stubbornFork_isLoggedWithItsNameReasonAndStack() {
        Throwable thrown = catchThrowable(() ->
                Scope.run(c -> c.withName("job").withStallWarning(Duration.ofMillis(20)), scope -> {
                    CountDownLatch running = new CountDownLatch(1);
                    scope.fork("stubborn", () -> {
                        running.countDown();
                        ignoreInterruptsUntilLogged();
                    });
                    running.await();
                    scope.cancel("enough");
                }));
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class);
        ILoggingEvent event = logged.events().getFirst();
        assertThat(event.getFormattedMessage())
                .startsWith(
                        "fork 'job/stubborn#1' still runs PT0.02S after its scope was cancelled (EXPLICIT (enough, by ")
                .contains("the scope waits for it (forked at ", "StallWarningTest.java:");
        assertThat(Arrays.stream(event.getThrowableProxy().getStackTraceElementProxyArray()))
                .anyMatch(frame -> frame.getSTEAsString().contains("ignoreInterruptsUntilLogged"));
    }

    private void ignoreInterruptsUntilLogged() {
        while (logged.events().isEmpty()) {
            LockSupport.parkNanos(1_000_000);
            if (Thread.interrupted()) {
                LockSupport.parkNanos(1);
            }
        }
    }

    @Test
    void warning_ofNoTime_isRefused() {
        assertThatThrownBy(() -> Scope.run(c -> c.withStallWarning(Duration.ZERO), scope -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("stallWarning must be positive, not PT0S");
    }
}
