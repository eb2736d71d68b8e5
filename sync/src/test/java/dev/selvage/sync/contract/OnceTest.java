package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.InitialisationStats;
import dev.selvage.sync.Once;
import dev.selvage.sync.OnceState;
import dev.selvage.sync.PoisonedInitialiserException;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OnceTest extends InitialisationContract {
    private final Once once = Once.of("config");
    private final IOException boom = new IOException("disk full");

    @Override
    Subject subject(Supplier<String> initialiser) {
        AtomicReference<@Nullable String> value = new AtomicReference<>();
        return new Subject() {
            @Override
            public String call() throws InterruptedException {
                once.callOnce(() -> value.set(initialiser.get()));
                return value.get();
            }

            @Override
            public InitialisationStats stats() {
                return once.stats();
            }

            @Override
            public String toString() {
                return once.toString();
            }
        };
    }

    @Override
    String description() {
        return "once 'config'";
    }

    private void poison() {
        assertThatThrownBy(() -> once.callOnce(() -> {
                    throw boom;
                }))
                .isSameAs(boom);
    }

    @Test
    void callOnce_afterAFailure_tellsOfIt_andDoesNotRun() {
        Instant before = Instant.now();
        poison();
        assertThat(once.isPoisoned()).isTrue();
        assertThat(once.isCompleted()).isFalse();
        assertThat(once).hasToString("Once[config, poisoned]");
        assertThatThrownBy(() -> once.callOnce(() -> {
                    throw new AssertionError("run again");
                }))
                .isInstanceOfSatisfying(PoisonedInitialiserException.class, e -> {
                    assertThat(e.poisonedBy())
                            .isEqualTo("thread '" + Thread.currentThread().getName() + "'");
                    assertThat(e.poisonedAt()).isBetween(before, Instant.now());
                })
                .hasMessageMatching(
                        "once 'config' is poisoned: its initialiser failed in thread '.*' at OnceTest.java:\\d+"
                                + " with java.io.IOException: disk full, at [-0-9T:.]+Z; run it again with callOnceForce")
                .extracting(Throwable::getCause)
                .isSameAs(boom);
    }

    @Test
    void waiters_whenTheRunFails_areToldOfIt() throws InterruptedException {
        Blocked.Runner runner = Blocked.start(
                "runner",
                () -> once.callOnce(() -> {
                    gated();
                    throw boom;
                }));
        running.await();
        Blocked.Runner caller = Blocked.start(
                "caller",
                () -> once.callOnce(() -> {
                    throw new AssertionError("run again");
                }));
        Blocked.Runner waiter = Blocked.start("waiter", once::await);
        awaitWaiting(once::stats, 2);
        gate.countDown();
        assertThat(runner.thrown()).isSameAs(boom);
        assertThat(caller.thrown())
                .isInstanceOf(PoisonedInitialiserException.class)
                .hasCause(boom);
        assertThat(waiter.thrown())
                .isInstanceOf(PoisonedInitialiserException.class)
                .hasCause(boom);
    }

    @Test
    void callOnceForce_afterAFailure_runs_andTakesThePoisonAway() throws InterruptedException {
        poison();
        List<OnceState> found = new ArrayList<>();
        once.callOnceForce(found::add);
        assertThat(found).containsExactly(new OnceState(true));
        assertThat(once.isCompleted()).isTrue();
        assertThat(once.isPoisoned()).isFalse();
        once.await();
        once.callOnceForce(found::add);
        assertThat(found).hasSize(1);
    }

    @Test
    void callOnceForce_ofAFreshOne_findsNoPoison() throws InterruptedException {
        List<OnceState> found = new ArrayList<>();
        once.callOnceForce(found::add);
        assertThat(found).containsExactly(new OnceState(false));
    }

    @Test
    void callOnceForce_thatFails_poisonsAgain_withTheNewCause() {
        poison();
        IllegalStateException second = new IllegalStateException("second");
        assertThatThrownBy(() -> once.callOnceForce(state -> {
                    throw second;
                }))
                .isSameAs(second);
        assertThatThrownBy(once::await).extracting(Throwable::getCause).isSameAs(second);
        assertThat(once.stats().failures()).isEqualTo(2);
    }

    @Test
    void callOnceForce_whileOneRuns_waits_andRunsIfThatFails() throws InterruptedException {
        Blocked.Runner runner = Blocked.start(
                "runner",
                () -> once.callOnce(() -> {
                    gated();
                    throw boom;
                }));
        running.await();
        List<OnceState> found = new ArrayList<>();
        Blocked.Runner forcing = Blocked.start("forcing", () -> once.callOnceForce(found::add));
        awaitWaiting(once::stats, 1);
        gate.countDown();
        assertThat(runner.thrown()).isSameAs(boom);
        forcing.finish();
        assertThat(found).containsExactly(new OnceState(true));
        assertThat(once.isCompleted()).isTrue();
    }

    @Test
    void await_beforeAnyRun_waitsForOne() throws InterruptedException {
        Blocked.Runner waiter = Blocked.start("waiter", once::await);
        awaitWaiting(once::stats, 1);
        once.callOnce(() -> {});
        waiter.finish();
    }

    @Test
    void await_beforeAnyRun_canBeInterrupted() throws InterruptedException {
        Blocked.Runner waiter = Blocked.start("waiter", once::await);
        awaitWaiting(once::stats, 1);
        waiter.thread.interrupt();
        assertThat(waiter.thrown()).isInstanceOf(InterruptedException.class);
        assertThat(once.stats().waiting()).isZero();
    }

    @Test
    void await_inTheInitialiser_isRefused() {
        assertThatThrownBy(() -> once.callOnce(once::await)).isInstanceOf(DeadlockException.class);
    }
}
