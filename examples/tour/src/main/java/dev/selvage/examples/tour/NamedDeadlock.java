package dev.selvage.examples.tour;

import dev.selvage.scope.DeadlockDetection;
import dev.selvage.scope.DeadlockException;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.sync.Mutex;
import dev.selvage.sync.MutexGuard;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/** Two locks, taken in both orders. */
final class NamedDeadlock implements Chapter {
    @Override
    public void wrong(Story story) throws Exception {
        ReentrantLock apples = new ReentrantLock();
        ReentrantLock pears = new ReentrantLock();
        CountDownLatch both = new CountDownLatch(2);
        Thread ann = Thread.ofVirtual().start(() -> lockBoth(apples, pears, both));
        Thread bob = Thread.ofVirtual().start(() -> lockBoth(pears, apples, both));
        boolean over = ann.join(Duration.ofMillis(300)) && bob.join(Duration.ofMillis(300));
        long[] found = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
        story.say("two virtual threads " + (over ? "are through" : "wait for each other"));
        story.say("the JDK's detector of deadlocks has found: " + Arrays.toString(found));
        ann.interrupt();
        bob.interrupt();
    }

    // region wrong
    private static void lockBoth(ReentrantLock first, ReentrantLock second, CountDownLatch both) {
        first.lock();
        try {
            both.countDown();
            both.await(); // the other one has its first lock as well
            second.lockInterruptibly();
            second.unlock();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // else they would wait for ever
        } finally {
            first.unlock();
        }
    }
    // endregion

    @Override
    public void right(Story story) throws Exception {
        DeadlockDetection.Action before = DeadlockDetection.action();
        DeadlockDetection.setAction(DeadlockDetection.Action.THROW); // the default under -ea
        Mutex<Integer> apples = Mutex.of("apples", 1);
        Mutex<Integer> pears = Mutex.of("pears", 1);
        lockBoth(apples, pears, new CountDownLatch(0));
        lockBoth(pears, apples, new CountDownLatch(0)); // nobody waits: but it is reported
        try {
            // region right
            CountDownLatch both = new CountDownLatch(2);
            Scope.run(c -> c.withName("orders"), scope -> {
                scope.fork("ann", () -> lockBoth(apples, pears, both));
                scope.fork("bob", () -> lockBoth(pears, apples, both));
            });
            // endregion
        } catch (ScopeFailedException e) {
            story.say(e.getCause() instanceof DeadlockException found ? found : e);
        } finally {
            DeadlockDetection.setAction(before);
        }
    }

    // region both
    private static void lockBoth(Mutex<Integer> first, Mutex<Integer> second, CountDownLatch both)
            throws InterruptedException {
        try (MutexGuard<Integer> _ = first.lock()) {
            both.countDown();
            both.await();
            second.lock().close();
        }
    }
    // endregion
}
