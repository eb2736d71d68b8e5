package dev.selvage.sync.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.selvage.sync.ownership.Arc;
import dev.selvage.sync.ownership.Rc;
import dev.selvage.sync.ownership.Weak;
import dev.selvage.sync.ownership.WeakRc;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Sequences of operations, by chance, against a model that only counts; a sequence that fails is made simpler.
 * The seed is in the message.
 */
@Timeout(60)
@Tag("unfollowed")
class CountsAgainstModelTest {
    private static final int SEQUENCES = 4_000;
    private static final int LONGEST = 40;

    private enum Kind {
        CLONE,
        MOVE,
        CLOSE,
        CLOSE_AGAIN,
        DOWNGRADE,
        UPGRADE,
        CLONE_WEAK,
        CLOSE_WEAK,
        TRY_UNWRAP,
        INTO_INNER,
        MAKE_MUT
    }

    /** An operation on the n-th handle, counted around. */
    private record Step(Kind kind, int at) {}

    /** A strong handle of what is tested. */
    interface Strong {
        Strong copy();

        Strong moved();

        void close();

        Feeble downgrade();

        boolean tryUnwrap();

        boolean intoInner();

        void makeMut();

        int strong();

        int weak();
    }

    /** A weak handle of what is tested. */
    interface Feeble {
        Optional<Strong> upgrade();

        Feeble copy();

        void close();

        int strong();

        int weak();
    }

    /** How often values were freed. */
    static final class Freed {
        int times;
    }

    /** What is known of one value. */
    private static final class Model {
        int strong = 1;
        int weak;
    }

    private record Held<H>(H handle, Model value) {}

    // ---- the run of one sequence

    private static @Nullable String failureOf(List<Step> steps, Function<Freed, Strong> maker) {
        Freed freed = new Freed();
        int expectedFreed = 0;
        List<Model> values = new ArrayList<>(List.of(new Model()));
        List<Held<Strong>> strongs = new ArrayList<>(List.of(new Held<>(maker.apply(freed), values.getFirst())));
        List<Held<Feeble>> weaks = new ArrayList<>();
        @Nullable Strong closed = null;
        for (Step step : steps) {
            boolean onWeak = switch (step.kind) {
                case UPGRADE, CLONE_WEAK, CLOSE_WEAK -> true;
                default -> false;
            };
            if (onWeak ? weaks.isEmpty() : strongs.isEmpty()) {
                continue;
            }
            if (onWeak) {
                int at = step.at % weaks.size();
                Held<Feeble> held = weaks.get(at);
                Model value = held.value;
                switch (step.kind) {
                    case UPGRADE -> {
                        Optional<Strong> again = held.handle.upgrade();
                        if (again.isPresent() != value.strong > 0) {
                            return "upgrade gave " + again + " of a value with " + value.strong + " strong handles";
                        }
                        again.ifPresent(strong -> {
                            value.strong++;
                            strongs.add(new Held<>(strong, value));
                        });
                    }
                    case CLONE_WEAK -> {
                        value.weak++;
                        weaks.add(new Held<>(held.handle.copy(), value));
                    }
                    default -> {
                        value.weak--;
                        weaks.remove(at);
                        held.handle.close();
                        held.handle.close();
                    }
                }
            } else {
                int at = step.at % strongs.size();
                Held<Strong> held = strongs.get(at);
                Model value = held.value;
                switch (step.kind) {
                    case CLONE -> {
                        value.strong++;
                        strongs.add(new Held<>(held.handle.copy(), value));
                    }
                    case MOVE -> strongs.set(at, new Held<>(held.handle.moved(), value));
                    case CLOSE -> {
                        strongs.remove(at);
                        closed = held.handle;
                        if (--value.strong == 0) {
                            expectedFreed++;
                        }
                        held.handle.close();
                    }
                    case CLOSE_AGAIN -> {
                        if (closed != null) {
                            closed.close();
                        }
                    }
                    case DOWNGRADE -> {
                        value.weak++;
                        weaks.add(new Held<>(held.handle.downgrade(), value));
                    }
                    case TRY_UNWRAP -> {
                        boolean alone = value.strong == 1;
                        if (held.handle.tryUnwrap() != alone) {
                            return "tryUnwrap was not " + alone + " with " + value.strong + " strong handles";
                        }
                        if (alone) {
                            strongs.remove(at);
                            value.strong = 0;
                        }
                    }
                    case INTO_INNER -> {
                        strongs.remove(at);
                        if (held.handle.intoInner() != (--value.strong == 0)) {
                            return "intoInner was wrong with " + value.strong + " other strong handles";
                        }
                    }
                    default -> {
                        held.handle.makeMut();
                        if (value.strong > 1 || value.weak > 0) {
                            value.strong--; // the old value goes on without this handle, or was moved
                            Model own = new Model();
                            values.add(own);
                            strongs.set(at, new Held<>(held.handle, own));
                        }
                    }
                }
            }
            if (freed.times != expectedFreed) {
                return "after " + step + " " + freed.times + " values were freed, not " + expectedFreed;
            }
            for (Held<Strong> held : strongs) {
                if (held.handle.strong() != held.value.strong || held.handle.weak() != held.value.weak) {
                    return "after " + step + " the counts were " + held.handle.strong() + " and " + held.handle.weak()
                            + ", not " + held.value.strong + " and " + held.value.weak;
                }
            }
            for (Held<Feeble> held : weaks) {
                int weak = held.value.strong == 0 ? 0 : held.value.weak;
                if (held.handle.strong() != held.value.strong || held.handle.weak() != weak) {
                    return "after " + step + " a weak handle counted " + held.handle.strong() + " and "
                            + held.handle.weak() + ", not " + held.value.strong + " and " + weak;
                }
            }
        }
        strongs.forEach(held -> held.handle.close());
        weaks.forEach(held -> held.handle.close());
        return null;
    }

