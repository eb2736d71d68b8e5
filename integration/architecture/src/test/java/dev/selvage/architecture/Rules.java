package dev.selvage.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaConstructor;
import com.tngtech.archunit.lang.ArchRule;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The rules; {@code ArchitectureTest} applies them to the library and {@code RulesBiteTest} to code that breaks them. */
final class Rules {
    private Rules() {}

    /** A module's classes use the JDK, the two libraries that every module has, their own packages and these. */
    static ArchRule usesOnly(String ownPackage, String... others) {
        return classes()
                .that()
                .resideInAPackage(ownPackage)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(others)
                        .or(resideInAnyPackage(
                                ownPackage,
                                "java..",
                                "javax.management..",
                                "jdk.jfr..",
                                "org.slf4j..",
                                "org.jspecify..")))
                .because("the arrows between modules go one way");
    }

    static ArchRule noPackageCycles(String root) {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .ignoreDependency(resideInAPackage("..spi"), alwaysTrue()); // an spi speaks of the API that it serves
    }

    static ArchRule internalPackagesHoldNoPublicType() {
        return classes().that().arePublic().should().resideOutsideOfPackage("..internal..");
    }

    static ArchRule everyExceptionHasAMessage() {
        DescribedPredicate<AccessTarget> bare = describe(
                "a Throwable made without arguments, by a call or a method reference",
                t -> t instanceof AccessTarget.CodeUnitAccessTarget constructor
                        && constructor.getName().equals(JavaConstructor.CONSTRUCTOR_NAME)
                        && constructor.getRawParameterTypes().isEmpty()
                        && constructor.getOwner().isAssignableTo(Throwable.class));
        return noClasses()
                .should()
                .accessTargetWhere(target(bare))
                .because("an exception without a message does not say what went wrong");
    }

    /** The one exception gives way once before a wait: a loop that yields would be a second way to wait. */
    static ArchRule noSleepAndNoYield() {
        DescribedPredicate<AccessTarget> idle = describe(
                "Thread.sleep, TimeUnit.sleep or Thread.yield",
                t -> (t.getOwner().isEquivalentTo(Thread.class) || t.getOwner().isEquivalentTo(TimeUnit.class))
                        && (t.getName().equals("sleep") || t.getName().equals("yield")));
        DescribedPredicate<JavaAccess<?>> elsewhere = describe(
                "elsewhere than in Waiter.giveWay",
                access -> !access.getOrigin().getFullName().equals("dev.selvage.scope.waiting.Waiter.giveWay()"));
        return noClasses()
                .should()
                .accessTargetWhere(target(idle).and(elsewhere))
                .because("all waiting goes through one facility, which can be cancelled");
    }

    /** Parking elsewhere would be a second way to wait. The one exception waits for a peer between two of its writes. */
    static ArchRule noParkingOutsideOfTheFacility() {
        DescribedPredicate<AccessTarget> park = describe(
                "LockSupport.park and its kin, Object.wait",
                t -> (t.getOwner().isEquivalentTo(LockSupport.class)
                                && t.getName().startsWith("park"))
                        || (t.getOwner().isEquivalentTo(Object.class)
                                && t.getName().equals("wait")));
        return noClasses()
                .that()
                .resideOutsideOfPackage("dev.selvage.scope.waiting")
                .should()
                .accessTargetWhere(target(park))
                .because("all waiting goes through one facility, which can be cancelled");
    }

    static ArchRule noConsole() {
        DescribedPredicate<AccessTarget> console = describe(
                "System.out, System.err or printStackTrace()",
                t -> (t.getOwner().isEquivalentTo(System.class)
                                && (t.getName().equals("out") || t.getName().equals("err")))
                        || (t.getOwner().isAssignableTo(Throwable.class)
                                && t.getName().equals("printStackTrace")));
        return noClasses().should().accessTargetWhere(target(console)).because("a library logs through SLF4J");
    }

    static ArchRule noPreviewScope() {
        DescribedPredicate<JavaClass> sts = describe(
                "the JDK's StructuredTaskScope",
                c -> c.getName().startsWith("java.util.concurrent.StructuredTaskScope"));
        return noClasses()
                .should()
                .dependOnClassesThat(sts)
                .because("it is a preview API, reached through method handles in one class");
    }
}
