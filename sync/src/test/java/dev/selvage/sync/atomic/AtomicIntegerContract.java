package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What AtomicI32 and AtomicI64 have in common. */
abstract class AtomicIntegerContract {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 3_000_000 : 200_000;

    /** One variable, whatever its width. */
    interface Cell {
        long load(Ordering order);

        void store(long next, Ordering order);

        long swap(long next, Ordering order);

        End compareExchange(long expected, long next, Ordering success, Ordering failure);

        End compareExchangeWeak(long expected, long next, Ordering success, Ordering failure);

        long fetchAdd(long delta, Ordering order);

        long fetchSub(long delta, Ordering order);

        long fetchAnd(long mask, Ordering order);

        long fetchOr(long mask, Ordering order);

        long fetchXor(long mask, Ordering order);

        long fetchMax(long other, Ordering order);

        long fetchMin(long other, Ordering order);

        End fetchUpdate(Ordering set, Ordering fetch, LongFunction<OptionalLong> function);

        long update(Ordering set, Ordering fetch, LongUnaryOperator function);
    }

    record End(boolean succeeded, long witness) {}

    abstract Cell of(long initial);

    abstract long max();

    abstract long min();

    private static Ordering loads(Ordering order) {
        return switch (order) {
            case RELAXED, RELEASE -> RELAXED;
            case ACQUIRE, ACQ_REL -> Ordering.ACQUIRE;
            case SEQ_CST -> Ordering.SEQ_CST;
        };
    }

    private static Ordering stores(Ordering order) {
        return switch (order) {
            case RELAXED, ACQUIRE -> RELAXED;
            case RELEASE, ACQ_REL -> Ordering.RELEASE;
            case SEQ_CST -> Ordering.SEQ_CST;
        };
    }

