package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Scope;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.openmbean.CompositeData;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The view that a running service gives to JMX. */
@Timeout(30)
class ManagementTest {
    @Test
    void dump_andProblems_areReachable() throws Exception {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        ObjectName name = new ObjectName("dev.selvage:type=Scopes");
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(c -> c.withName("served"), scope -> {
            scope.fork("request", () -> end.await());
            await().atMost(Duration.ofSeconds(10)).until(() -> server.isRegistered(name));
            Object text = server.invoke(name, "dump", new Object[0], new String[0]);
            Object json = server.invoke(name, "dumpJson", new Object[0], new String[0]);
            end.countDown();
            assertThat(text).asString().contains("fork 'served/request#1' RUNNING");
            assertThat(json).asString().contains("\"name\":\"served/request#1\"");
        });
        CompositeData problems = (CompositeData) server.getAttribute(name, "Problems");
        assertThat(problems.get("lostScopes")).isInstanceOf(Long.class);
        assertThat(problems.get("stalledForks")).isEqualTo(Scope.problems().stalledForks());
    }
}
