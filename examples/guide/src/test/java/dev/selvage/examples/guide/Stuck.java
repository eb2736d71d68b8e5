package dev.selvage.examples.guide;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** What a service does when it is stuck, until the test lets it go. */
final class Stuck {
    private final Semaphore uninterruptible = new Semaphore(0);
    private final CountDownLatch interruptible = new CountDownLatch(1);

    /** Cannot be interrupted. */
    void copy() {
        uninterruptible.acquireUninterruptibly();
        uninterruptible.release();
    }

    /** Starts to copy. */
    Fork<?> start(Scope scope) {
        return scope.fork("copy", this::copy);
    }

    /** Can be interrupted, but nobody does. */
    String query() throws InterruptedException {
        interruptible.await();
        return "row";
    }

    /** Opens a scope that nobody closes. */
    void lose() {
        var scope = Scope.open(c -> c.withName("report"));
        scope.fork("page", this::query);
    }

    void letGo() {
        uninterruptible.release();
        interruptible.countDown();
    }
}
