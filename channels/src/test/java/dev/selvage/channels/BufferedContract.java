package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for the core of channels with a buffer. */
abstract class BufferedContract extends CoreContract {
    static List<Object> numbers(int from, int to) {
        return IntStream.range(from, to).boxed().map(i -> (Object) i).toList();
    }

    @Test
    void elements_comeOutInOrder_alsoManyTimesAroundTheBuffer() {
        sendAndReceivePairs();
    }

    private void sendAndReceivePairs() {
        for (int i = 0; i < 2_000; i += 2) {
            assertThat(core.offer(i)).isTrue();
            assertThat(core.offer(i + 1)).isTrue();
            assertThat(core.size()).isEqualTo(2);
            assertThat(core.poll()).isEqualTo(i);
            assertThat(core.poll()).isEqualTo(i + 1);
        }
        assertThat(core.sent()).isEqualTo(2_000);
        assertThat(core.received()).isEqualTo(2_000);
    }

    @Test
    void elements_comeOutInOrder_alsoForSeveralReceivers() {
        core.severalReceivers();
        sendAndReceivePairs();
    }

    @Test
    void elements_comeOutInOrder_whenReceiversBecomeSeveralMidway() {
        core.offer(1);
        core.offer(2);
        assertThat(core.poll()).isEqualTo(1);
        core.severalReceivers();
        core.offer(3);
        assertThat(core.poll()).isEqualTo(2);
        assertThat(core.poll()).isEqualTo(3);
        assertThat(core.poll()).isNull();
    }

    @Test
    void batches_keepTheOrder() throws Exception {
        List<Object> got = new ArrayList<>();
        int next = 0;
        for (int round = 0; round < 500; round++) {
            int many = 1 + round % 3;
            assertThat(core.sendAll(numbers(next, next + many), NOBODY, false, 0))
                    .isEqualTo(many);
            next += many;
            assertThat(core.receiveMany(got, 2, NOBODY, false, 0)).isEqualTo(Math.min(many, 2));
            core.pollMany(got, 10);
        }
        assertThat(got).isEqualTo(numbers(0, next));
    }

    @Test
    void end_ofTheSenders_letsReceiversDrain() throws Exception {
        core.senders.tryAdd();
        core.offer("a");
        core.offer("b");
        core.removeSender();
        assertThat(receive(core)).isEqualTo("a");
        assertThat(receive(core)).isEqualTo("b");
        assertThatThrownBy(() -> receive(core))
                .isInstanceOf(ClosedException.class)
                .hasMessage("channel 'jobs' has ended: all its senders are gone, and there is nothing left to receive");
        assertThatThrownBy(() -> core.receiveMany(new ArrayList<>(), 3, NOBODY, false, 0))
                .isInstanceOf(ClosedException.class);
    }

    @Test
    void end_ofTheReceivers_handsOverTheRest() {
        List<Object> undelivered = new ArrayList<>();
        core.onUndelivered(undelivered::add);
        core.receivers.tryAdd();
        core.offer("a");
        core.offer("b");
        core.removeReceiver();
        assertThat(undelivered).containsExactly("a", "b");
    }

    @Test
    void reservedRoom_isUsedOnce_orGivenBack() throws Exception {
        assertThat(core.reserve(NOBODY, false, 0)).isTrue();
        assertThat(core.offerReserved("a")).isTrue();
        assertThat(core.reserve(NOBODY, true, System.nanoTime())).isTrue();
        core.unreserve();
        assertThat(core.poll()).isEqualTo("a");
        assertThat(core.poll()).isNull();
    }

    @Test
    void reservedRoom_afterTheEnd_takesNothing() throws Exception {
        assertThat(core.tryReserve()).isTrue();
        core.end(Ending.closed(null), false);
        assertThat(core.offerReserved("a")).isFalse();
        assertThat(core.tryReserve()).isFalse();
        assertThatThrownBy(() -> core.reserve(NOBODY, false, 0)).isInstanceOf(ClosedException.class);
        assertThat(core.size()).isZero();
    }
}
