package dev.selvage.sync;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Permits that were taken from a {@link Semaphore}. Close it to give them back; any thread may. The counterpart of
 * tokio's {@code OwnedSemaphorePermit}.
 */
public final class Permit implements AutoCloseable {
    private final SemaphoreCore core;

    /** 0 when they have been given back, merged or forgotten. */
    private final AtomicInteger count;

    Permit(SemaphoreCore core, int count) {
        this.core = core;
        this.count = new AtomicInteger(count);
    }

    /** {@return how many permits these are; 0 after the end} */
    public int count() {
        return count.get();
    }

    /**
     * Moves some of the permits to a new handle.
     *
     * @param permits how many: at least one, and fewer than there are
     * @throws IllegalArgumentException if they are too few or too many; nothing is moved then
     */
    public Permit split(int permits) {
        int before = count.getAndUpdate(now -> permits > 0 && permits < now ? now - permits : now);
        if (permits <= 0 || permits >= before) {
            throw new IllegalArgumentException("cannot split " + permits + " permits of " + core.description()
                    + " off a handle of " + before + ": split at least 1 and at most all but one");
        }
        return new Permit(core, permits);
    }

    /**
     * Moves the permits of the other handle to this one; the other has ended then.
     *
     * @throws IllegalArgumentException if the other is this one, or of another semaphore
     * @throws IllegalStateException if one of the two has ended
     */
    public void merge(Permit other) {
        if (other == this || other.core != core) {
            throw new IllegalArgumentException("cannot merge permits of " + other.core.description()
                    + (other == this ? " with themselves" : " into permits of " + core.description())
                    + ": merge different handles of one semaphore");
        }
        int moved = other.count.getAndSet(0);
        int before = moved == 0 ? 0 : count.getAndUpdate(now -> now == 0 ? 0 : now + moved);
        if (before == 0) {
            other.count.set(moved);
            throw new IllegalStateException("permits of " + core.description()
                    + " were merged after their end: merge before close(), forget() or merge(...)");
        }
    }

    /** Ends the handle without giving the permits back: the semaphore has fewer from now on. */
    public void forget() {
        core.forget(count.getAndSet(0));
    }

    /** Gives the permits back; does nothing if that has happened, or after {@link #forget} or {@link #merge}. */
    @Override
    public void close() {
        int permits = count.getAndSet(0);
        if (permits > 0) {
            core.giveBack(permits);
        }
    }

    /** {@return such as {@code Permit[uploads, 2]}} */
    @Override
    public String toString() {
        return "Permit[" + core.name() + ", " + count() + "]";
    }
}
