package dev.selvage.bench.service.style;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * The JDK's own {@code StructuredTaskScope}. Its code is in {@code bench/sts}, which is compiled with preview features;
 * javac would refuse it here, so it is reached through a method handle.
 */
final class StsPages implements Pages {
    private static final MethodHandle PAGE = find();

    private static MethodHandle find() {
        MethodType type = MethodType.methodType(
                String.class, Callable.class, Callable.class, Callable.class, Duration.class, Consumer.class);
        try {
            return MethodHandles.publicLookup()
                    .findStatic(Class.forName("dev.selvage.bench.sts.RawPages"), "page", type);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("RawPages of bench/sts is not on the class path", e);
        }
    }

    @Override
    public String page(Visit visit) throws ExecutionException, TimeoutException, InterruptedException {
        Callable<String> user = visit::user;
        Callable<String> orders = visit::orders;
        Callable<String> offers = visit::offers;
        Consumer<Runnable> hangUp = visit::onHangUp;
        try {
            return (String) PAGE.invokeExact(user, orders, offers, visit.deadline(), hangUp);
        } catch (ExecutionException | TimeoutException | InterruptedException | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("RawPages.page declares no such exception", e);
        }
    }
}
