package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
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
    void segments_areGivenBack_afterAMillionElements() throws Exception {
        WeakReference<Segment> first = new WeakReference<>(segment("headSegment"));
        for (int i = 0; i < 1_000_000; i++) {
            core.offer(i);
            assertThat(core.poll() != null).isTrue();
        }
        for (String side : List.of("headSegment", "tailSegment")) {
            assertThat(segment(side).from).as(side).isBetween(1_000_000L - 2 * Segment.CELLS, 1_000_000L);
        }
        Awaitility.await().until(() -> {
            System.gc();
            return first.refersTo(null);
        });
    }

    private Segment segment(String side) throws ReflectiveOperationException {
        Field field = UnboundedCore.class.getDeclaredField(side);
        field.setAccessible(true);
        return (Segment) field.get(core);
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
