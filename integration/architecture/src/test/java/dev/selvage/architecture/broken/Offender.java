package dev.selvage.architecture.broken;

import dev.selvage.architecture.broken.internal.Exposed;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/** Breaks the rules; it is never run. */
public final class Offender {
    private final Exposed exposed = new Exposed();

    /** Everything that library code must not do. */
    @SuppressWarnings("ThreadPriorityCheck")
    public void offend() throws InterruptedException {
        Thread.sleep(1);
        Thread.yield();
        TimeUnit.MILLISECONDS.sleep(1);
        LockSupport.parkNanos(1);
        synchronized (exposed) {
            exposed.wait(1);
        }
        System.err.println(exposed.hashCode());
        Supplier<Exception> bare = IllegalArgumentException::new;
        bare.get().printStackTrace();
        throw new IllegalStateException();
    }
}
