package dev.selvage.architecture;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.selvage.architecture.broken.Offender;
import dev.selvage.architecture.broken.internal.Exposed;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A rule that never fails proves nothing: each is shown code that breaks it. */
class RulesBiteTest {

    @ParameterizedTest
    @MethodSource("rules")
    void rule_onCodeThatBreaksIt_fails(ArchRule rule, String complaint) {
        var broken = new ClassFileImporter().importPackagesOf(Offender.class);
        assertThatThrownBy(() -> rule.check(broken))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(complaint);
    }

    @Test
    void noPreviewScope_onCodeThatDoesNotNameIt_passes() {
        assertThatCode(() -> Rules.noPreviewScope().check(new ClassFileImporter().importPackagesOf(Offender.class)))
                .doesNotThrowAnyException();
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(Rules.usesOnly(Offender.class.getPackageName()), Exposed.class.getName()),
                Arguments.of(Rules.noPackageCycles("dev.selvage.architecture"), "Cycle detected"),
                Arguments.of(Rules.internalPackagesHoldNoPublicType(), Exposed.class.getName()),
                Arguments.of(Rules.everyExceptionHasAMessage(), "IllegalStateException"),
                Arguments.of(Rules.noSleepAndNoYield(), "Thread.sleep"),
                Arguments.of(Rules.noSleepAndNoYield(), "Thread.yield"),
                Arguments.of(Rules.noConsole(), "System.err"));
    }
}
