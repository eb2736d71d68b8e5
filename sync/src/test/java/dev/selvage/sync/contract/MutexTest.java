package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A mutex in the hands of one thread. */
@Timeout(10)
class MutexTest {
    private final Mutex<Integer> hits = Mutex.of("hits", 0);

    @Test
    void run_givesTheValue() throws Exception {
        Mutex<Map<String, Integer>> stock = Mutex.of("stock", new HashMap<>());
        stock.run(map -> map.merge("apple", 1, Integer::sum));
        assertThat(stock.<Integer, RuntimeException>call(map -> map.getOrDefault("apple", 0)))
                .isEqualTo(1);
    }

    @Test
    void update_returnsAndKeepsTheNewValue() throws Exception {
        assertThat(hits.update(n -> n + 1)).isEqualTo(1);
        assertThat(hits.update(n -> n + 1)).isEqualTo(2);
        assertThat(hits.<Integer, RuntimeException>call(n -> n)).isEqualTo(2);
    }

    @Test
    void closures_passCheckedExceptionsOn_theSameInstance() {
        IOException failure = new IOException("disk full");
        assertThatThrownBy(() -> Mutex.of("a", 1).run(n -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> Mutex.of("a", 1).call(n -> {
                    throw failure;
                }))
                .isSameAs(failure);
        assertThatThrownBy(() -> Mutex.of("a", 1).update(n -> {
                    throw failure;
                }))
                .isSameAs(failure);
    }

    @Test
    void guard_readsAndWrites() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            guard.set(guard.get() + 5);
            assertThat(guard.replace(7)).isEqualTo(5);
            assertThat(guard.update(n -> n * 2)).isEqualTo(14);
            assertThat(guard.get()).isEqualTo(14);
        }
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void guard_holdsANullValue() throws Exception {
        Mutex<@Nullable String> slot = Mutex.of("slot", null);
        try (MutexGuard<@Nullable String> guard = slot.lock()) {
            assertThat(guard.get()).isNull();
        }
        assertThat(slot.intoInner()).isNull();
    }

    @Test
    void close_twice_doesNothing() throws Exception {
        MutexGuard<Integer> guard = hits.lock();
        guard.close();
        MutexGuard<Integer> second = hits.lock();
        guard.close();
        assertThat(hits.stats().locked()).isTrue();
        second.close();
    }

