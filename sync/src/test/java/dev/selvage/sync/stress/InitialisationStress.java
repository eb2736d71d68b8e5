package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.Lazy;
import dev.selvage.sync.Once;
import dev.selvage.sync.OnceCell;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Initialisers that meet, fail, and are interrupted or cancelled while others wait. */
@Tag("carriers")
@Timeout(300)
class InitialisationStress {
    private static final int ROUNDS = Boolean.getBoolean("selvage.thorough") ? 20_000 : 1_500;
    private static final int CALLERS = 4;

    private static Worker worker(boolean virtual, Worker.Task task) {
        return new Worker(
                virtual ? Thread.ofVirtual().factory() : Thread.ofPlatform().factory(), task);
    }

    private static void spin() {
        for (int i = ThreadLocalRandom.current().nextInt(200); i > 0; i--) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void cell_whoseInitialisersFail_isTriedUntilOneSucceeds_andOnceOnly(boolean virtual) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            int failures = round % 3;
            OnceCell<Object> cell = OnceCell.of("cell");
            AtomicInteger runs = new AtomicInteger();
            AtomicInteger inside = new AtomicInteger();
            CountDownLatch start = new CountDownLatch(CALLERS);
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                workers.add(worker(virtual, () -> {
                    start.countDown();
                    start.await();
                    Object mine = null;
                    while (mine == null) {
                        try {
                            mine = cell.getOrInit(() -> {
                                assertThat(inside.incrementAndGet()).isEqualTo(1);
                                spin();
                                inside.decrementAndGet();
                                if (runs.incrementAndGet() <= failures) {
                                    throw new IllegalStateException("not yet");
                                }
                                return new Object();
                            });
                        } catch (IllegalStateException e) {
                            assertThat(e).hasMessage("not yet");
                        }
                    }
                    assertThat(cell.get()).containsSame(mine);
                }));
            }
            Worker.finish(workers);
            assertThat(runs).hasValue(failures + 1);
            assertThat(cell.stats().failures()).isEqualTo(failures);
            assertThat(cell.stats().waiting()).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lazy_valueIsSeenWhole_byAll(boolean virtual) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            int expected = round;
            Lazy<int[]> lazy = Lazy.of("lazy", () -> {
                int[] made = new int[8];
                made[7] = expected;
                return made;
            });
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                workers.add(worker(virtual, () -> assertThat(lazy.get()[7]).isEqualTo(expected)));
            }
            Worker.finish(workers);
            assertThat(lazy.stats().runs()).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interrupt_ofACaller_isToldOnce_andTheOthersGoOn(boolean virtual) throws InterruptedException {
        for (int round = 0; round < ROUNDS; round++) {
            Once once = Once.of("once");
            CountDownLatch go = new CountDownLatch(1);
            CountDownLatch sent = new CountDownLatch(1);
            List<Worker> workers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                workers.add(worker(virtual, () -> {
                    int[] told = new int[1];
                    boolean called = false;
                    while (!called) {
                        try {
                            once.callOnce(() -> awaitCounting(go, told));
                            called = true;
                        } catch (InterruptedException e) {
                            told[0]++;
                        }
                    }
                    awaitCounting(sent, told);
                    assertThat(told[0] + (Thread.interrupted() ? 1 : 0)).isEqualTo(1);
                }));
            }
            for (Worker worker : workers) {
                spin();
                worker.thread.interrupt();
                if (ThreadLocalRandom.current().nextInt(CALLERS) == 0) {
                    go.countDown();
                }
            }
            go.countDown();
            sent.countDown();
            Worker.finish(workers);
            assertThat(once.isCompleted()).isTrue();
            assertThat(once.stats().runs()).isEqualTo(1);
            assertThat(once.stats().waiting()).isZero();
        }
    }

    private static void awaitCounting(CountDownLatch latch, int[] told) {
        while (true) {
            try {
                latch.await();
                return;
            } catch (InterruptedException e) {
                told[0]++;
            }
        }
    }

    @Test
    void cancellation_ofWaiters_leavesNobodyBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            Once once = Once.of("once");
            CountDownLatch running = new CountDownLatch(1);
            CountDownLatch go = new CountDownLatch(1);
            Worker runner = worker(
                    true,
                    () -> once.callOnce(() -> {
                        running.countDown();
                        go.await();
                    }));
            running.await();
            try {
                Scope.run(scope -> {
                    for (int i = 0; i < CALLERS; i++) {
                        scope.fork(() -> once.callOnce(() -> {
                            throw new AssertionError("run twice");
                        }));
                    }
                    Worker opener = worker(true, () -> {
                        spin();
                        go.countDown();
                    });
                    spin();
                    scope.cancel("enough");
                    opener.finish();
                });
            } catch (ScopeCancelledException e) {
                assertThat(e).hasMessageContaining("enough");
            }
            runner.finish();
            assertThat(once.isCompleted()).isTrue();
            assertThat(once.stats().waiting()).isZero();
        }
    }
}
