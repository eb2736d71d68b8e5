package dev.selvage.sync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class AtomicI64Test extends AtomicIntegerContract {
    private record Adapter(AtomicI64 atomic) implements Cell {
        private static End end(AtomicI64.Exchange exchange) {
            return new End(
                    switch (exchange) {
                        case AtomicI64.Exchanged _ -> true;
                        case AtomicI64.Refused _ -> false;
                    },
                    exchange.witness());
        }

        @Override
        public long load(Ordering order) {
            return atomic.load(order);
        }

        @Override
        public void store(long next, Ordering order) {
            atomic.store(next, order);
        }

        @Override
        public End compareExchange(long expected, long next, Ordering success, Ordering failure) {
            return end(atomic.compareExchange(expected, next, success, failure));
        }

        @Override
        public End compareExchangeWeak(long expected, long next, Ordering success, Ordering failure) {
            return end(atomic.compareExchangeWeak(expected, next, success, failure));
        }

        @Override
        public long swap(long next, Ordering order) {
            return atomic.swap(next, order);
        }

        @Override
        public long fetchAdd(long delta, Ordering order) {
            return atomic.fetchAdd(delta, order);
        }

        @Override
        public long fetchSub(long delta, Ordering order) {
            return atomic.fetchSub(delta, order);
        }

        @Override
        public long fetchAnd(long mask, Ordering order) {
            return atomic.fetchAnd(mask, order);
        }

        @Override
        public long fetchOr(long mask, Ordering order) {
            return atomic.fetchOr(mask, order);
        }

        @Override
        public long fetchXor(long mask, Ordering order) {
            return atomic.fetchXor(mask, order);
        }

        @Override
        public long fetchMax(long other, Ordering order) {
            return atomic.fetchMax(other, order);
        }

        @Override
        public long fetchMin(long other, Ordering order) {
            return atomic.fetchMin(other, order);
        }

        @Override
        public End fetchUpdate(Ordering set, Ordering fetch, LongFunction<OptionalLong> function) {
            return end(atomic.fetchUpdate(set, fetch, function));
        }

        @Override
        public long update(Ordering set, Ordering fetch, LongUnaryOperator function) {
            return atomic.update(set, fetch, function);
        }
    }

    @Override
    Cell of(long initial) {
        return new Adapter(AtomicI64.of(initial));
    }

    @Override
    long max() {
        return Long.MAX_VALUE;
    }

    @Override
    long min() {
        return Long.MIN_VALUE;
    }

    @Test
    void text_tellsTheValue() {
        AtomicI64 atomic = AtomicI64.of(-5);
        assertThat(atomic).hasToString("AtomicI64[-5]");
        assertThat(atomic.compareExchange(1, 2, Ordering.RELAXED, Ordering.RELAXED))
                .hasToString("Refused[-5]");
        assertThat(atomic.compareExchange(-5, 2, Ordering.RELAXED, Ordering.RELAXED))
                .hasToString("Exchanged[-5]");
    }
}
