package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tickers: when they tick, how often, and what they leave behind. */
@Timeout(30)
class TickerTest {
    private static final Duration LONG = Duration.ofHours(1);

    @Test
    void every_received_ticksAfterEachPeriod() throws Exception {
        Duration period = Duration.ofMillis(5);
        long start = System.nanoTime();
        try (Receiver<Instant> ticks = Ticker.every(period);
                Receiver<Instant> later = Ticker.every(Duration.ofHours(1))) {
            assertThat(later.tryReceive()).isInstanceOf(Received.Empty.class);
            Instant before = Instant.MIN;
            for (int i = 0; i < 4; i++) {
                Instant tick = ticks.receive();
                assertThat(tick).isAfter(before);
                before = tick;
            }
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(4 * period.toNanos());
        }
    }

    @Test
    void every_notReceived_collapses() throws Exception {
        try (Receiver<Instant> ticks = Ticker.every(Duration.ofMillis(1));
                Receiver<Instant> others = Ticker.every(Duration.ofMillis(1))) {
            for (int i = 0; i < 20; i++) {
                others.receive(); // so that at least 18 periods of the other one have passed
            }
            assertThat(ticks.core().size()).isEqualTo(1);
            assertThat(ticks.core().sent()).isEqualTo(1);
        }
    }

    @Test
    void after_delayOver_ticksOnceAndEnds() throws Exception {
        long start = System.nanoTime();
        try (Receiver<Instant> tick = Ticker.after(Duration.ofMillis(10))) {
            assertThat(tick.receive()).isBeforeOrEqualTo(Instant.now());
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
            assertThatThrownBy(tick::receive)
                    .isInstanceOf(ClosedException.class)
                    .hasMessage(
                            "channel 'after PT0.01S' has ended: its only tick has come, and there is nothing left to"
                                    + " receive");
            assertThat(tick.tryReceive()).isEqualTo(new Received.Closed<>(Optional.empty()));
        }
    }

    @Test
    void after_zeroOrLess_ticksAtOnce() {
        for (Duration delay : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofSeconds(Long.MIN_VALUE))) {
            try (Receiver<Instant> tick = Ticker.after(delay)) {
                assertThat(tick.tryReceive()).isInstanceOf(Received.Value.class);
                assertThat(tick.tryReceive()).isInstanceOf(Received.Closed.class);
            }
        }
    }

    @Test
    void tickers_ofTheLongestTime_areWaitedFor() {
        Duration longest = Duration.ofSeconds(Long.MAX_VALUE);
        try (Receiver<Instant> tick = Ticker.after(longest);
                Receiver<Instant> ticks = Ticker.every(longest)) {
            assertThat(tick.tryReceive()).isInstanceOf(Received.Empty.class);
            assertThat(ticks.tryReceive()).isInstanceOf(Received.Empty.class);
        }
    }

    @Test
    void every_withoutAPeriod_isRefused() {
        assertThatThrownBy(() -> Ticker.every(Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a ticker cannot tick every PT0S: give it a positive period");
    }

    @Test
    void ticker_inASelect_isAClauseLikeOthers() throws Exception {
        Channel<String> jobs = Channel.bounded("jobs", 1);
        try (Receiver<String> receiver = jobs.receiver();
                Receiver<Instant> timeout = Ticker.after(Duration.ofMillis(5))) {
            Select<String> select = Select.<String>builder()
                    .receive(receiver, e -> e)
                    .receive(timeout, tick -> "too late")
                    .build();
            assertThat(select.await()).isEqualTo("too late");
        }
    }

    @Test
    void closedTickers_leaveNothing() {
        List<WeakReference<Object>> cores = List.of(closed(Ticker.every(LONG)), closed(Ticker.after(LONG)));
        awaitCleared(cores);
    }

    @Test
    void lostTickers_areGivenUp_andLeaveNothing() {
        List<WeakReference<Object>> cores = List.of(lost(Ticker.every(LONG)), lost(Ticker.after(LONG)));
        awaitCleared(cores); // the timers reach them as long as they are not cancelled
    }

    private static WeakReference<Object> lost(Receiver<Instant> ticker) {
        return new WeakReference<>(ticker.core());
    }

    @Test
    void lostTicker_ticksNoMore() {
        Core<Instant> core = Ticker.every(Duration.ofMillis(1)).core(); // and the handle is gone
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return core.isReceivingOver();
        });
        assertThat(core.receivers.count()).isZero();
        assertThat(core.size()).isZero();
    }

    /** Returns what the ticker's task keeps as long as the timer has it. */
    private static WeakReference<Object> closed(Receiver<Instant> ticker) {
        WeakReference<Object> core = new WeakReference<>(ticker.core());
        ticker.close();
        return core;
    }

    private static void awaitCleared(List<WeakReference<Object>> references) {
        Awaitility.await().pollInterval(Duration.ofMillis(20)).until(() -> {
            System.gc();
            return references.stream().allMatch(reference -> reference.refersTo(null));
        });
    }
}
