package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.sync.InitialisationStats;
import dev.selvage.sync.Lazy;
import dev.selvage.sync.PoisonedInitialiserException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class LazyTest extends InitialisationContract {
    @Override
    Subject subject(Supplier<String> initialiser) {
        Lazy<String> lazy = Lazy.of("config", initialiser);
        return new Subject() {
            @Override
            public String call() throws InterruptedException {
                return lazy.get();
            }

            @Override
            public InitialisationStats stats() {
                return lazy.stats();
            }

            @Override
            public String toString() {
                return lazy.toString();
            }
        };
    }

    @Override
    String description() {
        return "lazy 'config'";
    }

    @Test
    void get_afterAFailure_tellsOfItForEver_andDoesNotRunAgain() {
        IllegalStateException boom = new IllegalStateException("boom");
        AtomicInteger runs = new AtomicInteger();
        Lazy<String> lazy = Lazy.of("config", () -> {
            runs.incrementAndGet();
            throw boom;
        });
        assertThatThrownBy(lazy::get).isSameAs(boom);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(lazy::get)
                    .isInstanceOf(PoisonedInitialiserException.class)
                    .hasMessageEndingWith("; it stays so: make a new one, or use a OnceCell, which may be tried again")
                    .extracting(Throwable::getCause)
                    .isSameAs(boom);
        }
        assertThat(runs).hasValue(1);
        assertThat(lazy.isPoisoned()).isTrue();
        assertThat(lazy.isInitialised()).isFalse();
        assertThat(lazy).hasToString("Lazy[config, poisoned]");
    }

    @Test
    void waiter_whenTheRunFails_isToldOfIt() throws InterruptedException {
        IllegalStateException boom = new IllegalStateException("boom");
        Lazy<String> lazy = Lazy.of("config", () -> {
            gated();
            throw boom;
        });
        Blocked.Runner runner = Blocked.start("runner", lazy::get);
        running.await();
        Blocked.Runner waiter = Blocked.start("waiter", lazy::get);
        awaitWaiting(lazy::stats, 1);
        gate.countDown();
        assertThat(runner.thrown()).isSameAs(boom);
        assertThat(waiter.thrown())
                .isInstanceOf(PoisonedInitialiserException.class)
                .hasCause(boom);
    }

    @Test
    void get_ofNull_isAValueLikeOthers() throws InterruptedException {
        AtomicInteger runs = new AtomicInteger();
        Lazy<@Nullable String> lazy = Lazy.of("nothing", () -> {
            runs.incrementAndGet();
            return null;
        });
        assertThat(lazy.get()).isNull();
        assertThat(lazy.get()).isNull();
        assertThat(runs).hasValue(1);
        assertThat(lazy.isInitialised()).isTrue();
    }
}
