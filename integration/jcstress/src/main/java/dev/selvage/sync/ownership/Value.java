package dev.selvage.sync.ownership;

import dev.selvage.scope.handle.HandleClosedException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** A value that counts how often it has been dropped, and notes what its dropper saw of its plain fields. */
final class Value {
    int first;
    int second;

    int sawOfFirst;
    int sawOfSecond;
    private final AtomicInteger drops = new AtomicInteger();

    static Arc<Value> arc() {
        return Arc.of("jcstress", new Value(), Value::drop);
    }

    private void drop() {
        sawOfFirst = first;
        sawOfSecond = second;
        drops.incrementAndGet();
    }

    int drops() {
        return drops.get();
    }

    /** {@return what the operation gives, or empty if the handle has been given up} */
    static <T> Optional<T> unlessClosed(Supplier<T> operation) {
        try {
            return Optional.of(operation.get());
        } catch (HandleClosedException e) {
            return Optional.empty();
        }
    }
}
