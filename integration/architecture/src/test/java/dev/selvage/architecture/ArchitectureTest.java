package dev.selvage.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The rules over all published modules. A module that has packages must have been seen; only a module whose descriptor
 * has no package may be empty.
 */
class ArchitectureTest {
    private static final Map<String, PublishedModule> MODULES = PublishedModule.all();
    private static final JavaClasses LIBRARY = library();

    @Test
    void everyModuleWithPackages_wasSeen() {
        for (PublishedModule module : MODULES.values()) {
            for (String aPackage : module.descriptor().packages()) {
                assertThat(LIBRARY)
                        .as(aPackage)
                        .anyMatch(c -> c.getPackageName().equals(aPackage));
            }
        }
        assertThat(LIBRARY).anyMatch(c -> c.getName().equals("dev.selvage.scope.Scope"));
        assertThat(LIBRARY).noneMatch(c -> c.getPackageName().startsWith("dev.selvage.architecture"));
    }

    @TestFactory
    Stream<DynamicTest> arrows() {
        return Stream.of(
                arrow("dev.selvage.scope"),
                arrow("dev.selvage.sync", "dev.selvage.scope.."),
                arrow("dev.selvage.channels", "dev.selvage.scope.."),
                arrow("dev.selvage.slf4j", "dev.selvage.scope..", "dev.selvage.sync..", "dev.selvage.channels.."));
    }

    @Test
    void packages_haveNoCycles() {
        check(Rules.noPackageCycles("dev.selvage"));
    }

    @Test
    void internalPackages_holdNoPublicType() {
        check(Rules.internalPackagesHoldNoPublicType());
    }

    @Test
    void exceptions_haveMessages() {
        check(Rules.everyExceptionHasAMessage());
    }

    @Test
    void code_neitherSleepsNorYields() {
        check(Rules.noSleepAndNoYield());
    }

    @Test
    void code_parksInTheWaitingFacilityOnly() {
        check(Rules.noParkingOutsideOfTheFacility());
    }

    @Test
    void code_doesNotWriteToTheConsole() {
        check(Rules.noConsole());
    }

    @Test
    void code_doesNotNameThePreviewScope() {
        check(Rules.noPreviewScope());
    }

    private static DynamicTest arrow(String module, String... others) {
        return DynamicTest.dynamicTest(module, () -> {
            boolean empty = MODULES.get(module).descriptor().packages().isEmpty();
            assertThat(classesOf(module).isEmpty())
                    .as("no classes in " + module)
                    .isEqualTo(empty);
            Rules.usesOnly(module + "..", others).allowEmptyShould(empty).check(LIBRARY);
        });
    }

    private static void check(ArchRule rule) {
        assertThat(classesOf("dev.selvage.scope")).isNotEmpty();
        rule.allowEmptyShould(false).check(LIBRARY);
    }

    private static JavaClasses classesOf(String module) {
        return LIBRARY.that(DescribedPredicate.describe(
                "classes of " + module, (JavaClass c) -> (c.getPackageName() + ".").startsWith(module + ".")));
    }

    private static JavaClasses library() {
        List<Location> locations = new ArrayList<>();
        MODULES.values().forEach(module -> locations.add(module.importLocation()));
        return new ClassFileImporter().importLocations(locations);
    }
}
