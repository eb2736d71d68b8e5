package dev.selvage.sync.ownership;

import dev.selvage.scope.handle.Confined;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A handle that does not keep the value of an {@link Rc}, confined to its thread. The counterpart of Rust's
 * {@code rc::Weak}; see {@link Weak}.
 *
 * @param <T> the value
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class WeakRc<T> extends AbstractHandle<RcShared<T>> implements Confined, AutoCloseable, Cloneable {
    private static final String NOUN = "weak rc";
    private static final HandleKind<RcShared<?>> KIND = new HandleKind<>(NOUN, RcShared::lostWeak);

    @SuppressWarnings("unchecked") // the kind treats all values alike
    private static <T> HandleKind<RcShared<T>> kind() {
        return (HandleKind<RcShared<T>>) (HandleKind<?>) KIND;
    }

    WeakRc(RcShared<T> shared) {
        super(shared, kind());
    }

    private WeakRc(RcShared<T> shared, @Nullable Object before) {
        super(shared, kind(), before);
    }

    /** {@return a handle to nothing, of any thread: upgrading it gives nothing} It need not be closed. */
    @SuppressWarnings("unchecked") // there is no value
    public static <T> WeakRc<T> empty() {
        return new WeakRc<>((RcShared<T>) (RcShared<?>) RcShared.NOTHING, null);
    }

    private RcShared<T> mine() {
        targetAlways().checkThread(NOUN);
        return target();
    }

    private boolean isOfNothing() {
        return (RcShared<?>) targetAlways() == RcShared.NOTHING;
    }

    /** {@return a strong handle, or empty if the value is gone} */
    public Optional<Rc<T>> upgrade() {
        RcShared<T> shared = mine();
        return shared.tryAddStrong() ? Optional.of(new Rc<>(shared)) : Optional.empty();
    }

    /** {@return another weak handle to the same value} */
    @Override
    @SuppressWarnings({"NoClone", "CloneDeclaresCloneNotSupported", "MethodDoesntCallSuperMethod"}) // Rust's clone
    public WeakRc<T> clone() {
        RcShared<T> shared = mine();
        if (isOfNothing()) {
            return empty();
        }
        shared.addWeak();
        return new WeakRc<>(shared);
    }

    /** Gives this handle up and returns a new one. */
    public WeakRc<T> move() {
        RcShared<T> shared = mine();
        return new WeakRc<>(shared, giveUpConfinedForMove());
    }

    /** Gives this handle up; a second close does nothing. */
    @Override
    public void close() {
        RcShared<T> shared = targetAlways();
        shared.checkThread(NOUN);
        if (giveUpConfined(Fate.CLOSED) && !isOfNothing()) {
            shared.removeWeak();
        }
    }

    /** {@return the number of strong handles} */
    public int strongCount() {
        return mine().strong();
    }

    /** {@return the number of weak handles, this one included, or 0 if the value is gone, as in Rust} */
    public int weakCount() {
        RcShared<T> shared = mine();
        return shared.strong() == 0 ? 0 : shared.weak();
    }

    /** {@return whether both are handles of the same value, or both of none} */
    public boolean sameAs(WeakRc<?> other) {
        return mine() == other.mine();
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return "WeakRc[" + targetAlways().label() + ", " + stateText() + "]";
    }
}
