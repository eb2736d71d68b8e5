package dev.selvage.sync;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The configuration of a lock. Immutable; each {@code with} method returns a changed copy. */
public final class LockConfig {
    static final LockConfig DEFAULT = new LockConfig(null, Poisoning.ON, Fairness.EVENTUAL);

    private static final AtomicLong UNNAMED = new AtomicLong();

    private final @Nullable String name;
    private final Poisoning poisoning;
    private final Fairness fairness;

    private LockConfig(@Nullable String name, Poisoning poisoning, Fairness fairness) {
        this.name = name;
        this.poisoning = poisoning;
        this.fairness = fairness;
    }

    /** {@return a copy with the name, which messages and dumps use} Without one, a lock is numbered. */
    public LockConfig withName(String name) {
        return new LockConfig(Objects.requireNonNull(name, "name"), poisoning, fairness);
    }

    /** {@return a copy with the given poisoning} The default is {@link Poisoning#ON}. */
    public LockConfig withPoisoning(Poisoning poisoning) {
        return new LockConfig(name, Objects.requireNonNull(poisoning, "poisoning"), fairness);
    }

    /** {@return a copy with the given fairness} The default is {@link Fairness#EVENTUAL}. */
    public LockConfig withFairness(Fairness fairness) {
        return new LockConfig(name, poisoning, Objects.requireNonNull(fairness, "fairness"));
    }

    String name() {
        return name == null ? "#" + UNNAMED.incrementAndGet() : name;
    }

    Poisoning poisoning() {
        return poisoning;
    }

    Fairness fairness() {
        return fairness;
    }
}
