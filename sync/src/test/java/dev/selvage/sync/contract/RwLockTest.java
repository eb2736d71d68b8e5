package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.PoisonedException;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.UpgradableGuard;
import dev.selvage.sync.WriteGuard;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many readers or one writer. */
@Timeout(20)
class RwLockTest {
    private final RwLock<List<Integer>> rows = RwLock.of("rows", new ArrayList<>(List.of(1)));

    @Test
    void closures_readWriteAndUpdate() throws Exception {
        rows.write(list -> list.add(2));
        assertThat(rows.<Integer, RuntimeException>read(List::size)).isEqualTo(2);
        assertThat(rows.update(list -> List.of(7))).containsExactly(7);
        assertThat(rows.<Integer, RuntimeException>readOptimistic(List::getFirst))
                .isEqualTo(7);
        assertThat(rows.intoInner()).containsExactly(7);
        assertThatThrownBy(() -> rows.read(List::size))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("rwlock 'rows' is empty");
    }

    @Test
    void readers_areInTogether_aWriterIsAlone() throws Exception {
        try (ReadGuard<List<Integer>> mine = rows.readLock()) {
            Blocked.start("other", () -> {
                        assertThat(rows.<Integer, RuntimeException>read(List::size))
                                .isEqualTo(1);
                        try (ReadGuard<List<Integer>> theirs = rows.readLock()) {
                            assertThat(rows).hasToString("RwLock[rows, 2 readers]");
                        }
                        assertThat(rows.tryReadLock()).hasValueSatisfying(ReadGuard::close);
                        assertThat(rows.tryWriteLock()).isEmpty();
                        assertThat(rows.tryWriteLock(Duration.ofMillis(5))).isEmpty();
                    })
                    .finish();
            assertThat(mine.get()).containsExactly(1);
        }
        try (WriteGuard<List<Integer>> mine = rows.writeLock()) {
            Blocked.start("other", () -> {
                        assertThat(rows.tryReadLock()).isEmpty();
                        assertThat(rows.tryReadLock(Duration.ofMillis(5))).isEmpty();
                        assertThat(rows.tryWriteLock()).isEmpty();
                    })
                    .finish();
            mine.get().add(2);
            mine.set(new ArrayList<>(mine.replace(List.of(3))));
            assertThat(mine.update(list -> List.of(list.size()))).containsExactly(2);
        }
        assertThat(rows).hasToString("RwLock[rows, free]");
        assertThat(rows.stats().waiting()).isZero();
    }

