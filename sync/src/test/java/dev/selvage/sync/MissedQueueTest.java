package dev.selvage.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.waiting.Waiter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A holder of a mutex who misses those who have queued: its store is seen long after both of its looks at the queue. */
@Timeout(20)
@Tag("carriers")
class MissedQueueTest {
    private static final VarHandle OWNER;

    static {
        try {
            OWNER = MethodHandles.privateLookupIn(MutexCore.class, MethodHandles.lookup())
                    .findVarHandle(MutexCore.class, "owner", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final MutexCore core = new MutexCore("m", Fairness.EVENTUAL);

    private interface Work {
        boolean run() throws Exception;
    }

    private record Run(Thread thread, FutureTask<Boolean> result) {
        boolean join() throws Exception {
            return result.get(10, TimeUnit.SECONDS);
        }
    }

    /** Starts a thread that does the work, and waits until so many are in the queue. */
    private Run start(boolean virtual, int waiting, Work work) {
        FutureTask<Boolean> task = new FutureTask<>(work::run);
        Thread thread = (virtual ? Thread.ofVirtual() : Thread.ofPlatform()).start(task);
        Awaitility.await().until(() -> core.waiting() == waiting);
        return new Run(thread, task);
    }

    /** Waits until a thread is parked, so that it has looked for the first time. */
    private static void awaitParked(Run run) {
        Awaitility.await()
                .until(() -> run.thread.getState() == Thread.State.TIMED_WAITING
                        || run.thread.getState() == Thread.State.WAITING);
    }

    private void releaseBlindly() {
        OWNER.setVolatile(core, (Thread) null);
    }

    private boolean lockAndUnlock() throws InterruptedException {
        core.lock();
        core.unlock();
        return true;
    }

    private void assertFree() {
        assertThat(core.waiting()).isZero();
        assertThat(core.tryLock()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_missedByTheHolder_looksAgain(boolean virtual) throws Exception {
        core.lock();
        Run first = start(virtual, 1, this::lockAndUnlock);
        Run second = start(virtual, 2, this::lockAndUnlock);
        awaitParked(first);
        releaseBlindly();
        assertThat(first.join()).isTrue();
        assertThat(second.join()).isTrue();
        assertFree();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lockTimed_missedByTheHolder_looksAgain(boolean virtual) throws Exception {
        core.lock();
        Run timed = start(virtual, 1, () -> core.lock(Waiter.deadline(Duration.ofSeconds(15))));
        awaitParked(timed);
        releaseBlindly();
        assertThat(timed.join()).isTrue();
        assertThat(core.isLocked()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void relock_missedByTheHolder_looksAgain(boolean virtual) throws Exception {
        core.lock();
        Run again = start(virtual, 1, () -> {
            core.relock();
            core.unlock();
            return true;
        });
        awaitParked(again);
        releaseBlindly();
        assertThat(again.join()).isTrue();
        assertFree();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_interruptedBeforeItLooksAgain_leavesThatToTheNext(boolean virtual) throws Exception {
        core.lock();
        Run first = start(virtual, 1, this::lockAndUnlock);
        Run second = start(virtual, 2, this::lockAndUnlock);
        Run third = start(virtual, 3, this::lockAndUnlock);
        first.thread.interrupt();
        assertThatThrownBy(first::join)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(InterruptedException.class);
        Awaitility.await().until(() -> core.waiting() == 2);
        awaitParked(second);
        releaseBlindly();
        assertThat(second.join()).isTrue();
        assertThat(third.join()).isTrue();
        assertFree();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void lock_lockedAgainSinceTheMiss_isSeenByTheNextHolder(boolean virtual) throws Exception {
        core.lock();
        Run first = start(virtual, 1, this::lockAndUnlock);
        awaitParked(first);
        releaseBlindly();
        if (core.tryLock()) {
            core.unlock();
        }
        assertThat(first.join()).isTrue();
        assertFree();
    }
}
