package dev.selvage.channels.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.channels.Broadcast;
import dev.selvage.channels.BroadcastReceiver;
import dev.selvage.channels.BroadcastSender;
import dev.selvage.channels.Channel;
import dev.selvage.channels.ChannelStats;
import dev.selvage.channels.ClosedException;
import dev.selvage.channels.LaggedException;
import dev.selvage.channels.Receiver;
import dev.selvage.channels.Select;
import dev.selvage.channels.Sender;
import dev.selvage.channels.Watch;
import dev.selvage.channels.WatchReceiver;
import dev.selvage.channels.WatchSender;
import dev.selvage.scope.handle.HandleClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Broadcasts and watches in selects. */
@Timeout(20)
class NewsSelectTest {
    private final Broadcast<String> prices = Channel.broadcast("prices", 2);
    private final BroadcastSender<String> price = prices.sender();
    private final BroadcastReceiver<String> priceIn = prices.receiver();
    private final Watch<String> config = Channel.watch("config", "old");
    private final WatchSender<String> change = config.sender();
    private final WatchReceiver<String> configIn = config.receiver();
    private final Channel<String> jobs = Channel.bounded("jobs", 2);
    private final Sender<String> job = jobs.sender();
    private final Receiver<String> jobIn = jobs.receiver();

    private final Select<String> select = Select.<String>builder()
            .receive(priceIn, p -> "price " + p)
            .changed(configIn, c -> "config " + c)
            .receive(jobIn, j -> "job " + j)
            .build();

    @Test
    void select_takesWhatIsThere_andLeavesTheRest() throws Exception {
        assertThat(select.tryAwait()).isEmpty();
        price.send("1");
        assertThat(select.await()).isEqualTo("price 1");
        change.send("new");
        assertThat(select.await()).isEqualTo("config new");
        job.send("a");
        assertThat(select.await()).isEqualTo("job a");
        assertThat(select.tryAwait(Duration.ofMillis(1))).isEmpty();
        price.send("2");
        change.send("newer");
        job.send("b");
        assertThat(List.of(select.await(), select.await(), select.await()))
                .containsExactlyInAnyOrder("price 2", "config newer", "job b");
        assertThat(select.tryAwait()).isEmpty();
    }

    @Test
    void await_isWokenByEachOfItsClauses_andLeavesAllLines() throws Exception {
        for (Blocked.Task wake :
                List.<Blocked.Task>of(() -> price.send("1"), () -> change.send("new"), () -> job.send("a"))) {
            AtomicReference<String> got = new AtomicReference<>();
            Blocked.Runner runner = Blocked.start("selecting", () -> got.set(select.await()));
            Blocked.awaitWaiting(jobs, ChannelStats::receiversWaiting); // the last of its lines, if they are in order
            Awaitility.await()
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> prices.stats().receiversWaiting() == 1
                            && config.stats().receiversWaiting() == 1
                            && jobs.stats().receiversWaiting() == 1);
            wake.run();
            runner.finish();
            assertThat(got.get()).isIn("price 1", "config new", "job a");
            assertThat(prices.stats().receiversWaiting()
                            + config.stats().receiversWaiting()
                            + jobs.stats().receiversWaiting())
                    .isZero();
        }
    }

    @Test
    void receiverThatLags_throwsAndGoesOnWithTheOldest() throws Exception {
        for (int i = 1; i <= 5; i++) {
            price.send("" + i);
        }
        assertThatThrownBy(select::await)
                .isInstanceOfSatisfying(
                        LaggedException.class, e -> assertThat(e.missed()).isEqualTo(3))
                .hasMessageStartingWith("this receiver of broadcast 'prices' has missed 3 values");
        assertThat(select.await()).isEqualTo("price 4");
        assertThat(select.await()).isEqualTo("price 5");
    }

    @Test
    void end_withoutAHandler_throwsWithTheCause_afterWhatWasLeft() throws Exception {
        IOException cause = new IOException("no more prices");
        price.send("1");
        prices.close(cause);
        Select<String> only = Select.<String>builder().receive(priceIn, p -> p).build();
        assertThat(only.await()).isEqualTo("1");
        assertThatThrownBy(only::await)
                .isInstanceOf(ClosedException.class)
                .hasCause(cause)
                .hasMessageStartingWith(
                        "clause 1 (receive from broadcast 'prices') of a select: broadcast 'prices' has ended");
        assertThat(only).hasToString("Select[receive from broadcast 'prices']");
    }

    @Test
    void end_withAHandler_givesItsResult_alsoToOneThatWaits() throws Exception {
        Select<String> handled = Select.<String>builder()
                .receive(priceIn, p -> p, end -> "prices over")
                .changed(configIn, c -> c, end -> "config over")
                .build();
        AtomicReference<String> got = new AtomicReference<>();
        Blocked.Runner runner = Blocked.start("selecting", () -> got.set(handled.await()));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() ->
                        config.stats().receiversWaiting() == 1 && prices.stats().receiversWaiting() == 1);
        change.close();
        runner.finish();
        assertThat(got).hasValue("config over");
        assertThat(handled.await()).isEqualTo("config over");
    }

    @Test
    void skipClosed_leavesEndedNewsOut_andThrowsWhenAllHaveEnded() throws Exception {
        Select<String> skipping = Select.<String>builder()
                .receive(priceIn, p -> p)
                .changed(configIn, c -> c)
                .skipClosed()
                .build();
        price.close();
        assertThat(skipping.tryAwait()).isEmpty();
        change.send("last");
        change.close();
        assertThat(skipping.await()).isEqualTo("last");
        assertThatThrownBy(skipping::await)
                .isInstanceOf(ClosedException.class)
                .hasMessage(
                        "all clauses of a select have ended: clause 1 (receive from broadcast 'prices'), clause 2 (change"
                                + " of watch 'config'); there is nothing left to wait for");
    }

    @Test
    void handleThatIsClosed_endsTheWait_andTakesNothing() throws Exception {
        Blocked.Runner runner = Blocked.start("selecting", select::await);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> jobs.stats().receiversWaiting() == 1
                        && prices.stats().receiversWaiting() == 1
                        && config.stats().receiversWaiting() == 1);
        configIn.close();
        assertThat(runner.thrown()).isInstanceOf(HandleClosedException.class);
        assertThat(prices.stats().receiversWaiting()).isZero();
        price.send("1");
        assertThat(priceIn.receive()).isEqualTo("1");
    }

    @Test
    void interrupt_ofAWait_takesNothing() throws Exception {
        Blocked.Runner runner = Blocked.start("selecting", select::await);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> jobs.stats().receiversWaiting() == 1
                        && prices.stats().receiversWaiting() == 1
                        && config.stats().receiversWaiting() == 1);
        runner.thread.interrupt();
        assertThat(runner.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage(
                        "interrupted while waiting for a value of broadcast 'prices', or a newer value of watch 'config',"
                                + " or an element of channel 'jobs'");
        change.send("new");
        assertThat(configIn.changed()).isEqualTo("new");
    }
}