    private static List<Step> sequence(Random random) {
        List<Step> steps = new ArrayList<>();
        for (int i = random.nextInt(LONGEST); i >= 0; i--) {
            steps.add(new Step(Kind.values()[random.nextInt(Kind.values().length)], random.nextInt(8)));
        }
        return steps;
    }

    /** {@return the simplest failing sequence that is found by leaving out steps, and by letting steps act on the first handle} */
    private static List<Step> simplest(List<Step> failing, Function<Freed, Strong> maker) {
        List<Step> best = failing;
        for (int i = 0; i < best.size(); ) {
            Optional<List<Step>> simpler = simplerAt(i, best).stream()
                    .filter(steps -> failureOf(steps, maker) != null)
                    .findFirst();
            if (simpler.isPresent()) {
                best = simpler.get();
                i = 0;
            } else {
                i++;
            }
        }
        return best;
    }

    private static List<List<Step>> simplerAt(int i, List<Step> steps) {
        List<Step> without = new ArrayList<>(steps);
        Step step = without.remove(i);
        if (step.at == 0) {
            return List.of(without);
        }
        List<Step> onFirst = new ArrayList<>(steps);
        onFirst.set(i, new Step(step.kind, 0));
        return List.of(without, onFirst);
    }

    private static Optional<String> search(Supplier<Long> seeds, Function<Freed, Strong> maker) {
        for (int i = 0; i < SEQUENCES; i++) {
            long seed = seeds.get();
            List<Step> steps = sequence(new Random(seed));
            if (failureOf(steps, maker) != null) {
                List<Step> simplest = simplest(steps, maker);
                return Optional.of("seed " + seed + ": " + failureOf(simplest, maker) + ", in " + simplest);
            }
        }
        return Optional.empty();
    }

    private static Supplier<Long> chance() {
        Random random = new Random();
        return random::nextLong;
    }

    @Test
    void arc_countsLikeTheModel() {
        search(chance(), freed -> new OfArc(Arc.of("value", new Object(), v -> freed.times++)))
                .ifPresent(message -> fail(message));
    }

