package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicRefTest {
    @Test
    void load_returnsWhatWasStored_nullToo() {
        AtomicRef<@Nullable String> atomic = AtomicRef.of(null);
        for (Ordering order : List.of(RELAXED, ACQUIRE, SEQ_CST)) {
            assertThat(atomic.load(order)).isNull();
        }
        for (Ordering order : List.of(RELAXED, Ordering.RELEASE, SEQ_CST)) {
            atomic.store(order.name(), order);
            assertThat(atomic.load(RELAXED)).isEqualTo(order.name());
        }
        assertThat(atomic).hasToString("AtomicRef[SEQ_CST]");
    }

    @ParameterizedTest
    @EnumSource
    void swap_returnsTheReferenceBefore(Ordering order) {
        AtomicRef<String> atomic = AtomicRef.of("a");
        assertThat(atomic.swap("b", order)).isEqualTo("a");
        assertThat(atomic.load(RELAXED)).isEqualTo("b");
    }

    @ParameterizedTest
    @EnumSource
    void compareExchange_comparesByIdentity_andTellsWhatItFound(Ordering order) {
        List<String> equal = new ArrayList<>();
        List<String> held = new ArrayList<>();
        List<String> next = new ArrayList<>();
        for (Ordering failure : List.of(RELAXED, ACQUIRE, SEQ_CST)) {
            AtomicRef<List<String>> atomic = AtomicRef.of(held);
            AtomicRef.Exchange<List<String>> refused = atomic.compareExchange(equal, next, order, failure);
            assertThat(refused).isInstanceOf(AtomicRef.Refused.class).hasToString("Refused[[]]");
            assertThat(refused.witness()).isSameAs(held);
            AtomicRef.Exchange<List<String>> weak = atomic.compareExchangeWeak(equal, next, order, failure);
            assertThat(weak.succeeded()).isFalse();
            assertThat(weak.witness()).isSameAs(held);
            AtomicRef.Exchange<List<String>> done = atomic.compareExchange(held, next, order, failure);
            assertThat(done).isInstanceOf(AtomicRef.Exchanged.class);
            assertThat(done.witness()).isSameAs(held);
            assertThat(atomic.load(RELAXED)).isSameAs(next);
            while (!atomic.compareExchangeWeak(next, held, order, failure).succeeded()) {
                assertThat(atomic.load(RELAXED)).isSameAs(next);
            }
            assertThat(atomic.load(RELAXED)).isSameAs(held);
        }
    }

    @Test
    void fetchUpdate_storesWhatTheFunctionGives_orNothing() {
        AtomicRef<String> atomic = AtomicRef.of("a");
        assertThat(atomic.fetchUpdate(SEQ_CST, ACQUIRE, s -> Optional.of(s + "b")))
                .hasToString("Exchanged[a]");
        assertThat(atomic.fetchUpdate(SEQ_CST, ACQUIRE, s -> Optional.empty())).hasToString("Refused[ab]");
        assertThat(atomic.update(SEQ_CST, ACQUIRE, s -> s + "c")).isEqualTo("ab");
        assertThat(atomic.load(RELAXED)).isEqualTo("abc");
    }
}
