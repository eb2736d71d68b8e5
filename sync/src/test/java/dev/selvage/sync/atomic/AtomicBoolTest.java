package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AtomicBoolTest {
    private static final List<Boolean> BOTH = List.of(false, true);

    @Test
    void load_returnsWhatWasStored() {
        AtomicBool atomic = AtomicBool.of(true);
        for (Ordering order : List.of(RELAXED, ACQUIRE, SEQ_CST)) {
            assertThat(atomic.load(order)).isTrue();
        }
        for (Ordering order : List.of(RELAXED, Ordering.RELEASE, SEQ_CST)) {
            atomic.store(!atomic.load(RELAXED), order);
        }
        assertThat(atomic.load(RELAXED)).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void logic_givesEachRowOfItsTable_andReturnsTheValueBefore(Ordering order) {
        for (boolean value : BOTH) {
            for (boolean mask : BOTH) {
                AtomicBool and = AtomicBool.of(value);
                assertThat(and.fetchAnd(mask, order)).isEqualTo(value);
                assertThat(and.load(RELAXED)).isEqualTo(value && mask);
                AtomicBool or = AtomicBool.of(value);
                assertThat(or.fetchOr(mask, order)).isEqualTo(value);
                assertThat(or.load(RELAXED)).isEqualTo(value || mask);
                AtomicBool xor = AtomicBool.of(value);
                assertThat(xor.fetchXor(mask, order)).isEqualTo(value);
                assertThat(xor.load(RELAXED)).isEqualTo(value ^ mask);
                AtomicBool nand = AtomicBool.of(value);
                assertThat(nand.fetchNand(mask, order)).isEqualTo(value);
                assertThat(nand.load(RELAXED)).isEqualTo(!(value && mask));
                AtomicBool swap = AtomicBool.of(value);
                assertThat(swap.swap(mask, order)).isEqualTo(value);
                assertThat(swap.load(RELAXED)).isEqualTo(mask);
            }
            AtomicBool not = AtomicBool.of(value);
            assertThat(not.fetchNot(order)).isEqualTo(value);
            assertThat(not.load(RELAXED)).isEqualTo(!value);
        }
    }

    @ParameterizedTest
    @EnumSource
    void compareExchange_tellsWhatItFound(Ordering order) {
        for (Ordering failure : List.of(RELAXED, ACQUIRE, SEQ_CST)) {
            AtomicBool atomic = AtomicBool.of(false);
            AtomicBool.Exchange refused = atomic.compareExchange(true, true, order, failure);
            assertThat(refused).isInstanceOf(AtomicBool.Refused.class).hasToString("Refused[false]");
            assertThat(refused.witness()).isFalse();
            AtomicBool.Exchange done = atomic.compareExchange(false, true, order, failure);
            assertThat(done).isInstanceOf(AtomicBool.Exchanged.class).hasToString("Exchanged[false]");
            assertThat(done.succeeded()).isTrue();
            assertThat(atomic).hasToString("AtomicBool[true]");
            while (!atomic.compareExchangeWeak(true, false, order, failure).succeeded()) {
                assertThat(atomic.load(RELAXED)).isTrue();
            }
            assertThat(atomic.load(RELAXED)).isFalse();
        }
    }

    @Test
    void fetchUpdate_storesWhatTheFunctionGives_orNothing() {
        AtomicBool atomic = AtomicBool.of(false);
        assertThat(atomic.fetchUpdate(SEQ_CST, ACQUIRE, value -> Optional.of(!value))
                        .succeeded())
                .isTrue();
        AtomicBool.Exchange refused = atomic.fetchUpdate(SEQ_CST, ACQUIRE, value -> Optional.empty());
        assertThat(refused).hasToString("Refused[true]");
        assertThat(atomic.update(SEQ_CST, ACQUIRE, value -> !value)).isTrue();
        assertThat(atomic.load(RELAXED)).isFalse();
    }
}
