package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.selvage.channels.Ticker;
import dev.selvage.scope.handle.Handle;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A ticker that is lost is reported like other handles. The level in tests is paranoid. */
@Timeout(30)
class LostTickerTest {
    private final Logged logged = new Logged(Handle.class);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    private static void lose() {
        var _ = Ticker.every(Duration.ofMinutes(67));
    }

    @Test
    void ticker_lostWithoutClose_isReportedOnceWithItsLine() {
        lose();
        Awaitility.await().pollInterval(Duration.ofMillis(20)).untilAsserted(() -> {
            System.gc();
            assertThat(logged.events().stream()
                            .map(ILoggingEvent::getFormattedMessage)
                            .filter(message -> message.contains("'every PT1H7M'")))
                    .singleElement()
                    .asString()
                    .matches("receiver of channel 'every PT1H7M' was lost without close\\(\\): made at"
                            + " .*LostTickerTest.lose\\(LostTickerTest.java:\\d+\\) by thread '.*' \\d+ ms ago; it is given"
                            + " up now; use try-with-resources, or move it into a fork");
        });
    }
}
