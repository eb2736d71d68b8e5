package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.Scope;
import dev.selvage.sync.LockOrderException;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.UpgradableGuard;
import dev.selvage.sync.WriteGuard;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** Locks that one thread takes in both orders: no deadlock, but the makings of one. */
@Timeout(10)
class LockOrderTest {
    private final Mutex<Integer> a = Mutex.of("a", 0);
    private final Mutex<Integer> b = Mutex.of("b", 0);
    private final RwLock<Integer> rw = RwLock.of("rw", 0);
    private final RwLock<Integer> other = RwLock.of("other", 0);

    private final Logged logged = new Logged(LockOrderException.class);

    @BeforeEach
    void throwIt() {
        assertThat(DeadlockDetection.lockOrderAction()).as("under -ea").isEqualTo(DeadlockDetection.Action.LOG);
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.THROW);
        logged.start();
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.LOG);
        logged.stop();
    }

    @Test
    void twoMutexes_inBothOrders_areToldWithBothStacks_andTheSecondIsNotTaken() throws Exception {
        a.run(n -> b.run(m -> {}));
        try (MutexGuard<Integer> guard = b.lock()) {
            assertThatThrownBy(() -> a.update(n -> n + 1))
                    .isInstanceOf(LockOrderException.class)
                    .hasMessageMatching("thread '.+' asks for mutex 'a' at LockOrderTest.java:\\d+ while it holds mutex"
                            + " 'b' \\(locked at LockOrderTest.java:\\d+\\), but they have been taken in the other order"
                            + " before \\(see the cause\\): that can deadlock; take them in one order everywhere")
                    .cause()
                    .hasMessageMatching("mutex 'b' was taken while mutex 'a' was held, by thread '.+'")
                    .hasStackTraceContaining("twoMutexes_inBothOrders");
            guard.unlock();
        }
        assertThat(a.intoInner()).isZero();
    }

    @Test
    void logAction_logsAPairOnce() throws Exception {
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.LOG);
        for (int i = 0; i < 3; i++) {
            a.run(n -> b.run(m -> {}));
            b.run(n -> a.run(m -> {}));
        }
        assertThat(logged.events()).singleElement().satisfies(event -> {
            assertThat(event.getFormattedMessage()).contains("asks for mutex 'a'");
            assertThat(event.getThrowableProxy().getCause().getMessage()).contains("mutex 'b' was taken");
        });
    }

    @Test
    void offAction_neitherRecordsNorTells() throws Exception {
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.OFF);
        a.run(n -> b.run(m -> {}));
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.THROW);
        b.run(n -> a.run(m -> {}));
    }

    @Test
    void oneOrder_andLocksInTurn_areFine() throws Exception {
        a.run(n -> b.run(m -> {}));
        a.run(n -> b.run(m -> {}));
        b.run(n -> {});
        a.run(n -> {});
        try (MutexGuard<Integer> first = a.lock()) {
            first.unlock();
            b.run(n -> {});
        }
        assertThat(logged.events()).isEmpty();
    }

    @Test
    void unlockedAMutex_isNotHeld() throws Exception {
        a.run(n -> b.run(m -> {}));
        try (MutexGuard<Integer> guard = b.lock()) {
            guard.unlocked(() -> a.run(n -> {}));
            guard.unlock();
        }
    }

    @Test
    void readsOfTwoLocks_inBothOrders_areFine_aWriteAmongThemIsNot() throws Exception {
        rw.read(n -> other.<Integer, InterruptedException>read(m -> m));
        other.read(n -> rw.<Integer, InterruptedException>read(m -> m));
        rw.read(n -> {
            other.write(m -> {});
            return n;
        });
        try (WriteGuard<Integer> write = other.writeLock()) {
            assertThatThrownBy(() -> rw.read(n -> n)).isInstanceOf(LockOrderException.class);
            write.unlock();
        }
        try (ReadGuard<Integer> read = other.readLock()) {
            assertThatThrownBy(() -> rw.write(n -> {})).isInstanceOf(LockOrderException.class);
            read.unlock();
        }
    }

    @Test
    void upgradeAndDowngrade_keepTheBooksRight() throws Exception {
        try (UpgradableGuard<Integer> guard = rw.upgradableRead()) {
            try (WriteGuard<Integer> write = guard.upgrade()) {
                a.run(n -> {});
                try (ReadGuard<Integer> read = write.downgrade()) {
                    b.run(n -> {});
                }
            }
        }
        a.run(n -> assertThatThrownBy(rw::writeLock).isInstanceOf(LockOrderException.class));
        b.run(n -> assertThatThrownBy(rw::writeLock).isInstanceOf(LockOrderException.class));
        rw.writeLock().close();
    }

    @Test
    void endOfAFork_withGuardsOpen_leavesNothingHeld() throws Exception {
        Logger mutexLogger = (Logger) LoggerFactory.getLogger(Mutex.class);
        mutexLogger.setLevel(ch.qos.logback.classic.Level.OFF);
        try {
            Scope.run(scope -> scope.fork(() -> {
                a.lock();
                rw.writeLock();
            }));
        } finally {
            mutexLogger.setLevel(null);
        }
        assertThat(a.stats().locked() || rw.stats().locked()).isFalse();
    }
}
