package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Broadcasts and watches whose receivers come late, are interrupted, give up, and lag. */
@Tag("carriers")
@Timeout(120)
class NewsStress {
    private static final int VALUES = Boolean.getBoolean("selvage.thorough") ? 200_000 : 5_000;
    private static final int SENDERS = 2;
    private static final int RECEIVERS = 4;

    private static ThreadFactory threads(boolean virtual) {
        return virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory();
    }

    /** Interrupts the workers now and then, until the sender is gone. */
    private static void disturb(List<Worker> receiving, ChannelStatsOf news) {
        for (int i = 0; !news.stats().closed(); i++) {
            receiving.get(i % receiving.size()).thread.interrupt();
            for (int n = ThreadLocalRandom.current().nextInt(2_000); n > 0; n--) {
                Thread.onSpinWait();
            }
        }
    }

    private interface ChannelStatsOf {
        ChannelStats stats();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void broadcast_eachValueIsReceivedOrMissed_inOrder(boolean virtual) throws Exception {
        for (int capacity : new int[] {1, 16, SENDERS * VALUES}) {
            Broadcast<Integer> broadcast = Channel.broadcast("stress", capacity);
            List<Worker> receiving = new ArrayList<>();
            for (int r = 0; r < RECEIVERS; r++) {
                BroadcastReceiver<Integer> receiver = broadcast.receiver();
                receiving.add(new Worker(threads(virtual), () -> receiveAll(receiver, capacity >= SENDERS * VALUES)));
            }
            List<BroadcastSender<Integer>> handles = List.of(broadcast.sender(), broadcast.sender());
            List<Worker> sending = new ArrayList<>();
            for (int s = 0; s < SENDERS; s++) {
                int sender = s;
                BroadcastSender<Integer> handle = handles.get(s);
                sending.add(new Worker(threads(virtual), () -> {
                    try (handle) {
                        for (int n = 0; n < VALUES; n++) {
                            handle.send(n * SENDERS + sender);
                        }
                    }
                }));
            }
            disturb(receiving, broadcast::stats);
            Worker.finish(sending);
            Worker.finish(receiving);
            assertThat(broadcast.stats().size()).isZero();
            assertThat(broadcast.stats().receiversWaiting()).isZero();
        }
    }

    private static void receiveAll(BroadcastReceiver<Integer> receiver, boolean misses) {
        int[] last = new int[SENDERS];
        Arrays.fill(last, -1);
        long count = 0;
        try (receiver) {
            while (true) {
                try {
                    BroadcastReceived<Integer> next = receiver.tryReceive(Duration.ofNanos(100_000));
                    switch (next) {
                        case BroadcastReceived.Value<Integer>(Integer value) -> {
                            int sender = value % SENDERS;
                            assertThat(value / SENDERS).isGreaterThan(last[sender]);
                            last[sender] = value / SENDERS;
                            count++;
                        }
                        case BroadcastReceived.Lagged<Integer>(long missed) -> {
                            assertThat(misses).isFalse();
                            count += missed;
                        }
                        case BroadcastReceived.Empty<Integer> _ -> {}
                        case BroadcastReceived.Closed<Integer> _ -> {
                            assertThat(count).isEqualTo((long) SENDERS * VALUES);
                            return;
                        }
                    }
                } catch (InterruptedException e) {
                    // nothing was taken
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void watch_lastValueIsSeen_andNoOlderOneAfterIt(boolean virtual) throws Exception {
        Watch<Integer> watch = Channel.watch("stress", -1);
        List<Worker> receiving = new ArrayList<>();
        for (int r = 0; r < RECEIVERS; r++) {
            WatchReceiver<Integer> receiver = watch.receiver();
            receiving.add(new Worker(threads(virtual), () -> {
                int last = -1;
                try (receiver) {
                    while (true) {
                        try {
                            int value = receiver.changed();
                            assertThat(value).isGreaterThan(last);
                            last = value;
                        } catch (InterruptedException e) {
                            // nothing counts as seen
                        }
                    }
                } catch (ClosedException e) {
                    assertThat(last).isEqualTo(VALUES - 1);
                }
            }));
        }
        WatchSender<Integer> sender = watch.sender();
        Worker sending = new Worker(threads(virtual), () -> {
            try (sender) {
                for (int n = 0; n < VALUES; n++) {
                    sender.send(n);
                }
            }
        });
        disturb(receiving, watch::stats);
        sending.finish();
        Worker.finish(receiving);
        assertThat(watch.stats().receiversWaiting()).isZero();
    }

    /** Without interrupts and clocks, a wake-up that is lost is a hang. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void values_handedBackAndForth_neverHang(boolean virtual) throws Exception {
        Watch<Integer> there = Channel.watch("there", 0);
        Watch<Integer> back = Channel.watch("back", 0);
        WatchReceiver<Integer> from = there.receiver();
        WatchReceiver<Integer> answers = back.receiver();
        WatchSender<Integer> asking = there.sender();
        WatchSender<Integer> answering = back.sender();
        int rounds = virtual ? VALUES : VALUES / 5;
        Worker echo = new Worker(threads(virtual), () -> {
            try (from;
                    answering) {
                for (int n = 1; n <= rounds; n++) {
                    answering.send(from.changed());
                }
            }
        });
        Worker ask = new Worker(threads(virtual), () -> {
            try (asking;
                    answers) {
                for (int n = 1; n <= rounds; n++) {
                    asking.send(n);
                    assertThat(answers.changed()).isEqualTo(n);
                }
            }
        });
        ask.finish();
        echo.finish();
    }

    /** What makes the look and the entry into the list one step, so that no value can come between. */
    @Test
    void receiver_looksUnderTheMonitor() throws Exception {
        WatchCore<Integer> core = new WatchCore<>("look", 0);
        Subscription<Integer> receiver = core.subscribe(null);
        AtomicInteger looks = new AtomicInteger();
        Party party = new Party() {
            @Override
            public boolean isGone() {
                return false;
            }

            @Override
            public void check() {
                assertThat(Thread.holdsLock(core)).isTrue();
                looks.incrementAndGet();
            }
        };
        Worker receiving = new Worker(
                threads(true),
                () -> assertThat(core.await(receiver, party, false, 0)).isTrue());
        Awaitility.await().until(() -> core.stats().receiversWaiting() == 1);
        core.publish(1, true);
        receiving.finish();
        assertThat(looks).hasValue(2);
    }
}
