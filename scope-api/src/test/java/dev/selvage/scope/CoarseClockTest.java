package dev.selvage.scope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The clock of ages: right while it is read, and still when nobody reads it. */
@Timeout(30)
class CoarseClockTest {
    @Test
    void clock_thatIsRead_runs() {
        int before = CoarseClock.ticks();
        await().pollInterval(Duration.ofMillis(5)).until(() -> CoarseClock.ticks() >= before + 10);
        assertThat(CoarseClock.since(before)).isBetween(Duration.ofMillis(60), Duration.ofSeconds(20));
    }

    @Test
    void clock_thatNobodyReads_stops_andIsRightWhenItIsReadAgain() {
        int before = CoarseClock.ticks();
        await().until(() -> !CoarseClock.isRunning());
        assertThat(CoarseClock.ticks()).isGreaterThan(before);
        assertThat(CoarseClock.isRunning()).isTrue();
        assertThat(CoarseClock.since(CoarseClock.ticks())).isLessThan(Duration.ofSeconds(5));
    }
}
