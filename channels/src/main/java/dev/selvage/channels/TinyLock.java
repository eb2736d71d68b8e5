package dev.selvage.channels;

import dev.selvage.scope.waiting.Backoff;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for a few reads and writes of fields, under which nobody waits or runs code of others; a select may wake a thread under it. A monitor is not good
 * enough here: two threads that meet at it, as those of a rendezvous always do, would be parked by it.
 */
final class TinyLock {
    private static final VarHandle TAKEN;

    static {
        try {
            TAKEN = MethodHandles.lookup().findVarHandle(TinyLock.class, "taken", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int taken;

    void lock() {
        if (!TAKEN.compareAndSet(this, 0, 1)) {
            lockLate();
        }
    }

    private void lockLate() {
        Backoff backoff = new Backoff();
        do {
            backoff.pause();
        } while (taken != 0 || !TAKEN.compareAndSet(this, 0, 1));
    }

    void unlock() {
        TAKEN.setRelease(this, 0);
    }
}
