package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.sync.Fairness;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Threads that take a mutex, give up, are interrupted and cancelled, all in the same instants. */
@Tag("carriers")
@Timeout(300)
class MutexStress {
    private static final int FACTOR = Boolean.getBoolean("selvage.thorough") ? 10 : 1;

    /** Not atomic: only mutual exclusion keeps the count right. */
    private static final class Count {
        int value;
        int inside;
    }

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory(), Fairness.EVENTUAL),
                Arguments.of("virtual", Thread.ofVirtual().factory(), Fairness.FIFO),
                Arguments.of("platform", Thread.ofPlatform().factory(), Fairness.EVENTUAL),
                Arguments.of("platform", Thread.ofPlatform().factory(), Fairness.FIFO));
    }

    private static void spin(int most) {
        int turns = most == 0 ? 0 : ThreadLocalRandom.current().nextInt(most);
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    private static void enter(Count count) {
        assertThat(++count.inside).isEqualTo(1);
        count.value++;
        if ((count.value & 15) == 0) {
            spin(200);
        }
        count.inside--;
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("kinds")
    void increments_areNeverLost(String kind, ThreadFactory factory, Fairness fairness) throws Exception {
        Mutex<Count> mutex = Mutex.of(c -> c.withFairness(fairness), new Count());
        int rounds = FACTOR * (fairness == Fairness.FIFO ? 3_000 : 20_000);
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < rounds; i++) {
                    mutex.run(MutexStress::enter);
                }
            }));
        }
        Worker.finish(workers);
        assertThat(mutex.intoInner().value).isEqualTo(8 * rounds);
        assertThat(mutex.stats().waiting()).isZero();
    }

    static Stream<Arguments> factories() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory()),
                Arguments.of("platform", Thread.ofPlatform().factory()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("factories")
    void tryLock_whileAFifoMutexIsHandedToAWaiter_neverComesBetween(String kind, ThreadFactory factory)
            throws Exception {
        for (int round = 0; round < FACTOR * 1_000; round++) {
            Mutex<Count> mutex = Mutex.of(c -> c.withFairness(Fairness.FIFO), new Count());
            AtomicInteger tries = new AtomicInteger();
            List<Worker> workers = new ArrayList<>();
            MutexGuard<Count> held = mutex.lock();
            workers.add(new Worker(factory, () -> mutex.run(count -> count.value++)));
            while (mutex.stats().waiting() == 0) {
                Thread.onSpinWait();
            }
            workers.add(new Worker(factory, () -> {
                Optional<MutexGuard<Count>> mine = Optional.empty();
                while (mine.isEmpty() && tries.incrementAndGet() < 20_000) {
                    mine = mutex.tryLock();
                }
                if (mine.isPresent()) {
                    try (MutexGuard<Count> guard = mine.get()) {
                        assertThat(guard.get().value).as("served before").isEqualTo(1);
                        guard.unlock();
                    }
                }
            }));
            while (tries.get() == 0) {
                Thread.onSpinWait();
            }
            spin(100);
            held.unlock();
            Worker.finish(workers);
        }
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("kinds")
    void timeoutsInTheInstantOfTheHandOver_loseNothing(String kind, ThreadFactory factory, Fairness fairness)
            throws Exception {
        Mutex<Count> mutex = Mutex.of(c -> c.withFairness(fairness), new Count());
        AtomicInteger taken = new AtomicInteger();
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 6; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < FACTOR * 1_500; i++) {
                    Duration patience =
                            Duration.ofNanos(ThreadLocalRandom.current().nextInt(30_000));
                    Optional<MutexGuard<Count>> guard = mutex.tryLock(patience);
                    if (guard.isPresent()) {
                        try (MutexGuard<Count> held = guard.get()) {
                            taken.incrementAndGet();
                            enter(held.get());
                            spin(300);
                            held.unlock();
                        }
                    }
                }
            }));
        }
        Worker.finish(workers);
        mutex.run(MutexStress::enter);
        assertThat(mutex.intoInner().value).isEqualTo(taken.get() + 1);
        assertThat(mutex.stats().waiting()).isZero();
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("kinds")
    void interruptsInTheInstantOfTheHandOver_loseNothing(String kind, ThreadFactory factory, Fairness fairness)
            throws Exception {
        Mutex<Count> mutex = Mutex.of(c -> c.withFairness(fairness), new Count());
        AtomicInteger taken = new AtomicInteger();
        AtomicInteger interrupted = new AtomicInteger();
        for (int round = 0; round < FACTOR * 400; round++) {
            CountDownLatch ready = new CountDownLatch(4);
            List<Worker> workers = new ArrayList<>();
            MutexGuard<Count> first = mutex.lock();
            for (int t = 0; t < 4; t++) {
                workers.add(new Worker(factory, () -> {
                    ready.countDown();
                    try {
                        mutex.run(MutexStress::enter);
                        taken.incrementAndGet();
                    } catch (InterruptedException e) {
                        interrupted.incrementAndGet();
                    }
                }));
            }
            ready.await();
            spin(2_000);
            workers.get(round & 3).thread.interrupt();
            first.unlock();
            workers.get((round + 1) & 3).thread.interrupt();
            Worker.finish(workers);
        }
        assertThat(taken.get() + interrupted.get()).isEqualTo(FACTOR * 1_600);
        assertThat(mutex.intoInner().value).isEqualTo(taken.get());
        assertThat(mutex.stats().waiting()).isZero();
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("kinds")
    void cancellationInTheInstantOfTheHandOver_losesNothing(String kind, ThreadFactory factory, Fairness fairness)
            throws Exception {
        Mutex<Count> mutex = Mutex.of(c -> c.withFairness(fairness), new Count());
        AtomicInteger taken = new AtomicInteger();
        int cancelled = 0;
        for (int round = 0; round < FACTOR * 400; round++) {
            MutexGuard<Count> first = mutex.lock();
            CountDownLatch ready = new CountDownLatch(3);
            // A thread outside of the scope, which the cancelled ones must not leave behind.
            Worker outsider = new Worker(factory, () -> {
                mutex.run(MutexStress::enter);
                taken.incrementAndGet();
            });
            try {
                Scope.run(c -> c.withThreadFactory(factory), scope -> {
                    for (int t = 0; t < 3; t++) {
                        scope.fork(() -> {
                            ready.countDown();
                            mutex.run(count -> {
                                enter(count);
                                taken.incrementAndGet();
                            });
                        });
                    }
                    ready.await();
                    spin(1_000);
                    first.unlock();
                    spin(500);
                    scope.cancel("in the instant of the hand-over");
                });
            } catch (ScopeCancelledException e) {
                cancelled++;
            }
            outsider.finish();
        }
        assertThat(cancelled).isEqualTo(FACTOR * 400);
        assertThat(mutex.intoInner().value).isEqualTo(taken.get());
        assertThat(mutex.stats().waiting()).isZero();
    }
}
