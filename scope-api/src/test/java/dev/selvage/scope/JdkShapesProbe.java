package dev.selvage.scope;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;

/** Drives {@link JdkScope} in a JVM whose StructuredTaskScope is a stand-in, and prints what happens. */
final class JdkShapesProbe {
    private static final ThreadFactory WORKERS =
            Thread.ofVirtual().name("worker-", 1).factory();

    private JdkShapesProbe() {}

    public static void main(String[] args) throws Exception {
        System.out.println("shape: " + JdkScope.shape());
        switch (args[0]) {
            case "forks" -> forks();
            case "refusal" -> refusal();
            default -> {
                names();
                forks();
                misuse();
                interrupt();
                failure();
            }
        }
    }

    private static void refusal() {
        System.out.println("open: " + thrownBy(() -> JdkScope.open("orders", WORKERS)));
        System.out.println("open again: " + thrownBy(() -> JdkScope.open("orders", WORKERS)));
    }

    private static void names() {
        Object named = JdkScope.open("orders", WORKERS);
        System.out.println("named: " + named);
        JdkScope.close(named);
        Object unnamed = JdkScope.open(null, WORKERS);
        System.out.println("unnamed: " + unnamed);
        JdkScope.close(unnamed);
    }

    private static void forks() throws InterruptedException {
        String[] threads = new String[2];
        Object scope = JdkScope.open("orders", WORKERS);
        JdkScope.fork(scope, () -> threads[0] = Thread.currentThread().getName());
        JdkScope.fork(scope, () -> threads[1] = Thread.currentThread().getName());
        JdkScope.join(scope);
        System.out.println("forks ran in: " + String.join(", ", threads));
        JdkScope.close(scope);
    }

    private static void misuse() throws Exception {
        Object scope = JdkScope.open("orders", task -> null);
        System.out.println("no thread: " + thrownBy(() -> fork(scope, () -> null)));
        String[] thrown = new String[1];
        Thread.ofVirtual()
                .start(() -> thrown[0] = thrownBy(() -> fork(scope, () -> null)))
                .join();
        System.out.println("not the owner: " + thrown[0]);
        JdkScope.close(scope);
    }

    private static void interrupt() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        Object scope = JdkScope.open("orders", WORKERS);
        JdkScope.fork(scope, () -> {
            end.await();
            return null;
        });
        Thread.currentThread().interrupt();
        System.out.println("interrupted: " + thrownBy(() -> join(scope)));
        end.countDown();
        JdkScope.join(scope);
        System.out.println("joined again");
        JdkScope.close(scope);
    }

    private static void failure() {
        Object scope = JdkScope.open("orders", WORKERS);
        JdkScope.fork(scope, () -> {
            throw new IOException("disk full");
        });
        System.out.println("failed: " + thrownBy(() -> join(scope)));
        JdkScope.close(scope);
        System.out.println("closed");
    }

    private static Object fork(Object scope, Callable<?> task) {
        JdkScope.fork(scope, task);
        return scope;
    }

    private static Object join(Object scope) throws InterruptedException {
        JdkScope.join(scope);
        return scope;
    }

    private static String thrownBy(Callable<?> action) {
        try {
            return "nothing, but " + action.call();
        } catch (Throwable e) {
            return e.toString();
        }
    }
}