    @Test
    void rc_countsLikeTheModel() {
        search(chance(), freed -> new OfRc(Rc.of("value", new Object(), v -> freed.times++)))
                .ifPresent(message -> fail(message));
    }

    @Test
    void brokenTwin_isCaught_byOneStep() {
        Optional<String> caught =
                search(chance(), freed -> new Forgetful(Arc.of("value", new Object(), v -> freed.times++)));
        assertThat(caught).isPresent();
        assertThat(caught.orElseThrow()).endsWith("in " + List.of(new Step(Kind.CLONE, 0)));
    }

    // ---- what is tested

    private record OfArc(Arc<Object> arc) implements Strong {
        @Override
        public Strong copy() {
            return new OfArc(arc.clone());
        }

        @Override
        public Strong moved() {
            return new OfArc(arc.move());
        }

        @Override
        public void close() {
            arc.close();
        }

        @Override
        public Feeble downgrade() {
            return new OfWeak(arc.downgrade());
        }

        @Override
        public boolean tryUnwrap() {
            return arc.tryUnwrap().isPresent();
        }

        @Override
        public boolean intoInner() {
            return arc.intoInner().isPresent();
        }

        @Override
        public void makeMut() {
            arc.makeMut(v -> new Object());
        }

        @Override
        public int strong() {
            return arc.strongCount();
        }

        @Override
        public int weak() {
            return arc.weakCount();
        }
    }

    private record OfWeak(Weak<Object> handle) implements Feeble {
        @Override
        public Optional<Strong> upgrade() {
            return handle.upgrade().map(OfArc::new);
        }

        @Override
        public Feeble copy() {
            return new OfWeak(handle.clone());
        }

        @Override
        public void close() {
            handle.close();
        }

        @Override
        public int strong() {
            return handle.strongCount();
        }

        @Override
        public int weak() {
            return handle.weakCount();
        }
    }

    private record OfRc(Rc<Object> rc) implements Strong {
        @Override
        public Strong copy() {
            return new OfRc(rc.clone());
        }

        @Override
        public Strong moved() {
            return new OfRc(rc.move());
        }

        @Override
        public void close() {
            rc.close();
        }

        @Override
        public Feeble downgrade() {
            return new OfWeakRc(rc.downgrade());
        }

        @Override
        public boolean tryUnwrap() {
            return rc.tryUnwrap().isPresent();
        }

        @Override
        public boolean intoInner() {
            return rc.intoInner().isPresent();
        }

        @Override
        public void makeMut() {
            rc.makeMut(v -> new Object());
        }

        @Override
        public int strong() {
            return rc.strongCount();
        }

        @Override
        public int weak() {
            return rc.weakCount();
        }
    }

    private record OfWeakRc(WeakRc<Object> handle) implements Feeble {
        @Override
        public Optional<Strong> upgrade() {
            return handle.upgrade().map(OfRc::new);
        }

        @Override
        public Feeble copy() {
            return new OfWeakRc(handle.clone());
        }

        @Override
        public void close() {
            handle.close();
        }

        @Override
        public int strong() {
            return handle.strongCount();
        }

        @Override
        public int weak() {
            return handle.weakCount();
        }
    }

    /** The broken twin: a clone that is not counted. */
    private record Forgetful(Strong real) implements Strong {
        Forgetful(Arc<Object> arc) {
            this(new OfArc(arc));
        }

        @Override
        public Strong copy() {
            return this;
        }

        @Override
        public Strong moved() {
            return new Forgetful(real.moved());
        }

        @Override
        public void close() {
            real.close();
        }

        @Override
        public Feeble downgrade() {
            return real.downgrade();
        }

        @Override
        public boolean tryUnwrap() {
            return real.tryUnwrap();
        }

        @Override
        public boolean intoInner() {
            return real.intoInner();
        }

        @Override
        public void makeMut() {
            real.makeMut();
        }

        @Override
        public int strong() {
            return real.strong();
        }

        @Override
        public int weak() {
            return real.weak();
        }
    }
}
