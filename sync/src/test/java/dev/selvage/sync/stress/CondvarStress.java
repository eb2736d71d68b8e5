package dev.selvage.sync.stress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.sync.Condvar;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A bounded queue between threads that time out, and single signals: a lost one would hang it. */
@Tag("carriers")
@Timeout(300)
class CondvarStress {
    private static final int ITEMS = (Boolean.getBoolean("selvage.thorough") ? 10 : 1) * 5_000;

    static Stream<Arguments> kinds() {
        return Stream.of(
                Arguments.of("virtual", Thread.ofVirtual().factory()),
                Arguments.of("platform", Thread.ofPlatform().factory()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void boundedQueue_losesNoItemAndNoSignal(String kind, ThreadFactory factory) throws Exception {
        Mutex<Deque<Integer>> queue = Mutex.of("queue", new ArrayDeque<>());
        Condvar notEmpty = queue.newCondvar("not empty");
        Condvar notFull = queue.newCondvar("not full");
        AtomicLong sum = new AtomicLong();
        List<Worker> workers = new ArrayList<>();
        for (int p = 0; p < 3; p++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 1; i <= ITEMS; i++) {
                    int item = i;
                    queue.run(q -> {
                        notFull.awaitWhile(() -> q.size() >= 2);
                        q.add(item);
                        notEmpty.signal();
                    });
                }
            }));
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < ITEMS; ) {
                    int patience = ThreadLocalRandom.current().nextInt(20_000);
                    Integer item = queue.call(q -> {
                        if (!notEmpty.awaitWhile(q::isEmpty, Duration.ofNanos(patience))) {
                            notEmpty.awaitWhile(q::isEmpty);
                        }
                        Integer first = q.remove();
                        notFull.signal();
                        return first;
                    });
                    sum.addAndGet(item);
                    i++;
                }
            }));
        }
        Worker.finish(workers);
        assertThat(sum.get()).isEqualTo(3L * ITEMS * (ITEMS + 1) / 2);
        assertThat(queue.intoInner()).isEmpty();
        assertThat(notEmpty.waiting() + notFull.waiting()).isZero();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("kinds")
    void signals_inTheInstantOfATimeout_areCountedByBothSidesAlike(String kind, ThreadFactory factory)
            throws Exception {
        Mutex<AtomicLong> told = Mutex.of("told", new AtomicLong());
        Condvar changed = told.newCondvar("changed");
        AtomicLong woken = new AtomicLong();
        List<Worker> workers = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    Duration patience =
                            Duration.ofNanos(ThreadLocalRandom.current().nextInt(20_000));
                    try (MutexGuard<AtomicLong> guard = told.lock()) {
                        if (guard.await(changed, patience)) {
                            guard.get().incrementAndGet();
                        }
                        guard.unlock();
                    }
                }
            }));
            workers.add(new Worker(factory, () -> {
                for (int i = 0; i < ITEMS; i++) {
                    woken.addAndGet(changed.signal());
                    told.lock().close();
                }
            }));
        }
        Worker.finish(workers);
        assertThat(told.intoInner()).hasValue(woken.get());
        assertThat(changed.waiting()).isZero();
    }
}
