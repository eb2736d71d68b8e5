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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An rwlock that has been read so often that its readers do not change its word, if nobody follows them. */
@Tag("unfollowed")
@Timeout(20)
class ReaderSlotsTest {
    private static final int OFTEN = 200;

    private final RwLock<List<Integer>> rows = RwLock.of("rows", new ArrayList<>(List.of(1)));
    private final CountDownLatch leave = new CountDownLatch(1);
    private final List<Blocked.Runner> inside = new ArrayList<>();

    @BeforeEach
    void readOften() throws InterruptedException {
        for (int i = 0; i < OFTEN; i++) {
            rows.read(List::size);
        }
    }

    /** Has so many readers stay inside. */
    private void readers(int count) {
        for (int i = 0; i < count; i++) {
            inside.add(Blocked.start(
                    "inside" + i,
                    () -> rows.read(list -> {
                        leave.await();
                        return list.size();
                    })));
        }
        String readers = count == 1 ? "1 reader" : count + " readers";
        Awaitility.await().until(() -> rows.toString().equals("RwLock[rows, " + readers + "]"));
    }

    private void letReadersGo() throws InterruptedException {
        leave.countDown();
        for (Blocked.Runner runner : inside) {
            runner.finish();
        }
    }

    @Test
    void readers_moreThanSlots_areInTogether_andKeepWritersOut() throws Exception {
        readers(40);
        assertThat(rows.stats().locked()).isTrue();
        assertThat(rows.tryReadLock()).hasValueSatisfying(ReadGuard::close);
        assertThat(rows.tryWriteLock()).isEmpty();
        assertThat(rows.tryWriteLock(Duration.ofMillis(5))).isEmpty();
        assertThatThrownBy(rows::intoInner).hasMessageContaining("while it is locked");
        assertThat(rows.<Integer, RuntimeException>read(List::size)).isEqualTo(1);
        letReadersGo();
        assertThat(rows).hasToString("RwLock[rows, free]");
        assertThat(rows.tryWriteLock()).hasValueSatisfying(WriteGuard::close);
    }

