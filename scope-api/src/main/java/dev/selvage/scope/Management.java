package dev.selvage.scope;

import dev.selvage.scope.waiting.Timers;
import dev.selvage.scope.waiting.Waiter;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import javax.management.InstanceAlreadyExistsException;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.slf4j.LoggerFactory;

/** The registration of the MBean. It starts all of JMX, so a program that is over within a second does without. */
final class Management implements ScopesMXBean {
    private static final Duration DELAY = Duration.ofSeconds(1);

    static {
        if (Boolean.parseBoolean(System.getProperty("selvage.jmx", "true"))) {
            var _ = Timers.at(
                    Waiter.deadline(DELAY),
                    () -> Thread.ofVirtual().name("selvage-jmx").start(Management::register));
        }
    }

    private Management() {}

    /** Sees to it that the bean is registered; called when a scope is opened. */
    static void touch() {}

    private static void register() {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        try {
            register(server, "dev.selvage:type=Scopes");
        } catch (InstanceAlreadyExistsException e) {
            registerBeside(server, e);
        } catch (JMException | RuntimeException e) {
            failed(e);
        }
    }

    /** Registers the bean beside that of the same library in another class loader. */
    private static void registerBeside(MBeanServer server, InstanceAlreadyExistsException first) {
        try {
            register(
                    server,
                    "dev.selvage:type=Scopes,loader="
                            + Integer.toHexString(System.identityHashCode(Management.class.getClassLoader())));
        } catch (JMException | RuntimeException e) {
            e.addSuppressed(first);
            failed(e);
        }
    }

    private static void register(MBeanServer server, String name) throws JMException {
        server.registerMBean(new Management(), new ObjectName(name));
    }

    private static void failed(Exception e) {
        LoggerFactory.getLogger(Scope.class).warn("scopes cannot be seen by JMX: {}", e.getMessage(), e);
    }

    @Override
    public String dump() {
        return Scope.dump();
    }

    @Override
    public String dumpJson() {
        return Scope.dumpJson();
    }

    @Override
    public ScopeProblems getProblems() {
        return Scope.problems();
    }
}
