package dev.selvage.scope.contract;

import dev.selvage.scope.Scope;
import java.lang.management.ManagementFactory;
import java.util.concurrent.CountDownLatch;
import javax.management.ObjectName;

/** A program that writes the JDK's own thread dump while its forks wait, for {@link ThreadDumpTest}. */
final class ThreadDumpProbe {
    private ThreadDumpProbe() {}

    public static void main(String[] arguments) throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(2);
        Scope.run(c -> c.withName("orders"), scope -> {
            scope.fork("fetch-user", () -> {
                scope.fork("fetch-address", () -> {
                    begun.countDown();
                    end.await();
                });
                begun.countDown();
                end.await();
            });
            begun.await();
            Scope.run(unnamed -> dump(arguments[0]));
            end.countDown();
        });
    }

    /** What {@code jcmd <pid> Thread.dump_to_file -format=json} calls. */
    private static void dump(String file) throws Exception {
        ManagementFactory.getPlatformMBeanServer()
                .invoke(
                        new ObjectName("com.sun.management:type=HotSpotDiagnostic"),
                        "dumpThreads",
                        new Object[] {file, "JSON"},
                        new String[] {String.class.getName(), String.class.getName()});
    }
}
