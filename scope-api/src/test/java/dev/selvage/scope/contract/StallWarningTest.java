package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** A fork that ignores its cancellation holds the scope, but not silently. */
@Timeout(30)
class StallWarningTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Scope.class);
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender = new AppenderBase<>() {
        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    };

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
        logger.setLevel(Level.WARN);
    }

    @AfterEach
    void stopListening() {
        logger.detachAppender(appender);
        logger.setLevel(null);
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
        ILoggingEvent event = events.element();
        assertThat(event.getFormattedMessage())
                .startsWith(
                        "fork 'job/stubborn#1' still runs PT0.02S after its scope was cancelled (EXPLICIT (enough, by ")
                .contains("the scope waits for it (forked at ", "StallWarningTest.java:");
        assertThat(Arrays.stream(event.getThrowableProxy().getStackTraceElementProxyArray()))
                .anyMatch(frame -> frame.getSTEAsString().contains("ignoreInterruptsUntilLogged"));
    }

    private void ignoreInterruptsUntilLogged() {
        while (events.isEmpty()) {
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
