package dev.selvage.scope;

import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.tracking.AbstractHandle;
import dev.selvage.scope.waiting.ThreadContext;
import java.util.Objects;

/** Two handles that move and are closed together. */
record TwoHandles<A extends Handle<A>, B extends Handle<B>>(A first, B second) implements Handle<TwoHandles<A, B>> {
    TwoHandles {
        Objects.requireNonNull(first, "first");
        Objects.requireNonNull(second, "second");
    }

    /** Moves both; if one of them cannot be moved, closes the other. */
    @Override
    public TwoHandles<A, B> move() {
        A movedFirst = moveOrClose(first, second);
        B movedSecond = moveOrClose(second, movedFirst);
        return new TwoHandles<>(movedFirst, movedSecond);
    }

    private static <H extends Handle<H>> H moveOrClose(H moved, Handle<?> other) {
        try {
            return moved.move();
        } catch (RuntimeException | Error e) {
            try {
                other.close();
            } catch (RuntimeException | Error again) {
                e.addSuppressed(again);
            }
            throw e;
        }
    }

    /** Closes the second, then the first, as try-with-resources would. */
    @Override
    public void close() {
        try (A _ = first;
                B _ = second) {
            return;
        }
    }

    /** Makes the fork the owner of a handle, or of two. */
    static void belongTo(Handle<?> handle, ThreadContext fork) {
        if (handle instanceof AbstractHandle<?> tracked) {
            tracked.ownedBy(fork);
        } else if (handle instanceof TwoHandles<?, ?>(Handle<?> first, Handle<?> second)) {
            belongTo(first, fork);
            belongTo(second, fork);
        }
    }
}
