package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import dev.selvage.sync.Poisoning;
import dev.selvage.sync.ReadGuard;
import dev.selvage.sync.RwLock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Circles of other sizes and kinds, and what is none. */
@Timeout(120)
class DeadlockShapesTest {
    @BeforeEach
    void noLockOrder() {
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.OFF);
    }

    @AfterEach
    void restore() {
        DeadlockDetection.setLockOrderAction(DeadlockDetection.Action.LOG);
    }

    private static ThreadFactory threads(String kind) {
        return kind.equals("virtual")
                ? Thread.ofVirtual().name("ring-", 0).factory()
                : Thread.ofPlatform().name("ring-", 0).factory();
    }

    private static Mutex<Integer> mutex(String name) {
        return Mutex.of(c -> c.withName(name).withPoisoning(Poisoning.OFF), 0);
    }

    @ParameterizedTest
    @CsvSource({"virtual, 3", "virtual, 100", "virtual, 4000", "platform, 3", "platform, 100"})
    void ring_ofManyThreads_oneMemberIsTold_namingAll_andTheOthersGoOn(String kind, int size) throws Exception {
        List<Mutex<Integer>> mutexes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            mutexes.add(mutex("m" + i));
        }
        CyclicBarrier all = new CyclicBarrier(size);
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        List<Thread> members = new ArrayList<>();
        ThreadFactory factory = threads(kind);
        for (int i = 0; i < size; i++) {
            Mutex<Integer> mine = mutexes.get(i);
            Mutex<Integer> next = mutexes.get((i + 1) % size);
            members.add(factory.newThread(() -> {
                try (MutexGuard<Integer> guard = mine.lock()) {
                    all.await();
                    next.update(n -> n + guard.get());
                } catch (Throwable e) {
                    told.add(e);
                }
            }));
        }
        members.forEach(Thread::start);
        for (Thread member : members) {
            member.join();
        }
        assertThat(told).singleElement().isInstanceOf(DeadlockException.class);
        String message = told.element().getMessage();
        for (int i = 0; i < size; i++) {
            assertThat(message).contains("'ring-" + i + "'", "mutex 'm" + i + "'");
        }
        assertThat(mutexes).noneMatch(m -> m.stats().locked());
    }

    @Test
    void readersThatBothWantToWrite_oneIsTold() throws Exception {
        RwLock<Integer> lock = RwLock.of(c -> c.withName("rows").withPoisoning(Poisoning.OFF), 0);
        CyclicBarrier both = new CyclicBarrier(2);
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        List<Thread> readers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            readers.add(Thread.ofVirtual().name("reader-" + i).start(() -> {
                try (ReadGuard<Integer> guard = lock.readLock()) {
                    both.await();
                    lock.write(n -> assertThat(guard.get()).isZero());
                } catch (Throwable e) {
                    told.add(e);
                }
            }));
        }
        for (Thread reader : readers) {
            reader.join();
        }
        assertThat(told).isNotEmpty().allMatch(e -> e instanceof DeadlockException);
        assertThat(lock.stats().locked()).isFalse();
    }

    @Test
    void recursiveRead_behindAWaitingWriter_isAnErrorAtOnce() throws Exception {
        RwLock<Integer> lock = RwLock.of(c -> c.withName("rows").withPoisoning(Poisoning.OFF), 0);
        CountDownLatch reading = new CountDownLatch(1);
        Queue<Throwable> told = new ConcurrentLinkedQueue<>();
        Thread writer = Thread.ofVirtual().name("writer").unstarted(() -> {
            try {
                reading.await();
                lock.write(n -> {});
            } catch (Throwable e) {
                told.add(e);
            }
        });
        Thread reader = Thread.ofVirtual().name("reader").start(() -> {
            try (ReadGuard<Integer> outer = lock.readLock()) {
                reading.countDown();
                Blocked.awaitWaiting(lock::stats, 1);
                try (ReadGuard<Integer> inner = lock.readLock()) {
                    told.add(new AssertionError("a recursive read went on: " + outer + inner));
                }
            } catch (Throwable e) {
                told.add(e);
            }
        });
        writer.start();
        reader.join();
        writer.join();
        assertThat(told)
                .singleElement()
                .satisfies(
                        e -> assertThat(e).isInstanceOf(DeadlockException.class).hasMessageContaining("rows"));
    }

    @ParameterizedTest
    @CsvSource({"virtual", "platform"})
    void soak_manyThreadsInOneOrder_nobodyIsTold(String kind) throws Exception {
        DeadlockDetection.setDelay(Duration.ofMillis(1));
        try {
            Duration time = Boolean.getBoolean("selvage.thorough") ? Duration.ofMinutes(1) : Duration.ofSeconds(2);
            long end = System.nanoTime() + time.toNanos();
            Mutex<Integer> first = mutex("first");
            Mutex<Integer> second = mutex("second");
            RwLock<Integer> third = RwLock.of(c -> c.withName("third").withPoisoning(Poisoning.OFF), 0);
            Queue<Throwable> told = new ConcurrentLinkedQueue<>();
            List<Thread> members = new ArrayList<>();
            ThreadFactory factory = threads(kind);
            for (int i = 0; i < 16; i++) {
                members.add(factory.newThread(() -> {
                    try {
                        while (System.nanoTime() < end) {
                            first.run(a -> second.run(b -> {
                                if (ThreadLocalRandom.current().nextInt(4) == 0) {
                                    third.write(c -> {});
                                } else {
                                    third.read(c -> c);
                                }
                            }));
                            third.read(c -> c);
                        }
                    } catch (Throwable e) {
                        told.add(e);
                    }
                }));
            }
            members.forEach(Thread::start);
            for (Thread member : members) {
                member.join();
            }
            assertThat(told).isEmpty();
        } finally {
            DeadlockDetection.setDelay(Duration.ofMillis(50));
        }
    }
}
