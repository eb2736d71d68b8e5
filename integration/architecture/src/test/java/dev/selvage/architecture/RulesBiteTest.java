package dev.selvage.architecture;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import dev.selvage.architecture.broken.Offender;
import dev.selvage.architecture.broken.internal.Exposed;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

    /** Source that names a preview API compiles to a preview class file: this one is assembled instead. */
    @Test
    void noPreviewScope_onAClassFileThatNamesIt_fails(@TempDir Path classes) throws IOException {
        ClassFile.of()
                .buildTo(
                        classes.resolve("Planted.class"),
                        ClassDesc.of("Planted"),
                        type -> type.withVersion(ClassFile.JAVA_25_VERSION, 0)
                                .withField("scope", ClassDesc.of("java.util.concurrent", "StructuredTaskScope"), 0));

        assertThatThrownBy(() -> Rules.noPreviewScope().check(new ClassFileImporter().importPath(classes)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("Field <Planted.scope> has type <java.util.concurrent.StructuredTaskScope>");
    }

    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(Rules.usesOnly(Offender.class.getPackageName()), Exposed.class.getName()),
                Arguments.of(Rules.noPackageCycles("dev.selvage.architecture"), "Cycle detected"),
                Arguments.of(Rules.internalPackagesHoldNoPublicType(), Exposed.class.getName()),
                Arguments.of(Rules.everyExceptionHasAMessage(), "IllegalStateException"),
                Arguments.of(Rules.everyExceptionHasAMessage(), "IllegalArgumentException"),
                Arguments.of(Rules.noSleepAndNoYield(), "Thread.sleep"),
                Arguments.of(Rules.noSleepAndNoYield(), "Thread.yield"),
                Arguments.of(Rules.noSleepAndNoYield(), "TimeUnit.sleep"),
                Arguments.of(Rules.noParkingOutsideOfTheFacility(), "LockSupport.parkNanos"),
                Arguments.of(Rules.noParkingOutsideOfTheFacility(), "Object.wait"),
                Arguments.of(Rules.noConsole(), "System.err"),
                Arguments.of(Rules.noConsole(), "printStackTrace"));
    }
}
