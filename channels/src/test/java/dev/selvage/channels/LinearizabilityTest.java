package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Channels behave as a queue with an end of which all operations are done in one step: checked by Lincheck. */
@Tag("lincheck")
@Timeout(1_200)
class LinearizabilityTest {
    private static final boolean THOROUGH = Boolean.getBoolean("selvage.thorough");
    private static final int SCENARIOS = THOROUGH ? 100 : 3;

    /** Those that are model-checked in the default build: each check costs seconds, whatever its size. */
    static Stream<Arguments> chosen() {
        return THOROUGH
                ? specs()
                : Stream.of(
                        Arguments.of(ElementsSpec.OfOne.class, SequentialChannel.OfOne.class),
                        Arguments.of(PermitsSpec.OfOne.class, SequentialChannel.OfOne.class));
    }

    static Stream<Arguments> broken() {
        return Stream.of(
                Arguments.of(ElementsSpec.BrokenOfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(ElementsSpec.BrokenOfMany.class, SequentialChannel.OfMany.class),
                Arguments.of(SingleReceiverSpec.BrokenOfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(PermitsSpec.BrokenOfOne.class, SequentialChannel.OfOne.class));
    }

    static Stream<Arguments> specs() {
        return Stream.of(
                Arguments.of(ElementsSpec.OfOne.class, SequentialChannel.OfOne.class),
                Arguments.of(ElementsSpec.OfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(ElementsSpec.OfMany.class, SequentialChannel.OfMany.class),
                Arguments.of(SingleReceiverSpec.OfOne.class, SequentialChannel.OfOne.class),
                Arguments.of(SingleReceiverSpec.OfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(SingleReceiverSpec.OfMany.class, SequentialChannel.OfMany.class),
                Arguments.of(HandlesSpec.OfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(HandlesSpec.OfMany.class, SequentialChannel.OfMany.class),
                Arguments.of(PermitsSpec.OfOne.class, SequentialChannel.OfOne.class),
                Arguments.of(PermitsSpec.OfTwo.class, SequentialChannel.OfTwo.class),
                Arguments.of(OneshotSpec.class, OneshotSpec.Sequential.class));
    }

    private static int threads(Class<?> spec) {
        return spec == OneshotSpec.class ? 2 : 3;
    }

    @ParameterizedTest
    @MethodSource("specs")
    void operations_underStress_areAtomic(Class<?> spec, Class<?> sequential) {
        new StressOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(THOROUGH ? 20_000 : 500)
                .threads(threads(spec))
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .sequentialSpecification(sequential)
                .check(spec);
    }

    @ParameterizedTest
    @MethodSource("chosen")
    void operations_inManyInterleavings_areAtomic(Class<?> spec, Class<?> sequential) {
        new ModelCheckingOptions()
                .iterations(SCENARIOS)
                .invocationsPerIteration(THOROUGH ? 5_000 : 100)
                .threads(threads(spec))
                .actorsPerThread(3)
                .actorsBefore(2)
                .actorsAfter(2)
                .sequentialSpecification(sequential)
                .check(spec);
    }

    @ParameterizedTest
    @MethodSource("broken")
    void brokenTwin_isFound(Class<?> spec, Class<?> sequential) {
        assertThatThrownBy(() -> new ModelCheckingOptions()
                        .iterations(100)
                        .invocationsPerIteration(300)
                        .threads(threads(spec))
                        .actorsPerThread(3)
                        .minimizeFailedScenario(false)
                        .sequentialSpecification(sequential)
                        .check(spec))
                .isInstanceOf(LincheckAssertionError.class)
                .hasMessageContaining("Invalid execution results");
    }
}
