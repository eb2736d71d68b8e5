package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The core of an unbounded channel. */
class UnboundedTest extends BufferedContract {
    @Override
    <E> Core<E> make(String name) {
        return new UnboundedCore<>(name);
    }

    @Test
    void elements_ofManySegments_comeOutInOrder() throws Exception {
        core.sendAll(numbers(0, 3_000), NOBODY, false, 0);
        for (int i = 3_000; i < 5_000; i++) {
            core.offer(i);
        }
        List<Object> got = new ArrayList<>();
        while (core.pollMany(got, 700) > 0) {
            assertThat(core.size()).isEqualTo(5_000 - got.size());
        }
        assertThat(got).isEqualTo(numbers(0, 5_000));
    }

    @Test
    void end_isWhereTheFirstBitWas() {
        core.offer(1);
        core.end(Ending.closed(null), false);
        for (int i = 0; i < 10; i++) {
            assertThat(core.offer(2)).isFalse();
        }
        Words words = ((UnboundedCore<Object>) core).words;
        Words.TAIL.getAndAdd(words, 3 * Words.ONE); // as senders do that were about to send when it ended
        assertThat(core.sent()).isOne();
        assertThat(core.poll()).isEqualTo(1);
        assertThat(core.poll()).isNull();
        assertThat(core.size()).isZero();
    }
}
