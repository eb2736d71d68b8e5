package dev.selvage.scope;

import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;

/** Drives {@link JdkScope} in a JVM whose StructuredTaskScope is a stand-in, and prints what happens. */
final class JdkShapesProbe {
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
            }
        }
    }

    private static void refusal() {
        System.out.println("open: " + thrownBy(() -> JdkScope.open("orders", workers())));
        System.out.println("open again: " + thrownBy(() -> JdkScope.open("orders", workers())));
    }

    private static void names() {
        Object named = JdkScope.open("orders", workers());
        System.out.println("named: " + named);
        JdkScope.close(named);
    }

    private static void forks() throws InterruptedException {
        String[] threads = new String[2];
        ToldThreads workers = workers();
        Object scope = JdkScope.open("orders", workers);
        workers.start(scope, () -> threads[0] = Thread.currentThread().getName());
        workers.start(scope, () -> threads[1] = Thread.currentThread().getName());
        JdkScope.join(scope);
        System.out.println("forks ran in: " + String.join(", ", threads));
        JdkScope.close(scope);
    }

    private static void misuse() throws Exception {
        Object scope = JdkScope.open("orders", task -> null);
        System.out.println("no thread: " + thrownBy(() -> start(scope)));
        String[] thrown = new String[1];
        Thread.ofVirtual().start(() -> thrown[0] = thrownBy(() -> start(scope))).join();
        System.out.println("not the owner: " + thrown[0]);
        JdkScope.close(scope);
    }

    private static void interrupt() throws InterruptedException {
        CountDownLatch end = new CountDownLatch(1);
        ToldThreads workers = workers();
        Object scope = JdkScope.open("orders", workers);
        workers.start(scope, () -> awaitUninterruptibly(end));
        Thread.currentThread().interrupt();
        System.out.println("interrupted: " + thrownBy(() -> join(scope)));
        end.countDown();
        JdkScope.join(scope);
        System.out.println("joined again");
        JdkScope.close(scope);
        System.out.println("closed");
    }

    private static Object start(Object scope) {
        JdkScope.start(scope);
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

    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static ToldThreads workers() {
        return new ToldThreads(Thread.ofVirtual().name("worker-", 1).factory());
    }
}
