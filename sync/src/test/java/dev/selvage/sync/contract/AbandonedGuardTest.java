package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.PoisonedException;
import dev.selvage.sync.Poisoning;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A task that ends with a guard open. */
@Timeout(10)
class AbandonedGuardTest {
    private final Logged logged = new Logged(Mutex.class);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    @Test
    void endOfAFork_withAnOpenGuard_unlocksPoisonsAndReports() throws Exception {
        Mutex<Integer> hits = Mutex.of("hits", 0);
        Scope.run(c -> c.withName("orders"), scope -> {
            scope.fork("charge", () -> hits.lock()).join();
            assertThat(hits.stats().locked()).isFalse();
            assertThat(hits.isPoisoned()).isTrue();
        });
        assertThat(logged.events())
                .singleElement()
                .satisfies(event -> assertThat(event.getFormattedMessage())
                        .matches("fork 'orders/charge#1' ended without closing its guard of mutex 'hits' \\(locked at"
                                + " AbandonedGuardTest.java:\\d+\\): it is unlocked and poisoned; use"
                                + " try-with-resources"));
        assertThatThrownBy(hits::lock)
                .isInstanceOf(PoisonedException.class)
                .hasMessageContaining("fork 'orders/charge#1' ended without closing its guard (locked at Abandoned");
    }

    @Test
    void endOfAFork_withAMappedGuard_unlocks() throws Exception {
        Mutex<Integer> hits = Mutex.of("hits", 0);
        Scope.run(scope -> scope.fork(() -> hits.lock().map(n -> n + 1)));
        assertThat(hits.isPoisoned()).isTrue();
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void endOfAFork_withAnOpenGuard_poisonsIfPoisoningIsClosureOnly_andNotIfOff() throws Exception {
        Mutex<Integer> closures = Mutex.of(c -> c.withPoisoning(Poisoning.CLOSURE_ONLY), 0);
        Mutex<Integer> off = Mutex.of(c -> c.withPoisoning(Poisoning.OFF), 0);
        Scope.run(scope -> {
            scope.fork(() -> closures.lock());
            scope.fork(() -> off.lock());
        });
        assertThat(closures.isPoisoned()).isTrue();
        assertThat(off.isPoisoned()).isFalse();
        off.lock().close();
        assertThat(logged.events())
                .anyMatch(event -> event.getFormattedMessage().endsWith("is unlocked; use try-with-resources"));
    }

    @Test
    void endOfAFork_handsTheMutexToAWaiter() throws Exception {
        Mutex<Integer> hits = Mutex.of(c -> c.withPoisoning(Poisoning.OFF), 0);
        Scope.run(scope -> {
            scope.fork(() -> {
                hits.lock();
                Blocked.awaitWaiting(hits::stats, 1);
            });
            scope.fork(() -> {
                org.awaitility.Awaitility.await().until(() -> hits.stats().locked());
                hits.update(n -> 5);
            });
        });
        assertThat(hits.intoInner()).isEqualTo(5);
    }
}
