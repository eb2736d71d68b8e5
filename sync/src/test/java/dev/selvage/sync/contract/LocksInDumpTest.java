package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.Permit;
import dev.selvage.sync.RwLock;
import dev.selvage.sync.Semaphore;
import dev.selvage.sync.WriteGuard;
import java.util.concurrent.CountDownLatch;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Locks in the dump of scopes: who holds them, who waits for them, and whom the waiters wait for. */
@Timeout(30)
class LocksInDumpTest {
    @Test
    void dump_tellsHoldersAndWaiters_ofMutexesRwLocksAndSemaphores() throws Exception {
        Mutex<Integer> stock = Mutex.of("stock", 0);
        RwLock<Integer> prices = RwLock.of("prices", 0);
        Semaphore uploads = Semaphore.of("uploads", 1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch held = new CountDownLatch(1);
        Scope.run(c -> c.withName("shop"), scope -> {
            scope.fork("holder", () -> {
                try (MutexGuard<Integer> guard = stock.lock();
                        WriteGuard<Integer> writing = prices.writeLock();
                        Permit permit = uploads.acquire()) {
                    held.countDown();
                    end.await();
                    assertThat(guard.get() + writing.get()).isZero();
                    assertThat(permit).isNotNull();
                }
            });
            held.await();
            scope.fork("buyer", () -> stock.run(n -> {}));
            scope.fork("reader", () -> prices.read(n -> n));
            scope.fork("sender", () -> uploads.acquire().close());
            Awaitility.await()
                    .until(() -> stock.stats().waiting() + prices.stats().waiting() + uploads.waiting() == 3);
            String dump = Scope.dump();
            String json = Scope.dumpJson();
            end.countDown();
            assertThat(dump)
                    .containsPattern("fork 'shop/holder#1' RUNNING .*, holds rwlock 'prices', mutex 'stock'\\n")
                    .containsPattern(
                            "fork 'shop/buyer#2' RUNNING .*, waits for mutex 'stock' held by fork 'shop/holder#1'\\n")
                    .containsPattern(
                            "fork 'shop/reader#3' RUNNING .*, waits for rwlock 'prices' held by fork 'shop/holder#1'\\n")
                    .containsPattern("fork 'shop/sender#4' RUNNING .*, waits for semaphore 'uploads'\\n");
            assertThat(json)
                    .contains("\"waitsFor\":\"mutex 'stock'\",\"heldBy\":[\"fork 'shop/holder#1'\"]")
                    .contains("\"holds\":[\"rwlock 'prices'\",\"mutex 'stock'\"]");
        });
    }
}
