package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * How often others may be faster than one that was woken: twice, then what it waits for is promised to it. A thief is called
 * by the thread that was woken just before it tries, so that it always comes first. A rendezvous hands over: there is
 * nothing to be stolen.
 */
@Timeout(30)
class StarvationTest {
    private static final ThreadFactory VIRTUAL = Thread.ofVirtual().factory();
    private static final int PATIENCE = 2;

    /** Steals before each attempt of the thread that waits, but the first. */
    private abstract static class Thief implements Party {
        private boolean waited;
        int loot;

        abstract boolean steal();

        @Override
        public boolean isGone() {
            return false;
        }

        @Override
        public void check() {
            if (waited && steal()) {
                loot++;
            }
            waited = true;
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"RENDEZVOUS"},
            mode = EnumSource.Mode.EXCLUDE)
    void receiver_thatLostTwice_isServed(Kind kind) throws Exception {
        Core<Object> core = kind.make("starving");
        core.severalReceivers();
        Thief thief = new Thief() {
            @Override
            boolean steal() {
                return core.poll() != null;
            }
        };
        AtomicReference<Object> got = new AtomicReference<>();
        Worker starving = new Worker(VIRTUAL, () -> got.set(core.receive(thief, false, 0)));
        for (int i = 0; i <= PATIENCE; i++) {
            awaitWaiting(core, 0, 1);
            core.offer(i);
            awaitThat(() -> core.size() == 0);
        }
        starving.finish();
        assertThat(got).hasValue(PATIENCE);
        assertThat(thief.loot).isEqualTo(PATIENCE);
    }

    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"BOUNDED_1", "BOUNDED_3"})
    void sender_thatLostTwice_isServed(Kind kind) throws Exception {
        Core<Object> core = kind.make("starving");
        while (core.size() < core.capacity()) {
            core.offer("filler");
        }
        Thief thief = new Thief() {
            @Override
            boolean steal() {
                return core.offer("barger");
            }
        };
        Worker starving = new Worker(VIRTUAL, () -> core.send("patient", thief, false, 0));
        for (int i = 0; i <= PATIENCE; i++) {
            awaitWaiting(core, 1, 0);
            core.poll();
            awaitThat(() -> core.size() == core.capacity());
        }
        starving.finish();
        assertThat(thief.loot).isEqualTo(PATIENCE);
    }

    @Test
    void receiveClauseOfASelect_thatLostTwice_isServed() {
        Channel<Object> channel = Channel.bounded("starving", 1);
        Core<Object> core = channel.core();
        try (Receiver<Object> receiver = channel.receiver();
                Receiver<Object> _ = channel.receiver()) {
            Clause<Object, Object> clause = new ReceiveClause<>(1, receiver, e -> e, null);
            clause.begin(false);
            for (int i = 0; i <= PATIENCE; i++) {
                Round round = new Round(() -> "nothing");
                assertThat(clause.enter(round)).isTrue();
                assertThat(core.offer(i)).isTrue();
                assertThat(round.isDecided()).isTrue();
                if (i < PATIENCE) {
                    assertThat(core.poll()).isEqualTo(i);
                    assertThat(clause.attemptChosen()).isEqualTo(Clause.Attempt.NOTHING);
                } else {
                    assertThat(core.poll()).as("promised to the select").isNull();
                    assertThat(clause.attemptChosen()).isEqualTo(Clause.Attempt.DONE);
                    assertThat(clause.result().get()).isEqualTo(i);
                }
                clause.leave();
            }
            assertThat(core.offer("next")).isTrue();
            assertThat(core.poll()).as("nothing is promised any more").isEqualTo("next");
        }
    }

    private static void awaitWaiting(Core<?> core, int senders, int receivers) {
        awaitThat(() -> core.sendersWaiting() == senders && core.receiversWaiting() == receivers);
    }

    private static void awaitThat(Callable<Boolean> condition) {
        await().pollInterval(Duration.ofMillis(1)).until(condition);
    }
}
