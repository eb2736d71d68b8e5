package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.Permit;
import dev.selvage.sync.Semaphore;
import dev.selvage.sync.SemaphoreClosedException;
import dev.selvage.sync.SemaphoreStats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Permits that are taken, waited for, given back. */
@Timeout(10)
class SemaphoreTest {
    private final Semaphore uploads = Semaphore.of("uploads", 3);

    private void awaitWaiting(int threads) {
        await().pollInterval(Duration.ofMillis(1)).until(() -> uploads.waiting() == threads);
    }

    @Test
    void permits_areTakenAndGivenBack_onceEach() throws Exception {
        Permit one = uploads.acquire();
        Permit two = uploads.acquire(2);
        assertThat(uploads.available()).isZero();
        assertThat(uploads.tryAcquire()).isEmpty();
        assertThat(two).hasToString("Permit[uploads, 2]");
        two.close();
        two.close();
        assertThat(uploads.available()).isEqualTo(2);
        one.close();
        assertThat(uploads).hasToString("Semaphore[uploads, 3 available]");
        assertThat(two.count()).isZero();
    }

    @Test
    void acquire_withoutEnoughPermits_waits() throws Exception {
        Permit all = uploads.acquire(3);
        Blocked.Runner waiter = Blocked.start("waiter", () -> uploads.acquire(2).close());
        awaitWaiting(1);
        assertThat(uploads).hasToString("Semaphore[uploads, 0 available, 1 waiting]");
        all.close();
        waiter.finish();
        assertThat(uploads.available()).isEqualTo(3);
    }

    @Test
    void acquire_ofMany_isNotStarved_andHoldsUpThoseBehindIt() throws Exception {
        List<String> order = new CopyOnWriteArrayList<>();
        Permit two = uploads.acquire(2);
        Blocked.Runner many = Blocked.start("many", () -> {
            try (Permit permit = uploads.acquire(3)) {
                order.add("many");
            }
        });
        awaitWaiting(1);
        Blocked.Runner single = Blocked.start("single", () -> {
            try (Permit permit = uploads.acquire()) {
                order.add("single");
            }
        });
        awaitWaiting(2);
        assertThat(uploads.available()).isEqualTo(1);
        assertThat(uploads.tryAcquire()).as("somebody waits").isEmpty();
        two.close();
        many.finish();
        single.finish();
        assertThat(order).containsExactly("many", "single");
    }

    @Test
    void waiterThatLeaves_letsThoseBehindItGo() throws Exception {
        Permit two = uploads.acquire(2);
        Blocked.Runner many = Blocked.start("many", () -> uploads.acquire(3));
        awaitWaiting(1);
        Blocked.Runner single = Blocked.start("single", () -> uploads.acquire().close());
        awaitWaiting(2);
        many.thread.interrupt();
        assertThat(many.thrown())
                .isInstanceOf(InterruptedException.class)
                .hasMessage("interrupted while waiting for semaphore 'uploads'");
        single.finish();
        two.close();
        assertThat(uploads.available()).isEqualTo(3);
    }

    @Test
    void tryAcquire_timed_givesUp() throws Exception {
        Permit all = uploads.acquire(3);
        assertThat(uploads.tryAcquire(Duration.ofMillis(10))).isEmpty();
        assertThat(uploads.tryAcquire(2, Duration.ofMillis(10))).isEmpty();
        assertThat(uploads.waiting()).isZero();
        all.close();
        assertThat(uploads.tryAcquire(2, Duration.ZERO)).isPresent();
    }