    @ParameterizedTest
    @EnumSource
    void load_returnsWhatWasStored(Ordering order) {
        Cell cell = of(1);
        assertThat(cell.load(loads(order))).isEqualTo(1);
        cell.store(2, stores(order));
        assertThat(cell.load(loads(order))).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void swap_returnsTheValueBefore(Ordering order) {
        Cell cell = of(1);
        assertThat(cell.swap(2, order)).isEqualTo(1);
        assertThat(cell.load(RELAXED)).isEqualTo(2);
    }

    @ParameterizedTest
    @EnumSource
    void arithmetic_returnsTheValueBefore_andWrapsAround(Ordering order) {
        Cell cell = of(max());
        assertThat(cell.fetchAdd(1, order)).isEqualTo(max());
        assertThat(cell.load(RELAXED)).isEqualTo(min());
        assertThat(cell.fetchSub(3, order)).isEqualTo(min());
        assertThat(cell.load(RELAXED)).isEqualTo(max() - 2);
        assertThat(cell.fetchAdd(-2, order)).isEqualTo(max() - 2);
        assertThat(cell.load(RELAXED)).isEqualTo(max() - 4);
    }

    @ParameterizedTest
    @EnumSource
    void subtractingTheLeastValue_wrapsAround(Ordering order) {
        Cell cell = of(-1);
        assertThat(cell.fetchSub(min(), order)).isEqualTo(-1);
        assertThat(cell.load(RELAXED)).isEqualTo(max());
    }

    @ParameterizedTest
    @EnumSource
    void bitwise_returnsTheValueBefore(Ordering order) {
        Cell cell = of(0b1100);
        assertThat(cell.fetchAnd(0b0110, order)).isEqualTo(0b1100);
        assertThat(cell.fetchOr(0b0011, order)).isEqualTo(0b0100);
        assertThat(cell.fetchXor(0b0101, order)).isEqualTo(0b0111);
        assertThat(cell.load(RELAXED)).isEqualTo(0b0010);
    }

    @ParameterizedTest
    @EnumSource
    void maxAndMin_compareSigned_andReturnTheValueBefore(Ordering order) {
        Cell cell = of(0);
        assertThat(cell.fetchMax(5, order)).isEqualTo(0);
        assertThat(cell.fetchMax(3, order)).isEqualTo(5);
        assertThat(cell.fetchMin(-7, order)).isEqualTo(5);
        assertThat(cell.fetchMin(min(), order)).isEqualTo(-7);
        assertThat(cell.fetchMin(0, order)).isEqualTo(min());
        assertThat(cell.fetchMax(max(), order)).isEqualTo(min());
        assertThat(cell.load(RELAXED)).isEqualTo(max());
    }

    @ParameterizedTest
    @EnumSource
    void compareExchange_tellsWhatItFound(Ordering order) {
        for (Ordering failure : List.of(RELAXED, Ordering.ACQUIRE, Ordering.SEQ_CST)) {
            Cell cell = of(1);
            assertThat(cell.compareExchange(7, 2, order, failure)).isEqualTo(new End(false, 1));
            assertThat(cell.load(RELAXED)).isEqualTo(1);
            assertThat(cell.compareExchange(1, 2, order, failure)).isEqualTo(new End(true, 1));
            assertThat(cell.load(RELAXED)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void compareExchangeWeak_tellsWhatItFound(Ordering order) {
        for (Ordering failure : List.of(RELAXED, Ordering.ACQUIRE, Ordering.SEQ_CST)) {
            Cell cell = of(1);
            assertThat(cell.compareExchangeWeak(7, 2, order, failure)).isEqualTo(new End(false, 1));
            assertThat(cell.load(RELAXED)).isEqualTo(1);
            End end = cell.compareExchangeWeak(1, 2, order, failure);
            while (!end.succeeded()) {
                assertThat(end.witness()).isEqualTo(1);
                end = cell.compareExchangeWeak(1, 2, order, failure);
            }
            assertThat(end.witness()).isEqualTo(1);
            assertThat(cell.load(RELAXED)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource
    void fetchUpdate_storesWhatTheFunctionGives_orNothing(Ordering order) {
        Cell cell = of(4);
        assertThat(cell.fetchUpdate(order, loads(order), n -> OptionalLong.of(n * 3)))
                .isEqualTo(new End(true, 4));
        assertThat(cell.fetchUpdate(order, loads(order), n -> OptionalLong.empty()))
                .isEqualTo(new End(false, 12));
        assertThat(cell.update(order, loads(order), n -> n + 1)).isEqualTo(12);
        assertThat(cell.load(RELAXED)).isEqualTo(13);
    }

    @Test
    void fetchUpdate_valueChangedMeanwhile_callsTheFunctionAgain() {
        Cell cell = of(1);
        List<Long> seen = new ArrayList<>();
        End end = cell.fetchUpdate(RELAXED, RELAXED, n -> {
            seen.add(n);
            if (seen.size() == 1) {
                cell.store(10, RELAXED);
            }
            return OptionalLong.of(n + 1);
        });
        assertThat(end).isEqualTo(new End(true, 10));
        assertThat(seen).startsWith(1L, 10L);
        assertThat(cell.load(RELAXED)).isEqualTo(11);
    }

    @Test
    void update_functionThrows_leavesTheValue() {
        Cell cell = of(1);
        IllegalStateException boom = new IllegalStateException("boom");
        assertThatThrownBy(() -> cell.update(RELAXED, RELAXED, n -> {
                    throw boom;
                }))
                .isSameAs(boom);
        assertThat(cell.load(RELAXED)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("carriers")
    void operationsOfPlatformThreads_areAtomic(Ordering order) throws InterruptedException {
        operationsAreAtomic(order, Thread.ofPlatform());
    }

    @ParameterizedTest
    @EnumSource
    @Tag("carriers")
    void operationsOfVirtualThreads_areAtomic(Ordering order) throws InterruptedException {
        operationsAreAtomic(order, Thread.ofVirtual());
    }

    private void operationsAreAtomic(Ordering order, Thread.Builder kind) throws InterruptedException {
        Cell cell = of(0);
        inTwoThreads(kind, id -> {
            cell.fetchAdd(3, order);
            cell.fetchSub(2, order);
        });
        assertThat(cell.swap(0, order)).isEqualTo(2L * ROUNDS);
        inTwoThreads(kind, id -> cell.update(order, loads(order), n -> n + 1));
        assertThat(cell.swap(0, order)).isEqualTo(2L * ROUNDS);
        inTwoThreads(kind, id -> {
            End end = cell.compareExchange(0, 1, order, loads(order));
            while (!end.succeeded()) {
                end = cell.compareExchange(end.witness(), end.witness() + 1, order, loads(order));
            }
        });
        assertThat(cell.swap(0, order)).isEqualTo(2L * ROUNDS);
        AtomicInteger lost = new AtomicInteger();
        inTwoThreads(kind, id -> {
            long greater = cell.load(RELAXED) + 1 + id;
            cell.fetchMax(greater, order);
            lost.addAndGet(cell.load(RELAXED) < greater ? 1 : 0);
        });
        inTwoThreads(kind, id -> {
            long lesser = cell.load(RELAXED) - 1 - id;
            cell.fetchMin(lesser, order);
            lost.addAndGet(cell.load(RELAXED) > lesser ? 1 : 0);
        });
        assertThat(lost).as("greater and lesser values that were lost").hasValue(0);
    }

    private static void inTwoThreads(Thread.Builder kind, IntConsumer round) throws InterruptedException {
        CountDownLatch start = new CountDownLatch(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            int id = i;
            threads.add(kind.start(() -> {
                start.countDown();
                try {
                    start.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("nobody interrupts", e);
                }
                for (int n = 0; n < ROUNDS; n++) {
                    round.accept(id);
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
