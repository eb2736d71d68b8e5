package dev.selvage.sync.ownership;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handle that does not keep the value of an {@link Arc}: for caches, observers, and the way back to a parent. The
 * counterpart of Rust's {@code Weak}.
 *
 * <p>{@link #upgrade} gives a strong handle as long as there is one, and never a value that has been freed or taken out.
 * A weak handle has an owner, is closed like any other, and reported if it is lost.
 *
 * @param <T> the value
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Weak<T> extends AbstractHandle<Shared<T>> implements Handle<Weak<T>>, Cloneable {
    private static final String NOUN = "weak arc";
    private static final HandleKind<Shared<?>> KIND = new HandleKind<>(NOUN, Shared::removeWeak);

    @SuppressWarnings("unchecked") // the kind treats all values alike
    private static <T> HandleKind<Shared<T>> kind() {
        return (HandleKind<Shared<T>>) (HandleKind<?>) KIND;
    }

    Weak(Shared<T> shared) {
        super(shared, kind());
    }

    private Weak(Shared<T> shared, @Nullable Object before) {
        super(shared, kind(), before);
    }

    /** {@return a handle to nothing: upgrading it gives nothing} It need not be closed. */
    @SuppressWarnings("unchecked") // there is no value
    public static <T> Weak<T> empty() {
        return new Weak<>((Shared<T>) (Shared<?>) Shared.NOTHING, null);
    }

    /**
     * {@return a strong handle, of the caller, or empty if the value is gone}
     *
     * @throws HandleClosedException if this handle was closed or moved
     * @throws IllegalStateException if there are 2^30 strong handles
     */
    public Optional<Arc<T>> upgrade() {
        Shared<T> shared = target();
        return shared.tryUpgrade() ? Optional.of(new Arc<>(shared)) : Optional.empty();
    }

    /** {@return another weak handle to the same value, of the caller} */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public Weak<T> clone() {
        Shared<T> shared = target();
        if (isOfNothing()) {
            return empty();
        }
        shared.addWeak();
        return new Weak<>(shared);
    }

    private boolean isOfNothing() {
        return (Shared<?>) targetAlways() == Shared.NOTHING;
    }

    @Override
    public Weak<T> move() {
        Object before = giveUpForMove();
        return new Weak<>(targetAlways(), before);
    }

    @Override
    public void close() {
        if (giveUp(Fate.CLOSED) && !isOfNothing()) {
            targetAlways().removeWeak();
        }
    }

    /** {@return the number of strong handles} */
    public int strongCount() {
        return target().strong();
    }

    /** {@return the number of weak handles, this one included, or 0 if the value is gone, as in Rust} */
    public int weakCount() {
        Shared<T> shared = target();
        return shared.strong() == 0 ? 0 : shared.weak();
    }

    /** {@return whether both are handles of the same value, or both of none} */
    public boolean sameAs(Weak<?> other) {
        return target() == other.target();
    }

    /** Says that the handle is meant to outlive the fork or scope that has it; see {@link Arc#detach}. */
    public Weak<T> detach() {
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
        return "Weak[" + shared.label() + ", " + stateText() + ", " + shared.strong() + " strong, " + shared.weak()
                + " weak]";
    }
}
