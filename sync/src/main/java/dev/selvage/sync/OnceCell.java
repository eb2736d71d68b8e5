package dev.selvage.sync;

import dev.selvage.scope.DeadlockException;
import dev.selvage.sync.Initialisation.Wish;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place for a value that is set once. The counterpart of Rust's {@code OnceLock}.
 *
 * <p>An initialiser that fails leaves the cell empty, and the next may try: a cell is never poisoned. What was done before
 * the value was set happens before the return of whatever returns it. Waiters are woken together. Once the cell has its
 * value, no method blocks, looks at a cancellation or throws, and reading costs one acquire load; until then all that may
 * wait are cancellation points.
 *
 * {@snippet file="dev/selvage/sync/contract/SnippetsTest.java" region="once-cell"}
 *
 * @param <T> the type of the value, which cannot be null
 */
public final class OnceCell<T> {
    private static final VarHandle VALUE;

    static {
        try {
            VALUE = MethodHandles.lookup().findVarHandle(OnceCell.class, "value", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Initialisation initialisation;

    /** Written by the runner of the initialisation before it succeeds. */
    private @Nullable T value;

    private OnceCell(String name) {
        initialisation = new Initialisation("once cell", name, false, "try again");
    }

    /** {@return a new, empty cell with a name for messages and dumps} */
    public static <T> OnceCell<T> of(String name) {
        return new OnceCell<>(Objects.requireNonNull(name, "name"));
    }

    /** {@return the value, or empty if there is none yet} Never blocks. */
    public Optional<T> get() {
        return Optional.ofNullable(read());
    }

    @SuppressWarnings("unchecked")
    private @Nullable T read() {
        return (T) VALUE.getAcquire(this);
    }

    /**
     * Sets the value if the cell is empty. If an initialiser runs, it waits for its end, until an interrupt or the
     * cancellation of the surrounding scope ends the wait.
     *
     * @return empty if the value was set, or the refused value
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while the cell is empty
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while the cell is empty
     */
    public Optional<T> set(T newValue) throws InterruptedException {
        Objects.requireNonNull(newValue, "newValue");
        if (read() != null || !initialisation.enter(Wish.RUN)) {
            return Optional.of(newValue);
        }
        publish(newValue);
        return Optional.empty();
    }

    /**
     * Returns the value, which the initialiser supplies if the cell is empty. If another initialiser runs, it waits for its
     * end, until an interrupt or the cancellation of the surrounding scope ends the wait; the other run goes on. If that
     * run fails, this initialiser is the next to try, or one of another waiter.
     *
     * @throws X what the initialiser throws; the cell stays empty
     * @throws NullPointerException if the initialiser returns null; the cell stays empty
     * @throws DeadlockException if it is called by the initialiser
     * @throws InterruptedException if the thread is interrupted while the cell is empty
     * @throws dev.selvage.scope.ScopeCancelledException if the surrounding scope is cancelled while the cell is empty
     */
    public <X extends Throwable> T getOrInit(ThrowingSupplier<? extends T, X> initialiser)
            throws X, InterruptedException {
        T found = read();
        return found != null ? found : initialise(initialiser);
    }

    private <X extends Throwable> T initialise(ThrowingSupplier<? extends T, X> initialiser)
            throws X, InterruptedException {
        Objects.requireNonNull(initialiser, "initialiser");
        if (!initialisation.enter(Wish.RUN)) {
            return Objects.requireNonNull(read(), "a complete cell without a value");
        }
        T made;
        try {
            made = Objects.requireNonNull(
                    initialiser.get(),
                    () -> "the initialiser of " + initialisation.description()
                            + " returned null, which a cell cannot hold: return an Optional");
        } catch (Throwable e) {
            initialisation.failed(e);
            throw e;
        }
        publish(made);
        return made;
    }

    private void publish(T made) {
        VALUE.setRelease(this, made);
        initialisation.succeeded();
    }

    /** {@return what it looks like at this instant} */
    public InitialisationStats stats() {
        return initialisation.stats();
    }

    /** {@return its name and state} */
    @Override
    public String toString() {
        return initialisation.text("OnceCell");
    }
}
