package dev.selvage.examples.tour;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What the wrong ways need: a {@code Runnable} cannot throw {@code InterruptedException}. */
final class Plain {
    private Plain() {}

    static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Gives way. What the scheduler may do at any time, it does here. */
    @SuppressWarnings("ThreadPriorityCheck") // to show a race, not to rely on it
    static void letOthersRun() {
        Thread.yield();
    }

    /** Waits up to the time. {@return whether the latch has opened} */
    static boolean await(CountDownLatch latch, Duration time) throws InterruptedException {
        return latch.await(time.toMillis(), TimeUnit.MILLISECONDS);
    }
}
