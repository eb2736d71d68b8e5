package dev.selvage.channels;

/** The live handles of one side of a channel. */
final class Handles {
    private final String kind;

    // Guarded by the monitor; looked at by anybody.
    private volatile int count;
    private boolean gone;

    /** @param kind what a handle is called in messages */
    Handles(String kind) {
        this.kind = kind;
    }

    /** Counts a new handle. Returns false if the side is gone. */
    synchronized boolean tryAdd() {
        if (gone) {
            return false;
        }
        if (count == Integer.MAX_VALUE) {
            throw new IllegalStateException("more than " + Integer.MAX_VALUE + " " + kind + "s: close some");
        }
        count++;
        return true;
    }

    /** Counts another handle beside a live one. Returns false if there is none. */
    synchronized boolean tryAddBesideOthers() {
        return count > 0 && tryAdd();
    }

    /** Counts a handle that has been given up. Returns whether it was the last. */
    synchronized boolean remove() {
        gone |= --count == 0;
        return count == 0;
    }

    /** Refuses new handles from now on. */
    synchronized void refuse() {
        gone = true;
    }

    int count() {
        return count;
    }
}
