package dev.selvage.sync.atomic;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;

class AtomicI32Test extends AtomicIntegerContract {
    private record Adapter(AtomicI32 atomic) implements Cell {
        private static End end(AtomicI32.Exchange exchange) {
            return new End(
                    switch (exchange) {
                        case AtomicI32.Exchanged _ -> true;
                        case AtomicI32.Refused _ -> false;
                    },
                    exchange.witness());
        }

        @Override
        public long load(Ordering order) {
            return atomic.load(order);
        }

        @Override
        public void store(long next, Ordering order) {
            atomic.store((int) next, order);
        }

        @Override
        public End compareExchange(long expected, long next, Ordering success, Ordering failure) {
            return end(atomic.compareExchange((int) expected, (int) next, success, failure));
        }

        @Override
        public End compareExchangeWeak(long expected, long next, Ordering success, Ordering failure) {
            return end(atomic.compareExchangeWeak((int) expected, (int) next, success, failure));
        }

        @Override
        public long swap(long next, Ordering order) {
            return atomic.swap((int) next, order);
        }

        @Override
        public long fetchAdd(long delta, Ordering order) {
            return atomic.fetchAdd((int) delta, order);
        }

        @Override
        public long fetchSub(long delta, Ordering order) {
            return atomic.fetchSub((int) delta, order);
        }

        @Override
        public long fetchAnd(long mask, Ordering order) {
            return atomic.fetchAnd((int) mask, order);
        }

        @Override
        public long fetchOr(long mask, Ordering order) {
            return atomic.fetchOr((int) mask, order);
        }

        @Override
        public long fetchXor(long mask, Ordering order) {
            return atomic.fetchXor((int) mask, order);
        }

        @Override
        public long fetchMax(long other, Ordering order) {
            return atomic.fetchMax((int) other, order);
        }

        @Override
        public long fetchMin(long other, Ordering order) {
            return atomic.fetchMin((int) other, order);
        }

        @Override
        public End fetchUpdate(Ordering set, Ordering fetch, LongFunction<OptionalLong> function) {
            return end(atomic.fetchUpdate(set, fetch, n -> {
                OptionalLong next = function.apply(n);
                return next.isEmpty() ? OptionalInt.empty() : OptionalInt.of((int) next.getAsLong());
            }));
        }

        @Override
        public long update(Ordering set, Ordering fetch, LongUnaryOperator function) {
            return atomic.update(set, fetch, n -> (int) function.applyAsLong(n));
        }
    }

    @Override
    Cell of(long initial) {
        return new Adapter(AtomicI32.of((int) initial));
    }

    @Override
    long max() {
        return Integer.MAX_VALUE;
    }

    @Override
    long min() {
        return Integer.MIN_VALUE;
    }

    @Test
    void text_tellsTheValue() {
        AtomicI32 atomic = AtomicI32.of(-5);
        assertThat(atomic).hasToString("AtomicI32[-5]");
        assertThat(atomic.compareExchange(1, 2, Ordering.RELAXED, Ordering.RELAXED))
                .hasToString("Refused[-5]");
        assertThat(atomic.compareExchange(-5, 2, Ordering.RELAXED, Ordering.RELAXED))
                .hasToString("Exchanged[-5]");
    }
}
