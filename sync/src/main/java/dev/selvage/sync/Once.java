package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.Initialisation.Wish;
import java.util.Objects;

/**
 * Something that is to happen once, whoever asks for it first. The counterpart of Rust's {@code Once}.
 *
 * <p>A run that fails poisons it: what the run has left behind is unknown, and others are told so instead of finding it.
 * What the run did happens before the return of every call that found it complete. Waiters are woken together. Once it is
 * complete, no method blocks, looks at a cancellation or throws, and {@link #callOnce} costs one volatile read; until then
 * all that may wait are cancellation points.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="once"}
 */
public final class Once {
    private final Initialisation initialisation;

    private Once(String name) {
        initialisation = new Initialisation("once", name, true, "run it again with callOnceForce");
    }

    /** {@return a new one with a name for messages and dumps} */
    public static Once of(String name) {
        return new Once(Objects.requireNonNull(name, "name"));
    }

    /**
     * Runs the initialiser if none has been run, or waits until the one that runs has ended. An interrupt or the
     * cancellation of the surrounding scope ends the wait; the run goes on. Waits without limit.
     *
     * @throws X what the initialiser throws, which poisons
     * @throws PoisonedInitialiserException if an initialiser has failed, before or meanwhile
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while it is not complete
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while it is not complete
     */
    public <X extends Throwable> void callOnce(ThrowingRunnable<X> initialiser) throws X, InterruptedException {
        Objects.requireNonNull(initialiser, "initialiser");
        if (!initialisation.isComplete() && initialisation.enter(Wish.RUN)) {
            run(initialiser);
        }
    }

    /**
     * Runs the initialiser also if one has failed; it can ask whether that is so. If it succeeds, the poison is gone.
     * Otherwise like {@link #callOnce}, which it is when nothing has failed.
     *
     * @throws X what the initialiser throws, which poisons
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while it is not complete
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while it is not complete
     */
    public <X extends Throwable> void callOnceForce(ThrowingConsumer<? super OnceState, X> initialiser)
            throws X, InterruptedException {
        Objects.requireNonNull(initialiser, "initialiser");
        if (!initialisation.isComplete() && initialisation.enter(Wish.RUN_EVEN_IF_POISONED)) {
            OnceState found = new OnceState(initialisation.wasPoisoned());
            run(() -> initialiser.accept(found));
        }
    }

    private <X extends Throwable> void run(ThrowingRunnable<X> initialiser) throws X {
        try {
            initialiser.run();
        } catch (Throwable e) {
            initialisation.failed(e);
            throw e;
        }
        initialisation.succeeded();
    }

    /**
     * Waits until an initialiser has succeeded; if none runs, until somebody runs one. An interrupt or the cancellation of
     * the surrounding scope ends the wait. Waits without limit.
     *
     * @throws PoisonedInitialiserException if an initialiser has failed, before or meanwhile
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while it is not complete
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while it is not complete
     */
    public void await() throws InterruptedException {
        initialisation.enter(Wish.WAIT);
    }

    /** {@return whether an initialiser has succeeded} Never blocks. */
    public boolean isCompleted() {
        return initialisation.isComplete();
    }

    /** {@return whether the last initialiser has failed} Never blocks. */
    public boolean isPoisoned() {
        return initialisation.isPoisoned();
    }

    /** {@return what it looks like at this instant} */
    public InitialisationStats stats() {
        return initialisation.stats();
    }

    /** {@return its name and state} */
    @Override
    public String toString() {
        return initialisation.text("Once");
    }
}
