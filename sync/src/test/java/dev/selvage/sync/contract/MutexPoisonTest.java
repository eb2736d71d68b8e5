package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.PoisonedException;
import dev.selvage.sync.Poisoning;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a failed critical section does to a mutex, and how it is repaired. */
@Timeout(10)
class MutexPoisonTest {
    private final IOException boom = new IOException("disk full");

    private final Mutex<Integer> hits = Mutex.of("hits", 0);

    /** Fails a critical section. */
    static void fail(Mutex<?> mutex) throws InterruptedException {
        fail(mutex, new IOException("disk full"));
    }

    private static void fail(Mutex<?> mutex, IOException boom) throws InterruptedException {
        try {
            mutex.run(value -> {
                throw boom;
            });
        } catch (IOException e) {
            assertThat(e).isSameAs(boom);
        }
    }

    private static Integer divide(Integer n) {
        return Math.floorDiv(n, 0);
    }

    @Test
    void run_thatThrows_poisons_andUnlocks() throws Exception {
        fail(hits);
        assertThat(hits.isPoisoned()).isTrue();
        assertThat(hits.stats().locked()).isFalse();
        assertThat(hits).hasToString("Mutex[hits, free, poisoned]");
    }

    @Test
    void callAndUpdate_thatThrow_poison_andTheOldValueStays() throws Exception {
        Mutex<Integer> other = Mutex.of("other", 1);
        assertThatThrownBy(() -> other.call(MutexPoisonTest::divide)).isInstanceOf(ArithmeticException.class);
        assertThat(other.isPoisoned()).isTrue();
        assertThatThrownBy(() -> hits.update(MutexPoisonTest::divide)).isInstanceOf(ArithmeticException.class);
        assertThat(hits.isPoisoned()).isTrue();
        try (MutexGuard<Integer> guard = hits.lockPoisoned()) {
            assertThat(guard.get()).isZero();
        }
    }

    @Test
    void everyDoor_ofAPoisonedMutex_throws_andLeavesItUnlocked() throws Exception {
        fail(hits);
        assertThatThrownBy(hits::lock).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(hits::tryLock).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> hits.tryLock(Duration.ofSeconds(1))).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> hits.run(n -> {})).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> hits.call(n -> n)).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> hits.update(n -> 7)).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(hits::intoInner).isInstanceOf(PoisonedException.class);
        assertThat(hits.stats().locked()).isFalse();
        assertThat(hits.clearPoison()).isTrue();
        assertThat(hits.intoInner()).isZero();
    }

    @Test
    void poisonedException_namesLockThreadTimePlaceCauseAndRemedies() throws Exception {
        Instant before = Instant.now();
        fail(hits, boom);
        PoisonedException e = (PoisonedException) catchThrowable(hits::lock);
        assertThat(e)
                .hasMessageMatching("mutex 'hits' is poisoned: thread '.+' left its critical section with"
                        + " java.io.IOException: disk full at MutexPoisonTest.java:\\d+, at 20\\d\\d-.*Z; repair the"
                        + " value with recover\\(...\\), or look at it with lockPoisoned\\(\\) and call"
                        + " clearPoison\\(\\)")
                .hasCause(boom);
        assertThat(e.getCause()).isSameAs(boom);
        assertThat(e.lock()).isEqualTo("mutex 'hits'");
        assertThat(e.poisonedBy()).isEqualTo("thread '" + Thread.currentThread().getName() + "'");
        assertThat(e.poisonedAt()).isBetween(before, Instant.now());
        assertThat(e.place())
                .hasValueSatisfying(p -> assertThat(p.getMethodName()).isEqualTo("fail"));
    }

    @Test
    void poisonedException_ofAFork_namesTheFork() throws Exception {
        Scope.supervise(
                c -> c.withName("orders"),
                failure -> {},
                scope -> scope.fork("charge", () -> hits.update(MutexPoisonTest::divide)));
        PoisonedException e = (PoisonedException) catchThrowable(hits::lock);
        assertThat(e.poisonedBy()).isEqualTo("fork 'orders/charge#1'");
    }

    @Test
    void poison_twice_keepsTheFirst() throws Exception {
        fail(hits, boom);
        try (MutexGuard<Integer> guard = hits.lockPoisoned()) {
            assertThatThrownBy(() -> guard.map(MutexPoisonTest::divide)).isInstanceOf(ArithmeticException.class);
        }
        assertThatThrownBy(hits::lock).hasCause(boom);
    }

    @Test
    void exceptionCaughtInsideTheSection_doesNotPoison() throws Exception {
        hits.run(n -> {
            try {
                throw boom;
            } catch (IOException e) {
                assertThat(e).isSameAs(boom);
            }
        });
        assertThat(hits.isPoisoned()).isFalse();
    }

    @Test
    void cleanUpSection_whileAnExceptionIsOnItsWay_doesNotPoison() {
        assertThatThrownBy(() -> {
                    try {
                        throw boom;
                    } finally {
                        hits.update(n -> n + 1);
                    }
                })
                .isSameAs(boom);
        assertThat(hits.isPoisoned()).isFalse();
    }

    @Test
    void recover_repairsTheValue_andClearsThePoison() throws Exception {
        fail(hits);
        assertThat(hits.recover(n -> n + 10)).isTrue();
        assertThat(hits.isPoisoned()).isFalse();
        assertThat(hits.update(n -> n + 1)).isEqualTo(11);
        assertThat(hits.recover(n -> 0)).as("nothing to recover").isFalse();
        assertThat(hits.intoInner()).isEqualTo(11);
    }

    @Test
    void recover_thatThrows_leavesValueAndPoison() throws Exception {
        fail(hits, boom);
        assertThatThrownBy(() -> hits.recover(MutexPoisonTest::divide)).isInstanceOf(ArithmeticException.class);
        assertThat(hits.isPoisoned()).isTrue();
        assertThat(hits.stats().locked()).isFalse();
        assertThatThrownBy(hits::lock).hasCause(boom);
    }

    @Test
    void lockPoisoned_letsLookAndRepair() throws Exception {
        fail(hits);
        try (MutexGuard<Integer> guard = hits.lockPoisoned()) {
            guard.set(3);
            assertThat(hits.clearPoison()).isTrue();
            assertThat(hits.clearPoison()).isFalse();
        }
        assertThat(hits.update(n -> n + 1)).isEqualTo(4);
    }

    @Test
    void poisoningOff_neverPoisons() throws Exception {
        Mutex<Integer> raw = Mutex.of(c -> c.withName("raw").withPoisoning(Poisoning.OFF), 0);
        fail(raw);
        assertThat(raw.isPoisoned()).isFalse();
        assertThat(raw.update(n -> n + 1)).isEqualTo(1);
    }

    @Test
    void poisoningClosureOnly_poisonsInClosures() throws Exception {
        Mutex<Integer> closures = Mutex.of(c -> c.withName("closures").withPoisoning(Poisoning.CLOSURE_ONLY), 0);
        fail(closures);
        assertThat(closures.isPoisoned()).isTrue();
    }
}
