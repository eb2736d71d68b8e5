package dev.selvage.sync.ownership;

import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.Confined;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.handle.HandleOwner;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of several handles of one thread to a value that is freed when the last handle is closed. The counterpart of Rust's
 * {@code Rc}: an {@link Arc} without atomic operations, confined to the thread that made it.
 *
 * <p>Every operation on another thread throws {@link WrongThreadException}. It is no
 * {@link dev.selvage.scope.handle.Handle}, so that it cannot be given to a fork: the compiler says so, and
 * {@link dev.selvage.scope.Owned#of} at run time.
 *
 * <p>A handle that is lost without {@code close} is reported like that of an {@code Arc}; since only one thread may touch
 * the count, it is repaired at that thread's next operation that counts. A value that only lost handles led to is not
 * freed.
 *
 * @param <T> the value
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Rc<T> extends AbstractHandle<RcShared<T>> implements Confined, AutoCloseable, Cloneable {
    private static final String NOUN = "rc";
    private static final HandleKind<RcShared<?>> KIND = new HandleKind<>(NOUN, RcShared::lostStrong);

    @SuppressWarnings("unchecked") // the kind treats all values alike
    private static <T> HandleKind<RcShared<T>> kind() {
        return (HandleKind<RcShared<T>>) (HandleKind<?>) KIND;
    }

    /** The value, for a short way to it: only while the handle is open, not followed, and still leads to its first value. */
    private @Nullable T value;

    private final Thread thread = Thread.currentThread();

    Rc(RcShared<T> shared) {
        super(shared, kind());
        remember(shared);
    }

    private Rc(RcShared<T> shared, @Nullable Object before) {
        super(shared, kind(), before);
        remember(shared);
    }

    private void remember(RcShared<T> shared) {
        if (isOpenUnfollowed()) {
            value = shared.value();
        }
    }

    /** {@return the first handle of a value, which is closed at the end if it is {@link AutoCloseable}} */
    public static <T> Rc<T> of(T value) {
        return new Rc<>(new RcShared<>(null, Objects.requireNonNull(value, "value"), null, 1));
    }

    /** Like {@link #of(Object)}, with a name for messages. */
    public static <T> Rc<T> of(String name, T value) {
        return new Rc<>(
                new RcShared<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"), null, 1));
    }

    /** {@return the first handle of a value that the given action frees} */
    public static <T> Rc<T> of(T value, Scope.Action<? super T> dropper) {
        return new Rc<>(new RcShared<>(
                null, Objects.requireNonNull(value, "value"), Objects.requireNonNull(dropper, "dropper"), 1));
    }

    /** Like {@link #of(Object, Scope.Action)}, with a name for messages. */
    public static <T> Rc<T> of(String name, T value, Scope.Action<? super T> dropper) {
        return new Rc<>(new RcShared<>(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(dropper, "dropper"),
                1));
    }

    /** Makes a value that holds a weak handle to itself; see {@link Arc#newCyclic}. */
    public static <T> Rc<T> newCyclic(String name, Function<? super WeakRc<T>, ? extends T> function) {
        Objects.requireNonNull(function, "function");
        RcShared<T> shared = new RcShared<>(Objects.requireNonNull(name, "name"), null, null, 0);
        shared.addWeak();
        try (WeakRc<T> weak = new WeakRc<>(shared)) {
            T value = Objects.requireNonNull(function.apply(weak), "the function returned null");
            shared.arrive(value);
        }
        return new Rc<>(shared);
    }

    /** {@return what it leads to, for its thread} */
    private RcShared<T> mine() {
        RcShared<T> shared = targetAlways();
        shared.checkThread(NOUN);
        return target();
    }

    /**
     * {@return the value}
     *
     * @throws HandleClosedException if this handle was closed or moved
     * @throws WrongThreadException on another thread than the one that made the value, as from every operation
     */
    public T get() {
        T known = value;
        return known != null && thread == Thread.currentThread() ? known : looked();
    }

    private T looked() {
        T value = mine().value();
        if (value == null) {
            throw closed();
        }
        return value;
    }

    /**
     * {@return another handle to the same value}
     *
     * @throws IllegalStateException if there are 2^31 - 1 handles
     */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public Rc<T> clone() {
        RcShared<T> shared = mine();
        if (!shared.tryAddStrong()) {
            throw closed();
        }
        return new Rc<>(shared);
    }

    /** Gives this handle up and returns a new one. */
    public Rc<T> move() {
        RcShared<T> shared = mine();
        value = null;
        return new Rc<>(shared, giveUpConfinedForMove());
    }

    /** Gives this handle up, and frees the value if it was the last. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        RcShared<T> shared = targetAlways();
        shared.checkThread(NOUN);
        value = null;
        if (giveUpConfined(Fate.CLOSED) && shared.removeStrong()) {
            shared.drop();
        }
    }

    /** {@return a weak handle to the value} */
    public WeakRc<T> downgrade() {
        RcShared<T> shared = mine();
        shared.addWeak();
        return new WeakRc<>(shared);
    }

    /** Takes the value out, not dropped, if this is the only strong handle; see {@link Arc#tryUnwrap}. */
    public Optional<T> tryUnwrap() {
        return mine().strong() == 1 ? intoInner() : Optional.empty();
    }

    /** Gives this handle up, and takes the value out, not dropped, if it was the last; see {@link Arc#intoInner}. */
    public Optional<T> intoInner() {
        RcShared<T> shared = mine();
        value = null;
        giveUpConfined(Fate.UNWRAPPED);
        return shared.removeStrong() ? Optional.of(shared.take()) : Optional.empty();
    }

    /** {@return the value, if this is the only handle, weak ones included} */
    public Optional<T> getMut() {
        RcShared<T> shared = mine();
        return shared.strong() == 1 && shared.weak() == 0 ? Optional.of(get()) : Optional.empty();
    }

    /** Makes this the only handle of its value and returns that; see {@link Arc#makeMut}. */
    public T makeMut(Function<? super T, ? extends T> copier) {
        Objects.requireNonNull(copier, "copier");
        RcShared<T> shared = mine();
        if (shared.strong() == 1 && shared.weak() == 0) {
            return get();
        }
        if (shared.strong() == 1) {
            shared.removeStrong();
            T taken = shared.take();
            retargetConfined(shared.with(taken), kind());
            return taken; // also the value that this handle knows
        }
        T copy = Objects.requireNonNull(copier.apply(get()), "the copier returned null");
        if (mine() != shared) { // the copier has called makeMut, too
            return get();
        }
        value = null;
        retargetConfined(shared.with(copy), kind());
        if (shared.removeStrong()) {
            shared.drop();
        }
        return copy;
    }

    /** Gives this handle up for ever: the value will never be freed. Counted in {@link Arc#leaked()}. */
    public T leak() {
        T leaked = get();
        value = null;
        giveUpConfined(Fate.LEAKED);
        Shared.LEAKED.increment();
        return leaked;
    }

    /** {@return the number of strong handles, this one included} */
    public int strongCount() {
        return mine().strong();
    }

    /** {@return the number of weak handles} */
    public int weakCount() {
        return mine().weak();
    }

    /** {@return whether both are handles of the same value} */
    public boolean sameAs(Rc<?> other) {
        return mine() == other.mine();
    }

    /** {@return who has which open handle to the value; see {@link Arc#owners}} */
    public List<HandleOwner> owners() {
        return mine().owners();
    }

    /** Says that the handle is meant to outlive the scope that has it; see {@link Arc#detach}. */
    public Rc<T> detach() {
        mine();
        outliveOwner();
        return this;
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return "Rc[" + targetAlways().label() + ", " + stateText() + "]";
    }
}