    @Test
    void waitingWriter_isNotStarvedByNewReaders() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        ReadGuard<List<Integer>> first = rows.readLock();
        Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> order.add("writer")));
        Blocked.awaitWaiting(rows::stats, 1);
        Blocked.Runner reader = Blocked.start("reader", () -> rows.read(list -> order.add("reader")));
        Blocked.awaitWaiting(rows::stats, 2);
        assertThat(Blocked.start("try", () -> assertThat(rows.tryReadLock()).isEmpty())
                        .thrown())
                .isNull();
        first.close();
        writer.finish();
        reader.finish();
        assertThat(order).containsExactly("writer", "reader");
    }

    @Test
    void writerThatGivesUp_letsTheReadersBehindItGo() throws Exception {
        ReadGuard<List<Integer>> first = rows.readLock();
        Blocked.Runner writer = Blocked.start("writer", () -> rows.writeLock());
        Blocked.awaitWaiting(rows::stats, 1);
        Blocked.Runner reader = Blocked.start("reader", () -> rows.read(List::size));
        Blocked.awaitWaiting(rows::stats, 2);
        writer.thread.interrupt();
        assertThat(writer.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted while waiting for rwlock 'rows'");
        reader.finish();
        first.close();
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void downgrade_letsNoWriterBetween() throws Exception {
        try (WriteGuard<List<Integer>> write = rows.writeLock()) {
            Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> list.add(99)));
            Blocked.awaitWaiting(rows::stats, 1);
            write.get().add(2);
            try (ReadGuard<List<Integer>> read = write.downgrade()) {
                assertThat(read.get()).containsExactly(1, 2);
                assertThat(rows).hasToString("RwLock[rows, 1 reader, 1 waiting]");
                assertThatThrownBy(write::get).hasMessageContaining("was used up by another");
            }
            writer.finish();
        }
        assertThat(rows.intoInner()).containsExactly(1, 2, 99);
    }

    @Test
    void upgradable_isOneBesideReaders_andItsUpgradeWaitsForThemAndStopsNewOnes() throws Exception {
        ReadGuard<List<Integer>> reader = rows.readLock();
        CountDownLatch go = new CountDownLatch(1);
        Blocked.Runner upgrader = Blocked.start("upgrader", () -> {
            try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead()) {
                assertThat(guard.tryUpgrade()).isEmpty();
                assertThat(guard.tryUpgrade(Duration.ofMillis(5))).isEmpty();
                go.countDown();
                try (WriteGuard<List<Integer>> write = guard.upgrade()) {
                    assertThat(write.get()).containsExactly(1);
                    write.get().add(2);
                }
                assertThatThrownBy(guard::get).hasMessageContaining("was used up by another");
            }
        });
        go.await();
        Blocked.awaitWaiting(rows::stats, 1);
        assertThat(rows).hasToString("RwLock[rows, upgradable by upgrader, 1 reader, 1 waiting]");
        Blocked.start("late", () -> {
                    assertThat(rows.tryReadLock()).isEmpty();
                    rows.readRecursive().close();
                })
                .finish();
        reader.close();
        upgrader.finish();
        assertThat(rows.intoInner()).containsExactly(1, 2);
    }

    @Test
    void secondUpgradable_waits_andDowngradeLetsItIn() throws Exception {
        try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead()) {
            Blocked.Runner second =
                    Blocked.start("second", () -> rows.upgradableRead().close());
            Blocked.awaitWaiting(rows::stats, 1);
            try (ReadGuard<List<Integer>> read = guard.downgrade()) {
                second.finish();
                assertThat(read.get()).containsExactly(1);
            }
        }
    }

    @Test
    void upgrade_interrupted_keepsTheUpgradableGuard() throws Exception {
        ReadGuard<List<Integer>> reader = rows.readLock();
        Blocked.Runner upgrader = Blocked.start("upgrader", () -> {
            try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead()) {
                assertThatThrownBy(guard::upgrade).isInstanceOf(InterruptedException.class);
                assertThat(guard.get()).containsExactly(1);
                assertThat(rows.tryReadLock()).hasValueSatisfying(ReadGuard::close);
            }
        });
        Blocked.awaitWaiting(rows::stats, 1);
        upgrader.thread.interrupt();
        upgrader.finish();
        reader.close();
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void recursiveRead_behindAWriter_isAnError_unlessReadRecursive() throws Exception {
        try (ReadGuard<List<Integer>> outer = rows.readLock()) {
            rows.readLock().close(); // nobody waits
            Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> list.add(2)));
            Blocked.awaitWaiting(rows::stats, 1);
            assertThatThrownBy(rows::readLock)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageMatching("rwlock 'rows' is already held by this thread for reading \\(locked at"
                            + " RwLockTest.java:\\d+\\), and is asked for again for reading while others wait; it is not"
                            + " reentrant: pass the guard or the value, or take the inner read with"
                            + " readRecursive\\(\\)");
            assertThatThrownBy(() -> rows.read(List::size)).isInstanceOf(DeadlockException.class);
            try (ReadGuard<List<Integer>> inner = rows.readRecursive()) {
                assertThat(inner.get()).isEqualTo(outer.get());
            }
            outer.unlock();
            writer.finish();
        }
    }

    @Test
    void writeOfAReader_andEachSecondLockOfAWriter_areErrors() throws Exception {
        try (ReadGuard<List<Integer>> read = rows.readLock()) {
            assertThatThrownBy(rows::writeLock)
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("for reading (locked at RwLockTest.java:")
                    .hasMessageEndingWith("take it with upgradableRead() to begin with");
            read.unlock();
        }
        try (WriteGuard<List<Integer>> write = rows.writeLock()) {
            assertThatThrownBy(rows::writeLock).isInstanceOf(DeadlockException.class);
            assertThatThrownBy(rows::readLock).isInstanceOf(DeadlockException.class);
            assertThatThrownBy(rows::readRecursive).isInstanceOf(DeadlockException.class);
            assertThatThrownBy(() -> rows.read(List::size)).isInstanceOf(DeadlockException.class);
            write.unlock();
        }
        rows.write(list -> assertThatThrownBy(() -> rows.read(List::size))
                .hasMessage(
                        "rwlock 'rows' is already held by this thread, and is asked for again for reading; it is not"
                                + " reentrant: pass the value instead"));
        try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead();
                ReadGuard<List<Integer>> read = rows.readLock()) {
            assertThatThrownBy(guard::upgrade).isInstanceOf(DeadlockException.class);
            assertThat(read.get()).containsExactly(1);
        }
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void writer_thatFails_poisons_andReadersAreRefusedToo() throws Exception {
        assertThatThrownBy(() -> rows.write(list -> {
                    throw new IOException("disk full");
                }))
                .hasMessage("disk full");
        assertThatThrownBy(() -> rows.read(List::size))
                .isInstanceOf(PoisonedException.class)
                .hasMessageStartingWith("rwlock 'rows' is poisoned: thread '");
        assertThatThrownBy(() -> rows.readOptimistic(List::size)).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(() -> rows.update(list -> list)).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(rows::readLock).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(rows::tryReadLock).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(rows::tryWriteLock).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(rows::upgradableRead).isInstanceOf(PoisonedException.class);
        assertThatThrownBy(rows::intoInner).isInstanceOf(PoisonedException.class);
        assertThat(rows).hasToString("RwLock[rows, free, poisoned]");
        assertThat(rows.recover(list -> List.of())).isTrue();
        assertThat(rows.recover(list -> List.of(1))).isFalse();
        assertThat(rows.<Integer, RuntimeException>read(List::size)).isZero();
    }

    @Test
    void writeGuard_whoseBlockFails_poisons_aReadersNever() throws Exception {
        assertThatThrownBy(() -> {
                    try (ReadGuard<List<Integer>> guard = rows.readLock()) {
                        assertThat(guard.get()).isNotEmpty();
                        throw new IOException("reader");
                    }
                })
                .hasMessage("reader");
        assertThatThrownBy(() -> rows.read(list -> {
                    throw new IOException("reader");
                }))
                .hasMessage("reader");
        assertThatThrownBy(() -> rows.readLock().map(list -> list.get(77)))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(rows.isPoisoned()).isFalse();
        assertThatThrownBy(() -> {
                    try (WriteGuard<List<Integer>> guard = rows.writeLock()) {
                        guard.get().add(2);
                        throw new IOException("writer");
                    }
                })
                .hasMessage("writer");
        assertThat(rows.isPoisoned()).isTrue();
        try (WriteGuard<List<Integer>> guard = rows.lockPoisoned()) {
            guard.get().clear();
            assertThat(rows.clearPoison()).isTrue();
        }
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void map_givesAPart() throws Exception {
        try (var first = rows.readLock().map(List::getFirst)) {
            assertThat(first.get()).isEqualTo(1);
        }
        try (var view = rows.writeLock().map(list -> list.subList(0, 1))) {
            view.get().set(0, 5);
        }
        assertThat(rows.intoInner()).containsExactly(5);
    }

    @Test
    void readOptimistic_duringAWrite_waitsForTheEnd_andDropsWhatWasTorn() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        Blocked.Runner reader;
        try (WriteGuard<List<Integer>> write = rows.writeLock()) {
            reader = Blocked.start(
                    "reader",
                    () -> assertThat(rows.<Integer, RuntimeException>readOptimistic(list -> {
                                calls.incrementAndGet();
                                return list.size();
                            }))
                            .isEqualTo(2));
            Blocked.awaitWaiting(rows::stats, 1);
            assertThat(calls).hasValue(0);
            write.get().add(2);
        }
        reader.finish();
        Integer result = rows.readOptimistic(list -> {
            if (calls.getAndIncrement() == 1) {
                Blocked.start("writer", () -> rows.write(l -> l.add(3))).finish();
                throw new IllegalStateException("torn");
            }
            return list.size();
        });
        assertThat(result).isEqualTo(3);
        assertThatThrownBy(() -> rows.readOptimistic(list -> {
                    throw new IOException("not torn");
                }))
                .hasMessage("not torn");
    }

    @Test
    void readLock_inACancelledScope_throwsItsReason() throws Exception {
        try (WriteGuard<List<Integer>> write = rows.writeLock()) {
            assertThatThrownBy(() -> Scope.run(scope -> {
                        scope.fork(() -> rows.read(List::size));
                        Blocked.awaitWaiting(rows::stats, 1);
                        scope.cancel("enough");
                    }))
                    .isInstanceOf(ScopeCancelledException.class);
            write.unlock();
        }
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void readers_mayBeMoreThan65535() throws Exception {
        List<ReadGuard<List<Integer>>> guards = new ArrayList<>();
        for (int i = 0; i < 70_000; i++) {
            guards.add(rows.readLock());
        }
        assertThat(rows).hasToString("RwLock[rows, 70000 readers]");
        assertThat(rows.tryWriteLock()).isEmpty();
        guards.reversed().forEach(ReadGuard::close);
        assertThat(rows.tryWriteLock()).hasValueSatisfying(WriteGuard::close);
    }

    @Test
    void endOfAFork_withAnOpenWriteGuard_unlocksAndPoisons_withAReadGuardUnlocks() throws Exception {
        Scope.run(scope -> scope.fork(() -> rows.readLock()));
        assertThat(rows).hasToString("RwLock[rows, free]");
        Scope.run(scope -> scope.fork(() -> rows.writeLock()));
        assertThat(rows).hasToString("RwLock[rows, free, poisoned]");
    }
}
