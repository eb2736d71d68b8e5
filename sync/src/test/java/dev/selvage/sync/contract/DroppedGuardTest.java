package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.spi.ILoggingEvent;
import dev.selvage.scope.Scope;
import dev.selvage.sync.MappedGuard;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.WriteGuard;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Guards that nobody can close any more: found by the collector, reported once. */
@Timeout(60)
class DroppedGuardTest {
    private final Mutex<StringBuilder> mutex = Mutex.of("careless log", new StringBuilder());
    private final Logged logged = new Logged(Mutex.class);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    /** What was said of the locks of this test; guards that other tests have dropped may be collected meanwhile. */
    private List<String> messages() {
        return logged.events().stream()
                .map(ILoggingEvent::getFormattedMessage)
                .filter(message -> message.contains("'careless "))
                .toList();
    }

    private void collectUntilReported() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return !messages().isEmpty();
        });
    }

    private static void collect() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
    }

    private void drop() throws InterruptedException {
        MutexGuard<StringBuilder> guard = mutex.lock();
        assertThat(guard.get()).isEmpty();
    }

    private void dropMapped() throws InterruptedException {
        MappedGuard<Integer> guard = mutex.lock().map(StringBuilder::length);
        assertThat(guard.get()).isZero();
    }

    private static Thread run(String name, Blocked.Task task) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                task.run();
            } catch (Exception e) {
                throw new IllegalStateException("the task of '" + name + "' failed", e);
            }
        });
    }

    @Test
    void droppedGuard_isReportedOnce_withLockPlaceAndThread_andTheLockStaysLocked() throws Exception {
        run("careless", this::drop).join();
        collectUntilReported();
        collect();
        assertThat(messages())
                .singleElement()
                .asString()
                .matches(
                        "a guard of mutex 'careless log' \\(locked at DroppedGuardTest\\.java:\\d+\\) was dropped by thread 'careless'"
                                + " without unlock\\(\\) or close\\(\\): the lock stays locked until that thread, if it is a fork,"
                                + " ends; use try-with-resources");
        assertThat(mutex.stats().locked()).isTrue();
    }

    @Test
    void droppedMappedGuard_isReportedOnce() throws Exception {
        run("careless", this::dropMapped).join();
        collectUntilReported();
        collect();
        assertThat(messages()).hasSize(1);
    }

    @Test
    void endedGuards_ofAllKinds_areNotReported() throws Exception {
        RwLock<Integer> lock = RwLock.of("careless rows", 0);
        run("careful", () -> {
                    try (MutexGuard<StringBuilder> guard = mutex.lock()) {
                        guard.unlocked(DroppedGuardTest::collect);
                    }
                    mutex.lock().unlock();
                    mutex.lock().map(StringBuilder::length).close();
                    try (WriteGuard<Integer> writing = lock.writeLock()) {
                        try (ReadGuard<Integer> reading = writing.downgrade()) {
                            assertThat(reading.get()).isZero();
                        }
                    }
                    lock.upgradableRead().upgrade().unlock();
                })
                .join();
        collect();
        assertThat(messages()).isEmpty();
        assertThat(mutex.stats().locked()).isFalse();
        assertThat(lock.stats().locked()).isFalse();
    }

    @Test
    void guardDroppedInAFork_isReportedByItsEnd_andNotByTheCollectorToo() throws Exception {
        Scope.run(scope -> scope.fork("careless", this::drop));
        collect();
        assertThat(messages()).singleElement().asString().contains("ended without closing its guard");
        assertThat(mutex.stats().locked()).isFalse();
    }
}
