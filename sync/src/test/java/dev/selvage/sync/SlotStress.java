package dev.selvage.sync;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Readers in slots against each other and against writers, by the core, so that nobody follows them. */
@Timeout(120)
@Tag("carriers")
class SlotStress {
    private static final int FACTOR = Boolean.getBoolean("selvage.thorough") ? 10 : 1;

    private final AtomicReference<Throwable> failure = new AtomicReference<>();

    /** Something that may be interrupted. */
    private interface Work {
        void run() throws Exception;
    }

    private Runnable guarded(Work work) {
        return () -> {
            try {
                work.run();
            } catch (Throwable e) {
                failure.set(e);
            }
        };
    }

    private void finish(Thread... threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failure.get()).isNull();
    }

    @Test
    void tryTake_byTwoThreadsOfOneSlot_letsOneInAtATime() throws Exception {
        ReaderSlots slots = new ReaderSlots();
        AtomicInteger inside = new AtomicInteger();
        CountDownLatch ready = new CountDownLatch(2);
        Runnable work = guarded(() -> {
            ready.countDown();
            ready.await();
            for (int i = 0; i < FACTOR * 1_000_000; i++) {
                int slot = slots.tryTake();
                if (slot != ReaderSlots.NONE) {
                    if (inside.incrementAndGet() != 1) {
                        throw new AssertionError("two threads in one slot");
                    }
                    inside.decrementAndGet();
                    slots.leave(slot);
                }
            }
        });
        Thread first = Thread.ofPlatform().unstarted(work);
        Thread second = Thread.ofPlatform().unstarted(work);
        while (ReaderSlots.slotOf(first.threadId()) != ReaderSlots.slotOf(second.threadId())) {
            second = Thread.ofPlatform().unstarted(work);
        }
        first.start();
        second.start();
        finish(first, second);
    }

    /** Two numbers that only a writer may find different. */
    private static final class Halves {
        int left;
        int right;
    }

    /** Has the threads meet in ever other ways. */
    private static void spin(int turns) {
        for (int i = 0; i < turns; i++) {
            Thread.onSpinWait();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void write_whileAnotherReadsInASlot_isNotSeen(boolean virtual) throws Exception {
        RwLock<Halves> lock = RwLock.of("halves", new Halves());
        RwCore core = lock.core;
        while (core.slots == null) {
            core.unlockRead(core.lockRead());
        }
        Halves halves = Objects.requireNonNull(lock.read(value -> value));
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread reader = builder.start(guarded(() -> {
            for (int turn = 0; turn < FACTOR * 400_000; turn++) {
                int slot = core.lockRead();
                try {
                    int left = halves.left;
                    spin(turn % 16);
                    if (halves.right != left) {
                        throw new AssertionError("a write was seen during a read");
                    }
                } finally {
                    core.unlockRead(slot);
                }
                spin(turn % 7);
            }
        }));
        Thread writer = builder.start(guarded(() -> {
            for (int i = 0; i < FACTOR * 100_000 && failure.get() == null; i++) {
                int turn = i;
                lock.write(value -> {
                    value.left++;
                    spin(turn % 11);
                    value.right++;
                });
                spin(turn % 5);
            }
        }));
        finish(reader, writer);
    }
}
