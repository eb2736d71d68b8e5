package dev.selvage.sync.atomic;

import static dev.selvage.sync.atomic.Ordering.ACQUIRE;
import static dev.selvage.sync.atomic.Ordering.ACQ_REL;
import static dev.selvage.sync.atomic.Ordering.RELAXED;
import static dev.selvage.sync.atomic.Ordering.RELEASE;
import static dev.selvage.sync.atomic.Ordering.SEQ_CST;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.IntUnaryOperator;
import java.util.function.LongFunction;
import java.util.function.LongUnaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which orderings each operation takes, and what it says about the others. */
class OrderingTest {
    private static final Set<Ordering> LOADS = EnumSet.of(RELAXED, ACQUIRE, SEQ_CST);
    private static final Set<Ordering> STORES = EnumSet.of(RELAXED, RELEASE, SEQ_CST);
    private static final Set<Ordering> ALL = EnumSet.allOf(Ordering.class);

    @ParameterizedTest
    @EnumSource(names = "RELAXED", mode = EnumSource.Mode.EXCLUDE)
    void fence_ofEachOrderingButRelaxed_isThere(Ordering order) {
        assertThatCode(order::fence).doesNotThrowAnyException();
    }

    @Test
    void fence_relaxed_saysThatThereIsNone() {
        assertThatThrownBy(RELAXED::fence)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a fence cannot be RELAXED, for it would order nothing: leave it out, or make it ACQUIRE,"
                        + " RELEASE, ACQ_REL or SEQ_CST");
    }

    @Test
    void load_ofAStoresOrdering_namesWhatItMayBe() {
        assertThatThrownBy(() -> AtomicI32.of(0).load(RELEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AtomicI32.load cannot be RELEASE: make it RELAXED, ACQUIRE or SEQ_CST");
    }

    @Test
    void store_ofALoadsOrdering_namesWhatItMayBe() {
        assertThatThrownBy(() -> AtomicRef.of("").store("", ACQ_REL))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("AtomicRef.store cannot be ACQ_REL: make it RELAXED, RELEASE or SEQ_CST");
    }

    @Test
    void compareExchange_failureOfAStoresOrdering_namesWhatItMayBe_andStoresNothing() {
        AtomicBool atomic = AtomicBool.of(false);
        assertThatThrownBy(() -> atomic.compareExchange(false, true, RELEASE, RELEASE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the failure of AtomicBool.compareExchange cannot be RELEASE: make it RELAXED, ACQUIRE or"
                        + " SEQ_CST");
        assertThat(atomic.load(RELAXED)).isFalse();
    }

    @Test
    void fetchUpdate_fetchOfAStoresOrdering_namesWhatItMayBe_andDoesNotCallTheFunction() {
        assertThatThrownBy(() -> AtomicI64.of(0).fetchUpdate(SEQ_CST, ACQ_REL, _ -> {
                    throw new AssertionError("called");
                }))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "the fetch of AtomicI64.fetchUpdate cannot be ACQ_REL: make it RELAXED, ACQUIRE or SEQ_CST");
    }

    @Test
    void swap_withoutAnOrdering_namesWhatItMayBe() {
        assertThatThrownBy(() -> AtomicI64.of(0).swap(1, null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("the ordering of AtomicI64.swap is null: make it RELAXED, ACQUIRE, RELEASE, ACQ_REL or"
                        + " SEQ_CST");
    }

    /** Every operation of every class with every combination of orderings, null among them. */
    @TestFactory
    Stream<DynamicTest> operations_takeTheirOrderingsAndRefuseOthers() {
        List<DynamicTest> tests = new ArrayList<>();
        for (Class<?> type : List.of(AtomicBool.class, AtomicI32.class, AtomicI64.class, AtomicRef.class)) {
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && Arrays.asList(method.getParameterTypes()).contains(Ordering.class)) {
                    tests.add(DynamicTest.dynamicTest(
                            type.getSimpleName() + "." + method.getName(), () -> checkAll(type, method)));
                }
            }
        }
        assertThat(tests).hasSize(4 * 7 + 5 + 2 * 7);
        return tests.stream();
    }

    private static void checkAll(Class<?> type, Method method) throws Exception {
        Class<?>[] parameters = method.getParameterTypes();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            if (parameters[i] == Ordering.class) {
                places.add(i);
            }
        }
        for (@Nullable Ordering first : withNull()) {
            for (@Nullable Ordering second : places.size() == 1 ? new Ordering[] {RELAXED} : withNull()) {
                Object[] arguments = new Object[parameters.length];
                for (int i = 0; i < parameters.length; i++) {
                    arguments[i] = argument(parameters[i]);
                }
                arguments[places.getFirst()] = first;
                boolean taken = allowed(method.getName()).contains(first);
                if (places.size() == 2) {
                    arguments[places.getLast()] = second;
                    taken &= LOADS.contains(second);
                }
                boolean someNull = first == null || second == null;
                check(method, variable(type), arguments, taken, someNull);
            }
        }
    }

    private static Ordering[] withNull() {
        return Arrays.copyOf(Ordering.values(), Ordering.values().length + 1);
    }

    private static Set<Ordering> allowed(String operation) {
        return switch (operation) {
            case "load" -> LOADS;
            case "store" -> STORES;
            default -> ALL;
        };
    }

    private static void check(Method method, Object variable, Object[] arguments, boolean taken, boolean someNull)
            throws IllegalAccessException {
        String call = method.getName() + Arrays.toString(arguments);
        try {
            method.invoke(variable, arguments);
            assertThat(taken).as(call + " was taken").isTrue();
        } catch (InvocationTargetException e) {
            assertThat(taken).as(call + " was refused: " + e.getCause()).isFalse();
            assertThat(e.getCause())
                    .as(call)
                    .isInstanceOfAny(IllegalArgumentException.class, NullPointerException.class)
                    .hasMessageContaining(variable.getClass().getSimpleName() + "." + method.getName());
            if (!someNull) {
                assertThat(e.getCause()).as(call).hasMessageContaining(": make it RELAXED");
            }
        }
    }

    private static Object variable(Class<?> type) {
        if (type == AtomicBool.class) {
            return AtomicBool.of(false);
        }
        if (type == AtomicI32.class) {
            return AtomicI32.of(0);
        }
        return type == AtomicI64.class ? AtomicI64.of(0) : AtomicRef.of("");
    }

    private static Object argument(Class<?> type) {
        if (type == Ordering.class) {
            return RELAXED;
        }
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        if (type == IntFunction.class) {
            return (IntFunction<OptionalInt>) OptionalInt::of;
        }
        if (type == LongFunction.class) {
            return (LongFunction<OptionalLong>) OptionalLong::of;
        }
        if (type == IntUnaryOperator.class) {
            return IntUnaryOperator.identity();
        }
        if (type == LongUnaryOperator.class) {
            return LongUnaryOperator.identity();
        }
        if (type == Function.class) {
            return (Function<Object, Optional<Object>>) Optional::of;
        }
        return type == UnaryOperator.class ? UnaryOperator.identity() : "";
    }
}
