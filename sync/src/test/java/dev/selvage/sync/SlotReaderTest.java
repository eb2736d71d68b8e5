package dev.selvage.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Readers in slots against the lock itself: what a closure cannot be made to do. */
@Timeout(20)
class SlotReaderTest {
    private final RwLock<String> lock = RwLock.of("lock", "value");
    private final RwCore core = lock.core;

    @BeforeEach
    void readOften() throws InterruptedException {
        for (int i = 0; i < 200; i++) {
            core.unlockRead(core.lockRead());
        }
    }

    private Thread writer(CountDownLatch written) {
        Thread writer = Thread.ofVirtual().start(() -> {
            try {
                lock.write(value -> written.countDown());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        await().until(() -> core.waiting() == 1);
        return writer;
    }

    @Test
    void lockRead_often_takesASlot_andTheSecondOfAThreadDoesNot() throws Exception {
        int outer = core.lockRead();
        int inner = core.lockRead();
        assertThat(outer).isNotEqualTo(ReaderSlots.NONE);
        assertThat(inner).isEqualTo(ReaderSlots.NONE);
        assertThat(lock).hasToString("RwLock[lock, 2 readers]");
        core.unlockRead(outer);
        assertThat(lock.tryWriteLock()).isEmpty();
        core.unlockRead(inner);
        assertThat(lock.tryWriteLock()).hasValueSatisfying(WriteGuard::close);
    }

    @Test
    void lockRead_seldom_takesNoSlot() throws Exception {
        RwCore seldom = RwLock.of("seldom", "value").core;
        assertThat(seldom.lockRead()).isEqualTo(ReaderSlots.NONE);
        seldom.unlockRead(ReaderSlots.NONE);
    }

    @Test
    void readerThatDidNotSeeTheWriter_isFoundGoneByTheWriter() throws Exception {
        int slot = core.lockRead();
        CountDownLatch written = new CountDownLatch(1);
        Thread writer = writer(written);
        await().until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        Objects.requireNonNull(core.slots).leave(slot); // without the look
        written.await();
        writer.join();
        assertThat(lock).hasToString("RwLock[lock, free]");
    }

    @Test
    void readerThatLeaves_wakesTheWriter_withoutTheClock() throws Exception {
        int slot = core.lockRead();
        CountDownLatch written = new CountDownLatch(1);
        Thread writer = writer(written);
        await().pollDelay(Duration.ofMillis(300)).until(() -> writer.getState() == Thread.State.TIMED_WAITING);
        long handOvers = lock.stats().handOvers();
        core.unlockRead(slot);
        assertThat(core.waiting()).isZero(); // let in by the reader, in this thread
        assertThat(lock.stats().handOvers()).isEqualTo(handOvers + 1);
        writer.join();
    }

    @Test
    void readerThatCouldNotEnter_wakesTheWriterItKeptOut() throws Exception {
        ReaderSlots slots = Objects.requireNonNull(core.slots);
        CountDownLatch written = new CountDownLatch(1);
        Thread writer;
        int late;
        try (ReadGuard<String> guard = lock.readLock()) {
            writer = writer(written);
            await().until(() -> writer.getState() == Thread.State.WAITING); // for the guard, and by no clock
            late = slots.tryTake();
            assertThat(guard.get()).isEqualTo("value");
        }
        assertThat(core.waiting()).isEqualTo(1);
        core.giveBack(slots, late);
        assertThat(core.waiting()).isZero();
        writer.join();
        assertThat(written.getCount()).isZero();
    }
}
