package dev.selvage.sync.ownership;

import dev.selvage.scope.Scope;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.handle.HandleOwner;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One of several handles to a value that is freed when the last handle is closed. The counterpart of Rust's {@code Arc}.
 *
 * <p>Not for plain data: the garbage collector frees that. For what must be freed at a known moment, by whoever lets go
 * last: a mapped file, a buffer outside the heap, a connection, a temporary folder.
 *
 * {@snippet :
 * try (Arc<MappedFile> file = Arc.of("index", MappedFile.open(path))) {
 *     Scope.run(scope -> {
 *         for (Range range : ranges) {
 *             scope.fork(file.clone(), f -> search(f.get(), range)); // closed when the fork ends
 *         }
 *     });
 * } // the last one out frees it, exactly once
 * }
 *
 * <p>The value is freed by its drop action: the one given to {@link #of(Object, Scope.Action)}, or {@code close} if it is
 * {@link AutoCloseable}, or none. The action runs exactly once, on the thread that closes the last handle; all that was
 * done with any handle before its {@code close} happens before it. What it throws passes from that {@code close}, a
 * checked exception as the cause of a {@link dev.selvage.scope.DropException}; the value counts as freed.
 *
 * <p>Each handle has one owner. Operations on a handle that was closed or moved throw {@link HandleClosedException}.
 * Another thread may use a handle that its owner keeps open meanwhile, as in a scope; it must not outlive it. No operation
 * blocks. {@code clone} and {@code close} cost one atomic operation each, {@code get} a plain read. A thread that meets
 * another one in the middle of a {@code close} of the same value, which is a few instructions long, pauses until it is through.
 *
 * <p>A handle that is lost without {@code close} is reported, its count repaired, and the value freed if it was the last, as
 * the level of the leak detection says ({@code -Dselvage.leakDetection=off}, {@code sampled}, {@code paranoid}); one that
 * a fork leaves open is reported by its scope's end. Two values that hold each other's handles are never freed: break the
 * circle with a {@link Weak}.
 *
 * @param <T> the value
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Arc<T> extends AbstractHandle<Shared<T>> implements Handle<Arc<T>>, Cloneable {
    private static final String NOUN = "arc";
    private static final HandleKind<Shared<?>> KIND = new HandleKind<>(NOUN, Shared::releaseStrong);

    @SuppressWarnings("unchecked") // the kind treats all values alike
    private static <T> HandleKind<Shared<T>> kind() {
        return (HandleKind<Shared<T>>) (HandleKind<?>) KIND;
    }

    /** The value, for a short way to it: only while the handle is open, not followed, and has never been in use (IN_USE). */
    private @Nullable T value;

    Arc(Shared<T> shared) {
        super(shared, kind());
        remember(shared);
    }

    private Arc(Shared<T> shared, @Nullable Object before) {
        super(shared, kind(), before);
        remember(shared);
    }

    private void remember(Shared<T> shared) {
        if (isOpenUnfollowed()) {
            value = shared.value();
        }
    }

    /** {@return the first handle of a value, which is closed at the end if it is {@link AutoCloseable}} */
    public static <T> Arc<T> of(T value) {
        return new Arc<>(new Shared<>(null, Objects.requireNonNull(value, "value"), null, 1));
    }

    /** Like {@link #of(Object)}, with a name for messages. */
    public static <T> Arc<T> of(String name, T value) {
        return new Arc<>(
                new Shared<>(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"), null, 1));
    }

    /** {@return the first handle of a value that the given action frees} */
    public static <T> Arc<T> of(T value, Scope.Action<? super T> dropper) {
        return new Arc<>(new Shared<>(
                null, Objects.requireNonNull(value, "value"), Objects.requireNonNull(dropper, "dropper"), 1));
    }

    /** Like {@link #of(Object, Scope.Action)}, with a name for messages. */
    public static <T> Arc<T> of(String name, T value, Scope.Action<? super T> dropper) {
        return new Arc<>(new Shared<>(
                Objects.requireNonNull(name, "name"),
                Objects.requireNonNull(value, "value"),
                Objects.requireNonNull(dropper, "dropper"),
                1));
    }

    /**
     * Makes a value that holds a weak handle to itself. While the function runs, upgrading that handle gives nothing.
     * The handle is closed when the function returns: keep a clone of it.
     *
     * @throws NullPointerException if the function returns null
     */
    public static <T> Arc<T> newCyclic(String name, Function<? super Weak<T>, ? extends T> function) {
        Objects.requireNonNull(function, "function");
        Shared<T> shared = new Shared<>(Objects.requireNonNull(name, "name"), null, null, 0);
        shared.addWeak();
        try (Weak<T> weak = new Weak<>(shared)) {
            T value = Objects.requireNonNull(function.apply(weak), "the function returned null");
            shared.arrive(value);
        }
        return new Arc<>(shared);
    }

    /**
     * {@return the value} It must not be used after this handle has been closed.
     *
     * @throws HandleClosedException if this handle was closed or moved
     */
    public T get() {
        T known = value;
        return known == null ? looked() : known;
    }

    private T looked() {
        T value = target().value();
        if (value == null) { // closed by another thread, but not yet seen here
            throw closed();
        }
        return value;
    }

    /**
     * {@return another handle to the same value, of the caller}
     *
     * @throws HandleClosedException if this handle was closed or moved
     * @throws IllegalStateException if there are 2^30 handles
     */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public Arc<T> clone() {
        Shared<T> shared = target();
        try {
            if (!shared.tryAddStrong()) {
                throw closed();
            }
        } finally {
            Reference.reachabilityFence(this); // else the leak detection may give this handle up before the count is up
        }
        return new Arc<>(shared);
    }

    @Override
    public Arc<T> move() {
        Object before = giveUpForMove();
        return new Arc<>(targetAlways(), before);
    }

    /** Gives this handle up, and frees the value if it was the last. A second close, or one after a move, does nothing. */
    @Override
    public void close() {
        while (isOpenUnfollowed()) {
            Shared<T> shared = targetAlways();
            long counts = shared.latch();
            if (isOpenFor(shared)) {
                value = null;
                leaveClosed();
                shared.unlatchWithout(counts);
                return;
            }
            shared.unlatch(counts);
        }
        if (giveUp(Fate.CLOSED)) {
            targetAlways().releaseStrong();
        }
    }

    /** Under the latch of the value, where nobody else can end an open handle, nor make it lead elsewhere. */
    @Override
    protected boolean leaveOpen(Object next) {
        while (isOpenUnfollowed()) {
            Shared<T> shared = targetAlways();
            long counts = shared.latch();
            boolean isMine = isOpenFor(shared);
            if (isMine) {
                value = null;
                leave(next);
            }
            shared.unlatch(counts);
            if (isMine) {
                return true;
            }
        }
        return false;
    }

    private boolean isOpenFor(Shared<T> shared) {
        return isOpenUnfollowed() && targetAlways() == shared;
    }

    /** {@return a weak handle to the value, of the caller} */
    public Weak<T> downgrade() {
        Shared<T> shared = target();
        shared.addWeak();
        return new Weak<>(shared);
    }

    /**
     * Gives this handle up and takes the value out, not dropped, if this is the only strong handle; else does nothing.
     *
     * @return the value, or empty if there are other handles
     */
    public Optional<T> tryUnwrap() {
        Shared<T> shared = target();
        return giveUpIf(Fate.UNWRAPPED, shared::removeOnlyStrong, shared::releaseStrong)
                ? Optional.of(shared.take())
                : Optional.empty();
    }

    /**
     * Gives this handle up, and takes the value out, not dropped, if it was the last. Of several threads that do this with
     * the last handles, exactly one gets the value.
     *
     * @return the value, or empty if there are other handles
     */
    public Optional<T> intoInner() {
        if (!giveUp(Fate.UNWRAPPED)) {
            throw closed();
        }
        Shared<T> shared = targetAlways();
        return shared.removeStrong() ? Optional.of(shared.take()) : Optional.empty();
    }

    /** {@return the value, if this is the only handle, weak ones included: nobody else can get at it meanwhile} */
    public Optional<T> getMut() {
        Shared<T> shared = target();
        return shared.isUnique() ? Optional.of(get()) : Optional.empty();
    }

    /**
     * Makes this the only handle of its value and returns that. If there are other strong handles, the value is copied and
     * they keep the old one; if there are only weak ones, they lose it.
     *
     * <p>What the copier throws passes, and nothing has changed.
     */
    public T makeMut(Function<? super T, ? extends T> copier) {
        Objects.requireNonNull(copier, "copier");
        while (true) {
            Shared<T> shared = target();
            if (shared.isUnique()) {
                return get();
            }
            T mine = shared.strong() == 1 ? takenFrom(shared) : copiedFrom(shared, copier);
            if (mine != null) {
                return mine;
            }
        }
    }

    /** {@return the value, now without weak handles, or null if it has other strong ones} */
    private @Nullable T takenFrom(Shared<T> shared) {
        Shared<T> alone = retarget(
                shared,
                kind(),
                () -> shared.removeOnlyStrong() ? shared.with(shared.take()) : null,
                Shared::releaseStrong);
        return alone == null ? null : alone.value();
    }

    /** {@return the copy, or null if the copier has made this handle lead elsewhere} */
    private @Nullable T copiedFrom(Shared<T> shared, Function<? super T, ? extends T> copier) {
        T copy = Objects.requireNonNull(copier.apply(get()), "the copier returned null");
        if (retarget(shared, kind(), () -> shared.with(copy), Shared::releaseStrong) == null) {
            return null;
        }
        shared.releaseStrong();
        return copy;
    }

    /** Gives this handle up for ever: the value will never be freed. Counted in {@link #leaked()}, never reported. */
    public T leak() {
        T value = get();
        if (!giveUp(Fate.LEAKED)) {
            throw closed();
        }
        Shared.LEAKED.increment();
        return value;
    }

    /** {@return how many handles have been leaked in this JVM} */
    public static long leaked() {
        return Shared.LEAKED.sum();
    }

    /** {@return the number of strong handles, this one included} Others may change it at any time. */
    public int strongCount() {
        return target().strong();
    }

    /** {@return the number of weak handles} Others may change it at any time. */
    public int weakCount() {
        return target().weak();
    }

    /** {@return whether both are handles of the same value} */
    public boolean sameAs(Arc<?> other) {
        return target() == other.target();
    }

    /**
     * {@return who has which open handle to the value, weak ones included, oldest first} All at the level
     * {@code paranoid} of the leak detection, about one in 128 when sampled, none when it is off.
     */
    public List<HandleOwner> owners() {
        return target().owners();
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it: for handles in fields.
     *
     * @return this handle
     */
    public Arc<T> detach() {
        target();
        outliveOwner();
        return this;
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        Shared<T> shared = targetAlways();
        return "Arc[" + shared.label() + ", " + stateText() + ", " + shared.strong() + " strong, " + shared.weak()
                + " weak]";
    }
}
