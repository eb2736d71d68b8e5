package dev.selvage.examples.docs.jobs;

/** The other side of a request. */
@FunctionalInterface
public interface Client {
    /** Runs the action, on a thread of the network, when the client goes away. */
    void onHangUp(Runnable action);
}