    @Test
    void acquire_inACancelledScope_takesNothing() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    Permit all = uploads.acquire(3);
                    scope.fork(() -> uploads.acquire());
                    awaitWaiting(1);
                    scope.cancel("enough");
                    all.close();
                    uploads.acquire();
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(uploads.available()).isEqualTo(3);
    }

    @Test
    void close_failsThoseWhoWait_andThoseWhoAskLater() throws Exception {
        Permit all = uploads.acquire(3);
        List<Blocked.Runner> waiters = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            waiters.add(Blocked.start("waiter", () -> uploads.acquire()));
        }
        awaitWaiting(3);
        uploads.close();
        uploads.close();
        for (Blocked.Runner waiter : waiters) {
            assertThat(waiter.thrown())
                    .isInstanceOf(SemaphoreClosedException.class)
                    .hasMessage("semaphore 'uploads' is closed: no permits are given any more");
        }
        all.close();
        assertThatThrownBy(uploads::acquire).isInstanceOf(SemaphoreClosedException.class);
        assertThatThrownBy(uploads::tryAcquire).isInstanceOf(SemaphoreClosedException.class);
        assertThat(uploads).hasToString("Semaphore[uploads, 3 available, closed]");
    }

    @Test
    void addPermits_servesWaiters_andRefusesAnOverflowBeforeAnythingChanges() throws Exception {
        Permit all = uploads.acquire(3);
        Blocked.Runner waiter = Blocked.start("waiter", () -> uploads.acquire(2).close());
        awaitWaiting(1);
        uploads.addPermits(2);
        waiter.finish();
        assertThat(uploads.available()).isEqualTo(2);
        assertThatThrownBy(() -> uploads.addPermits(Integer.MAX_VALUE - 4))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("semaphore 'uploads' has 5 permits: 2147483643 more would exceed 2147483647; nothing was"
                        + " added");
        uploads.addPermits(Integer.MAX_VALUE - 5);
        all.close();
        assertThat(uploads.available()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void split_andMerge_movePermits() throws Exception {
        Permit all = uploads.acquire(3);
        Permit part = all.split(1);
        assertThat(all.count()).isEqualTo(2);
        part.close();
        assertThat(uploads.available()).isEqualTo(1);
        all.merge(uploads.acquire());
        assertThat(all.count()).isEqualTo(3);
        assertThatThrownBy(() -> all.split(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "cannot split 3 permits of semaphore 'uploads' off a handle of 3: split at least 1 and at most"
                                + " all but one");
        assertThatThrownBy(() -> all.split(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.merge(all)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> all.merge(part)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> part.merge(all)).isInstanceOf(IllegalStateException.class);
        try (Semaphore other = Semaphore.of("other", 1)) {
            Permit foreign = other.acquire();
            assertThatThrownBy(() -> all.merge(foreign))
                    .hasMessage("cannot merge permits of semaphore 'other' into permits of semaphore 'uploads': merge"
                            + " different handles of one semaphore");
        }
        all.close();
        assertThat(uploads.available()).isEqualTo(3);
    }

    @Test
    void forget_takesThePermitsOutOfTheWorld() throws Exception {
        uploads.acquire(2).forget();
        assertThat(uploads.available()).isEqualTo(1);
        uploads.addPermits(Integer.MAX_VALUE - 1);
        assertThat(uploads.available()).isEqualTo(Integer.MAX_VALUE);
    }

    @Test
    void wrongNumbers_areRefused() {
        assertThatThrownBy(() -> Semaphore.of("s", -1))
                .hasMessage("semaphore 's' cannot start with -1 permits: start with 0 or more");
        assertThatThrownBy(() -> uploads.acquire(0))
                .hasMessage("semaphore 'uploads' was asked for 0 permits: ask for 1 or more");
        assertThatThrownBy(() -> uploads.tryAcquire(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> uploads.addPermits(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void stats_tellPermitsThoseThatAreFreeAndWhoWaits() throws Exception {
        Semaphore semaphore = Semaphore.of("uploads", 3);
        Permit taken = semaphore.acquire(2);
        Blocked.Runner waiter =
                Blocked.start("waiter", () -> semaphore.acquire(2).close());
        await().until(() -> semaphore.waiting() == 1);
        assertThat(semaphore.stats()).isEqualTo(new SemaphoreStats("uploads", 3, 1, 1, false));
        taken.close();
        waiter.finish();
        semaphore.close();
        assertThat(semaphore.stats()).isEqualTo(new SemaphoreStats("uploads", 3, 3, 0, true));
    }
}
