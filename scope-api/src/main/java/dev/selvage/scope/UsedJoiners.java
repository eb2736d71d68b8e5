package dev.selvage.scope;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The joiners that have served a scope, by identity, as long as the user holds them. */
final class UsedJoiners {
    private static final Set<Key> USED = ConcurrentHashMap.newKeySet();
    private static final ReferenceQueue<Joiner<?, ?>> COLLECTED = new ReferenceQueue<>();

    private UsedJoiners() {}

    /** Returns the joiner, or refuses it if it has served a scope. */
    static <T extends @Nullable Object, R extends @Nullable Object> Joiner<T, R> claim(Joiner<T, R> joiner) {
        Objects.requireNonNull(joiner, "joiner");
        for (Reference<?> gone = COLLECTED.poll(); gone != null; gone = COLLECTED.poll()) {
            USED.remove(gone);
        }
        if (!USED.add(new Key(joiner))) {
            throw new IllegalStateException(
                    "joiner " + joiner + " has served a scope already: make one for each scope");
        }
        return joiner;
    }

    private static final class Key extends WeakReference<Joiner<?, ?>> {
        private final int hash;

        Key(Joiner<?, ?> joiner) {
            super(joiner, COLLECTED);
            this.hash = System.identityHashCode(joiner);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            if (this == other) {
                return true;
            }
            Joiner<?, ?> mine = get();
            return mine != null && other instanceof Key key && key.get() == mine;
        }
    }
}
