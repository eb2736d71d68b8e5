package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.Initialisation.Wish;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is computed when it is first asked for. The counterpart of Rust's {@code LazyLock}.
 *
 * <p>An initialiser that fails poisons it for ever: the first caller gets the exception itself, all others a
 * {@link PoisonedInitialiserException}. What the initialiser did happens before the return of every {@link #get}. Waiters
 * are woken together. Once there is a value, {@code get} never blocks, looks at a cancellation or throws, and costs one
 * acquire load; until then it is a cancellation point.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="lazy"}
 *
 * @param <T> the type of the value
 */
public final class Lazy<T extends @Nullable Object> {
    /** Stands for null. */
    private static final Object NULL = new Object();

    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(Lazy.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Initialisation initialisation;

    /** Read by the runner of the initialisation, which lets go of it when it has ended. */
    private @Nullable Supplier<? extends T> initialiser;

    /** Written by the runner of the initialisation before it succeeds. */
    @SuppressWarnings("unused")
    private @Nullable Object value;

    private Lazy(String name, Supplier<? extends T> initialiser) {
        this.initialisation = new Initialisation(
                "lazy", name, true, "it stays so: make a new one, or use a OnceCell, which may be tried again");
        this.initialiser = initialiser;
        VarHandle.releaseFence(); // as after a final field: also for those whom the object reaches by a race
    }

    /** {@return a new one with a name for messages and dumps} The initialiser is called at the first {@link #get}. */
    public static <T extends @Nullable Object> Lazy<T> of(String name, Supplier<? extends T> initialiser) {
        return new Lazy<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(initialiser, "initialiser"));
    }

    /**
     * Returns the value. The first caller computes it; others wait until it has ended. An interrupt or the cancellation of
     * the surrounding scope ends the wait; the initialiser goes on. Waits without limit.
     *
     * @throws PoisonedInitialiserException if the initialiser has failed, before or meanwhile
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while there is no value
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while there is no value
     */
    public T get() throws InterruptedException {
        Object found = VALUE.getAcquire(this);
        return found != null ? unmasked(found) : initialise();
    }

    private T initialise() throws InterruptedException {
        if (!initialisation.enter(Wish.RUN)) {
            return unmasked(VALUE.getAcquire(this));
        }
        Object made;
        try {
            made = masked(Objects.requireNonNull(initialiser, "initialiser").get());
        } catch (Throwable e) {
            initialiser = null;
            initialisation.failed(e);
            throw e;
        }
        initialiser = null;
        VALUE.setRelease(this, made);
        initialisation.succeeded();
        return unmasked(made);
    }

    private static Object masked(@Nullable Object made) {
        return made == null ? NULL : made;
    }

    @SuppressWarnings({"unchecked", "NullAway"}) // null stands for NULL only if null is a T
    private T unmasked(Object found) {
        return (T) (found == NULL ? null : found);
    }

    /** {@return whether there is a value} Never blocks. */
    public boolean isInitialised() {
        return initialisation.isComplete();
    }

    /** {@return whether the initialiser has failed} Never blocks. */
    public boolean isPoisoned() {
        return initialisation.isPoisoned();
    }

    /** {@return what it looks like at this instant} */
    public InitialisationStats stats() {
        return initialisation.stats();
    }

    /** {@return its name and state, not its value} */
    @Override
    public String toString() {
        return initialisation.text("Lazy");
    }
}
