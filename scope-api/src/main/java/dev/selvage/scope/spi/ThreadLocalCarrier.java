package dev.selvage.scope.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The carrier of one thread-local variable. */
record ThreadLocalCarrier<T extends @Nullable Object>(ThreadLocal<T> variable) implements ContextCarrier {
    ThreadLocalCarrier {
        Objects.requireNonNull(variable, "variable");
    }

    @Override
    public Snapshot capture() {
        T carried = variable.get();
        return () -> apply(carried);
    }

    private Restore apply(T carried) {
        T before = variable.get();
        variable.set(carried);
        return before == null ? variable::remove : () -> variable.set(before);
    }
}
