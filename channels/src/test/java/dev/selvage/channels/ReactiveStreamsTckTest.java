package dev.selvage.channels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.testng.ITestResult;
import org.testng.TestListenerAdapter;
import org.testng.TestNG;

/** The technology compatibility kit of Reactive Streams, which is written for TestNG. */
class ReactiveStreamsTckTest {
    @TestFactory
    List<DynamicTest> publisher_keepsTheRules() throws Exception {
        List<DynamicTest> tests = new ArrayList<>();
        try {
            Scope.supervise(failure -> {}, scope -> {
                PublisherTck.scope = scope;
                tests.addAll(run(PublisherTck.class, 24));
                scope.cancel("the kit has run");
            });
        } catch (ScopeCancelledException e) {
            PublisherTck.scope = null;
        }
        return tests;
    }

    @TestFactory
    List<DynamicTest> subscriber_keepsTheRules_fromOutside() {
        return run(SubscriberBlackboxTck.class, 8);
    }

    @TestFactory
    List<DynamicTest> subscriber_keepsTheRules_fromInside() {
        return run(SubscriberWhiteboxTck.class, 12);
    }

    /** Runs the kit; each of its tests becomes one of ours. */
    private static List<DynamicTest> run(Class<?> kit, int atLeast) {
        TestNG runner = new TestNG(false);
        TestListenerAdapter results = new TestListenerAdapter();
        runner.setTestClasses(new Class<?>[] {kit});
        runner.addListener(results);
        runner.setVerbose(0);
        runner.run();
        List<DynamicTest> tests = new ArrayList<>();
        tests.add(DynamicTest.dynamicTest(
                "enough tests of the kit have passed",
                () -> assertThat(results.getPassedTests()).hasSizeGreaterThanOrEqualTo(atLeast)));
        results.getConfigurationFailures().forEach(result -> tests.add(told(result)));
        results.getPassedTests().forEach(result -> tests.add(told(result)));
        results.getFailedTests().forEach(result -> tests.add(told(result)));
        results.getSkippedTests().forEach(result -> tests.add(told(result)));
        return tests;
    }

    private static DynamicTest told(ITestResult result) {
        return DynamicTest.dynamicTest(result.getName(), () -> {
            if (result.getStatus() == ITestResult.SKIP) {
                // The kit skips what cannot be tested; and several subscribers are several receivers.
                assertThat(result.getName()).matches("untested_.*|optional_spec111_.*");
                Assumptions.abort(String.valueOf(result.getThrowable()));
            }
            if (result.getThrowable() != null) {
                throw result.getThrowable();
            }
            assertThat(result.isSuccess()).isTrue();
        });
    }
}
