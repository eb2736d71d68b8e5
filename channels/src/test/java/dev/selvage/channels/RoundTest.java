package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.waiting.Awaited;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rounds of selects in situations that threads reach by chance only. */
@Timeout(30)
class RoundTest {
    private static final Awaited NOTHING = Awaited.named("nothing");

    @Test
    void pair_roundDecidedElsewhere_leavesTheOtherAlone() {
        Round round = new Round(NOTHING);
        Place<String> chosen = new Place<>(Nobody.NOBODY, round, null);
        assertThat(chosen.claim()).isTrue();
        assertThat(chosen.claim()).isFalse();
        Place<String> late = new Place<>(Nobody.NOBODY, round, null);
        Meeting<String> sender = new Meeting<>(Nobody.NOBODY, "x");
        assertThat(late.pairWith(sender)).isEqualTo(Round.Pairing.TOO_LATE);
        assertThat(sender.isClaimed()).isFalse();
        assertThat(late.element).isNull();
    }

    @Test
    void giveUp_roundDecided_isTooLate() {
        Round round = new Round(NOTHING);
        assertThat(new Place<String>(Nobody.NOBODY, round, null).claim()).isTrue();
        assertThat(round.giveUp()).isFalse();
        Round other = new Round(NOTHING);
        assertThat(other.giveUp()).isTrue();
        assertThat(new Place<String>(Nobody.NOBODY, other, null).claim()).isFalse();
    }

    @Test
    void select_wokenForOneOfTwoElements_passesTheWakeOn() throws Exception {
        Channel<String> channel = Channel.bounded("a", 2);
        List<String> got = Collections.synchronizedList(new ArrayList<>());
        try (Sender<String> sender = channel.sender();
                Receiver<String> first = channel.receiver();
                Receiver<String> second = channel.receiver()) {
            Select<String> select =
                    Select.<String>builder().receive(first, e -> e).build();
            Worker selecting = new Worker(Thread.ofVirtual().factory(), () -> got.add(select.await()));
            awaitReceivers(channel, 1);
            Worker receiving = new Worker(Thread.ofVirtual().factory(), () -> got.add(second.receive()));
            awaitReceivers(channel, 2);
            sender.sendAll(List.of("1", "2"));
            selecting.finish();
            receiving.finish();
        }
        assertThat(got).containsExactlyInAnyOrder("1", "2");
    }

    private static void awaitReceivers(Channel<?> channel, int many) {
        Awaitility.await().until(() -> channel.stats().receiversWaiting() == many);
    }

    /** The element is in the third channel, then in the first, both times where the select does not look. */
    @Test
    void tryAwait_elementMovesWhileItLooks_isFound() {
        Channel<String> first = Channel.bounded("first", 1);
        Channel<String> between = Channel.rendezvous("between");
        Channel<String> third = Channel.bounded("third", 1);
        try (Receiver<String> fromFirst = first.receiver();
                Receiver<String> fromBetween = between.receiver();
                Receiver<String> fromThird = third.receiver()) {
            third.core().offer("moved");
            ((RendezvousCore<String>) between.core()).line(new Meeting<>(Nobody.NOBODY, "never") {
                @Override
                boolean claim() {
                    first.core().offer("moved");
                    assertThat(third.core().poll()).isEqualTo("moved");
                    return false;
                }
            });
            Select<String> select = Select.<String>builder()
                    .receive(fromFirst, e -> e)
                    .receive(fromBetween, e -> e)
                    .receive(fromThird, e -> e)
                    .biased()
                    .build();
            assertThat(select.tryAwait()).contains("moved");
        }
    }
}
