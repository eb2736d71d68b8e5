package dev.selvage.scope;

import dev.selvage.scope.handle.Confined;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.tracking.Fate;
import dev.selvage.scope.tracking.HandleKind;
import dev.selvage.scope.tracking.HandleTarget;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The handle of a resource with one owner: makes any {@link AutoCloseable} movable into a fork. The counterpart of a value
 * that a Rust {@code move} closure takes.
 *
 * {@snippet :
 * scope.fork(Owned.of(socket), s -> serve(s.get())); // the fork closes the socket, even if it never starts
 * }
 *
 * <p>{@code close} closes the resource on the calling thread; what it throws passes, a checked exception as the cause of a
 * {@link DropException}. A handle that is lost without {@code close} is reported, and its resource closed, as the level
 * of the leak detection says ({@code -Dselvage.leakDetection=off|sampled|paranoid}).
 *
 * @param <R> the resource
 */
@SuppressWarnings("exports") // the base adds nothing public
public final class Owned<R extends AutoCloseable> extends AbstractHandle<Owned.Target<R>> implements Handle<Owned<R>> {
    private static final String NOUN = "owned";

    /** What a handle leads to: the resource. */
    static final class Target<R extends AutoCloseable> extends HandleTarget {
        final R resource;
        private final @Nullable String name;

        Target(@Nullable String name, R resource) {
            this.name = name;
            this.resource = resource;
        }

        void drop() {
            DropException.run(() -> NOUN + " " + label(), resource::close);
        }

        @Override
        public String label() {
            return name == null ? resource.getClass().getSimpleName() : "'" + name + "'";
        }
    }

    private static <R extends AutoCloseable> HandleKind<Target<R>> kind() {
        return new HandleKind<>(NOUN, Target::drop);
    }

    private Owned(Target<R> target) {
        super(target, kind());
    }

    private Owned(Target<R> target, @Nullable Object before) {
        super(target, kind(), before);
    }

    /**
     * Makes the caller the owner of the resource.
     *
     * @throws IllegalArgumentException if the resource is {@link Confined}
     */
    public static <R extends AutoCloseable> Owned<R> of(R resource) {
        return new Owned<>(target(null, resource));
    }

    /** Like {@link #of(AutoCloseable)}, with a name for messages. */
    public static <R extends AutoCloseable> Owned<R> of(String name, R resource) {
        return new Owned<>(target(Objects.requireNonNull(name, "name"), resource));
    }

    private static <R extends AutoCloseable> Target<R> target(@Nullable String name, R resource) {
        Objects.requireNonNull(resource, "resource");
        if (resource instanceof Confined) {
            throw new IllegalArgumentException(resource + " is confined to its thread: no handle that moves into a fork"
                    + " can have it; share it by an Arc instead");
        }
        return new Target<>(name, resource);
    }

    /** {@return the resource, which stays owned by this handle} */
    public R get() {
        return target().resource;
    }

    /** Gives the handle up and returns the resource, which is not closed. */
    public R unwrap() {
        if (!giveUp(Fate.UNWRAPPED)) {
            throw closed();
        }
        return targetAlways().resource;
    }

    /**
     * Says that the handle is meant to outlive the fork or scope that has it, so that the end of the scope does not
     * report it.
     *
     * @return this handle
     */
    public Owned<R> detach() {
        target();
        outliveOwner();
        return this;
    }

    @Override
    public Owned<R> move() {
        return new Owned<>(targetAlways(), giveUpForMove());
    }

    @Override
    public void close() {
        if (giveUp(Fate.CLOSED)) {
            targetAlways().drop();
        }
    }

    @Override
    protected String noun() {
        return NOUN;
    }

    @Override
    public String toString() {
        return "Owned[" + targetAlways().label() + ", " + stateText() + "]";
    }
}