    @Test
    void unlock_insideTheBlock_letsTheCloseDoNothing() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            guard.unlock();
            assertThat(hits.stats().locked()).isFalse();
            assertThatThrownBy(guard::unlock)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageMatching(
                            "the guard of mutex 'hits' \\(locked at MutexTest.java:\\d+\\) is used after its"
                                    + " end by thread '.*'; lock again to reach the value");
        }
    }

    @Test
    void guard_afterClose_refusesEachUse() throws Exception {
        MutexGuard<Integer> guard = hits.lock();
        guard.close();
        assertThatThrownBy(guard::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.set(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.replace(1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.update(n -> n)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.map(n -> n)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> guard.unlocked(() -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void guard_inAnotherThread_isRefused_closeIncluded() throws Exception {
        List<@Nullable Throwable> thrown = new ArrayList<>();
        try (MutexGuard<Integer> guard = hits.lock()) {
            thrown.add(Blocked.start("thief", guard::get).thrown());
            thrown.add(Blocked.start("thief", () -> guard.set(1)).thrown());
            thrown.add(Blocked.start("thief", guard::unlock).thrown());
            thrown.add(Blocked.start("thief", guard::close).thrown());
            assertThat(hits.stats().locked()).isTrue();
        }
        assertThat(thrown)
                .hasSize(4)
                .allSatisfy(e -> assertThat(e)
                        .isInstanceOf(WrongThreadException.class)
                        .hasMessageContaining("the guard of mutex 'hits' (locked at MutexTest.java:")
                        .hasMessageContaining("not to 'thief': let each thread lock for itself"));
    }

    @Test
    void map_givesAPart_andUsesTheGuardUp() throws Exception {
        Mutex<List<StringBuilder>> rows = Mutex.of("rows", List.of(new StringBuilder("a")));
        try (MutexGuard<List<StringBuilder>> guard = rows.lock()) {
            try (var first = guard.map(List::getFirst)) {
                first.get().append("b");
                assertThatThrownBy(guard::get).hasMessageContaining("was used up by another");
                try (var length = first.map(StringBuilder::length)) {
                    assertThat(length.get()).isEqualTo(2);
                    assertThatThrownBy(first::get).hasMessageContaining("was used up by another");
                }
                assertThat(rows.stats().locked()).isFalse();
            }
        }
        assertThat(rows.isPoisoned()).isFalse();
    }

    @Test
    void map_thatThrows_unlocksAndPoisons() throws Exception {
        Mutex<List<String>> rows = Mutex.of("rows", List.of());
        MutexGuard<List<String>> guard = rows.lock();
        assertThatThrownBy(() -> guard.map(List::getFirst)).isInstanceOf(java.util.NoSuchElementException.class);
        assertThat(rows.stats().locked()).isFalse();
        assertThat(rows.isPoisoned()).isTrue();
        guard.close();
    }

    @Test
    void unlocked_letsOthersIn_andHoldsAgainAfterwards() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            guard.unlocked(() -> {
                assertThat(hits.update(n -> n + 1)).isEqualTo(1);
                assertThatThrownBy(guard::get).hasMessageContaining("is used inside its unlocked(...)");
            });
            assertThat(guard.get()).isEqualTo(1);
            assertThatThrownBy(() -> guard.unlocked(() -> {
                        throw new IOException("inside");
                    }))
                    .hasMessage("inside");
            assertThat(hits.stats().locked()).isTrue();
            guard.set(2);
        }
    }

    @Test
    void unlocked_poisonedMeanwhile_tells_andHoldsAgain() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            IOException inside = new IOException("inside");
            assertThatThrownBy(() -> guard.unlocked(() -> {
                        MutexPoisonTest.fail(hits);
                        throw inside;
                    }))
                    .isInstanceOf(dev.selvage.sync.PoisonedException.class)
                    .hasSuppressedException(inside);
            assertThat(hits.stats().locked()).isTrue();
            guard.unlock();
        }
    }

    @Test
    void relock_byTheHolder_isAnErrorAtOnce_withThePlace() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            assertRelockFails();
            guard.unlock();
        }
        hits.run(n -> assertRelockFails());
        assertThat(hits.isPoisoned()).isFalse();
    }

    private void assertRelockFails() {
        String message = "mutex 'hits' is already held by this thread \\(locked at MutexTest.java:\\d+\\); it is not"
                + " reentrant: pass the guard or the value instead";
        assertThatThrownBy(hits::lock)
                .isInstanceOf(dev.selvage.scope.DeadlockException.class)
                .hasMessageMatching(message);
        assertThatThrownBy(() -> hits.run(n -> {})).hasMessageMatching(message);
        assertThatThrownBy(() -> hits.tryLock(Duration.ofSeconds(9))).hasMessageMatching(message);
        assertThat(hits.tryLock()).isEmpty();
    }

    @Test
    void relock_afterTheLockWasFree_isNone() throws Exception {
        for (int i = 0; i < 3; i++) {
            hits.lock().close();
            hits.update(n -> n + 1);
        }
        assertThat(hits.<Integer, RuntimeException>call(n -> n)).isEqualTo(3);
    }

    @Test
    void tryLock_free_givesTheGuard() throws Exception {
        Optional<MutexGuard<Integer>> guard = hits.tryLock();
        assertThat(guard).isPresent();
        guard.get().close();
        hits.tryLock(Duration.ZERO).orElseThrow().close();
        hits.tryLock(Duration.ofSeconds(Long.MAX_VALUE)).orElseThrow().close();
    }

    @Test
    void intoInner_takesTheValueOut_andLeavesNothing() throws Exception {
        hits.update(n -> 42);
        assertThat(hits.intoInner()).isEqualTo(42);
        String message =
                "mutex 'hits' is empty: intoInner() has taken its value out; make a new lock for the new value";
        assertThatThrownBy(hits::lock).isInstanceOf(IllegalStateException.class).hasMessage(message);
        assertThatThrownBy(hits::intoInner).hasMessage(message);
        assertThatThrownBy(hits::lockPoisoned).hasMessage(message);
        assertThatThrownBy(() -> hits.recover(n -> 1)).hasMessage(message);
        assertThat(hits.clearPoison()).isFalse();
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void intoInner_locked_isRefused() throws Exception {
        try (MutexGuard<Integer> guard = hits.lock()) {
            assertThatThrownBy(hits::intoInner)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("mutex 'hits' cannot give its value away while it is locked by "
                            + Thread.currentThread().getName() + "; unlock it first");
            guard.unlock();
        }
    }

    @Test
    void closureArguments_null_areRefusedBeforeTheLock() {
        assertThatThrownBy(() -> hits.run(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("section");
        assertThatThrownBy(() -> hits.tryLock(null)).hasMessage("timeout");
        assertThat(hits.stats().locked()).isFalse();
    }

    @Test
    void toString_tellsTheState() throws Exception {
        assertThat(hits).hasToString("Mutex[hits, free]");
        try (MutexGuard<Integer> guard = hits.lock()) {
            assertThat(guard).hasToString("MutexGuard[hits]");
            assertThat(hits)
                    .hasToString(
                            "Mutex[hits, locked by " + Thread.currentThread().getName() + "]");
            guard.unlock();
        }
        assertThat(Mutex.of(c -> c, 1).name()).matches("#\\d+");
    }
}