    @Test
    void reader_alone_keepsWritersOut() throws Exception {
        readers(1);
        assertThat(rows.stats().locked()).isTrue();
        assertThat(rows.tryWriteLock()).isEmpty();
        assertThat(rows.tryWriteLock(Duration.ofMillis(5))).isEmpty();
        letReadersGo();
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void waitingWriter_isNotStarved_andComesInWhenTheReaderLeaves() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        readers(1);
        Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> order.add("writer")));
        Blocked.awaitWaiting(rows::stats, 1);
        Blocked.Runner reader = Blocked.start("reader", () -> rows.read(list -> order.add("reader")));
        Blocked.awaitWaiting(rows::stats, 2);
        assertThat(rows.tryReadLock()).isEmpty();
        letReadersGo();
        writer.finish();
        reader.finish();
        assertThat(order).containsExactly("writer", "reader");
    }

    @Test
    void writer_interruptedWhileAReaderIsIn_letsThoseBehindItGo() throws Exception {
        readers(1);
        Blocked.Runner writer = Blocked.start("writer", rows::writeLock);
        Blocked.awaitWaiting(rows::stats, 1);
        Blocked.Runner reader = Blocked.start("reader", () -> rows.read(List::size));
        Blocked.awaitWaiting(rows::stats, 2);
        writer.thread.interrupt();
        assertThat(writer.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted while waiting for rwlock 'rows'");
        reader.finish();
        assertThat(rows).hasToString("RwLock[rows, 1 reader]");
        letReadersGo();
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void writer_whoseTimeIsOver_letsThoseBehindItGo() throws Exception {
        readers(1);
        Blocked.Runner writer = Blocked.start(
                "writer",
                () -> assertThat(rows.tryWriteLock(Duration.ofMillis(100))).isEmpty());
        Blocked.awaitWaiting(rows::stats, 1);
        Blocked.start("reader", () -> rows.read(List::size)).finish();
        writer.finish();
        letReadersGo();
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void writer_inACancelledScope_throwsItsReason() throws Exception {
        readers(1);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> rows.write(List::clear));
                    Blocked.awaitWaiting(rows::stats, 1);
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        letReadersGo();
        assertThat(rows.intoInner()).containsExactly(1);
    }

    @Test
    void upgrade_waitsForTheReader_andStopsNewOnes() throws Exception {
        readers(1);
        Blocked.Runner upgrader = Blocked.start("upgrader", () -> {
            try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead()) {
                assertThat(guard.tryUpgrade()).isEmpty();
                assertThat(guard.tryUpgrade(Duration.ofMillis(5))).isEmpty();
                rows.read(List::size);
                try (WriteGuard<List<Integer>> write = guard.upgrade()) {
                    write.get().add(2);
                }
            }
        });
        Blocked.awaitWaiting(rows::stats, 1);
        Awaitility.await()
                .until(() -> rows.tryReadLock().map(ReaderSlotsTest::close).isEmpty());
        letReadersGo();
        upgrader.finish();
        assertThat(rows.intoInner()).containsExactly(1, 2);
    }

    private static boolean close(ReadGuard<?> guard) {
        guard.close();
        return true;
    }

    @Test
    void recursiveRead_behindAWriter_isAnError_inEachMixture() throws Exception {
        rows.read(outer -> {
            rows.<Integer, InterruptedException>read(List::size); // nobody waits
            Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> list.add(2)));
            Blocked.awaitWaiting(rows::stats, 1);
            assertThatThrownBy(() -> rows.read(List::size))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("rwlock 'rows' is already held by this thread for reading")
                    .hasMessageContaining("asked for again for reading while others wait")
                    .hasMessageEndingWith("take the inner read with readRecursive()");
            assertThatThrownBy(rows::readLock).isInstanceOf(DeadlockException.class);
            try (ReadGuard<List<Integer>> inner = rows.readRecursive()) {
                assertThat(inner.get()).containsExactly(1);
            }
            writer.thread.interrupt();
            assertThat(writer.thrown()).isInstanceOf(InterruptedException.class);
            return null;
        });
        try (ReadGuard<List<Integer>> outer = rows.readLock()) {
            Blocked.Runner writer = Blocked.start("writer", () -> rows.write(list -> list.add(2)));
            Blocked.awaitWaiting(rows::stats, 1);
            assertThatThrownBy(() -> rows.read(List::size)).isInstanceOf(DeadlockException.class);
            outer.unlock();
            writer.finish();
        }
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void writeAndUpgrade_insideARead_areErrors() throws Exception {
        rows.read(list -> {
            assertThatThrownBy(() -> rows.write(List::clear))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageEndingWith("take it with upgradableRead() to begin with");
            assertThat(rows.tryWriteLock()).isEmpty();
            try (UpgradableGuard<List<Integer>> guard = rows.upgradableRead()) {
                assertThatThrownBy(guard::upgrade).isInstanceOf(DeadlockException.class);
                assertThat(guard.tryUpgrade()).isEmpty();
            }
            return null;
        });
        assertThat(rows).hasToString("RwLock[rows, free]");
    }

    @Test
    void failingReader_leaves_andPoisonedLockRefusesReaders() throws Exception {
        assertThatThrownBy(() -> rows.read(list -> {
                    throw new IOException("reader");
                }))
                .hasMessage("reader");
        assertThat(rows).hasToString("RwLock[rows, free]");
        assertThatThrownBy(() -> rows.write(list -> {
                    throw new IOException("writer");
                }))
                .hasMessage("writer");
        assertThatThrownBy(() -> rows.read(List::size)).isInstanceOf(PoisonedException.class);
        assertThat(rows).hasToString("RwLock[rows, free, poisoned]");
    }

    @Test
    void assertions_areOffWhereReadersAreNotFollowed_soThatSlotsAreTested() {
        assertThat(ReaderSlotsTest.class.desiredAssertionStatus())
                .isNotEqualTo("off".equals(System.getProperty("selvage.leakDetection")));
    }
}
