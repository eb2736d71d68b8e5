package dev.selvage.architecture.broken;

import dev.selvage.architecture.broken.internal.Exposed;

/** Breaks the rules; it is never run. */
public final class Offender {
    private final Exposed exposed = new Exposed();

    /** Everything that library code must not do. */
    @SuppressWarnings("ThreadPriorityCheck")
    public void offend() throws InterruptedException {
        Thread.sleep(1);
        Thread.yield();
        System.err.println(exposed.hashCode());
        throw new IllegalStateException();
    }
}
