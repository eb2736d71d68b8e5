package dev.selvage.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Jobs;
import dev.selvage.examples.docs.jobs.WatchedShop;
import dev.selvage.examples.docs.jobs.WatchedShop.End;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of lost pitfalls in {@code docs/migration/from-executor-service.md}, row by row. */
@Timeout(30)
class ExecutorPitfallsTest {
    @Test
    void before_oneTaskFails_otherGoesOnAndIsWaitedFor() throws Exception {
        WatchedShop shop = new WatchedShop(true);
        CompletableFuture<Throwable> thrown = inThread(new ExecutorBefore(shop));

        shop.awaitBusy();

        assertThat(shop.release()).isEqualTo(End.RELEASED);
        assertThat(thrown.get()).hasRootCauseMessage("no such table");
    }

    @Test
    void after_oneTaskFails_otherIsInterrupted() throws Exception {
        WatchedShop shop = new WatchedShop(true);

        Throwable thrown = catchThrowable(() -> new ExecutorAfter(shop).page(1));

        assertThat(shop.isSearchOver()).isTrue();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasRootCauseMessage("no such table");
        Docs.assertShown("executor-failure", thrown + "\nCaused by: " + thrown.getCause());
    }

    @Test
    void before_callerIsInterrupted_tasksAreNot() throws Exception {
        WatchedShop shop = new WatchedShop(false);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller = Thread.startVirtualThread(
                () -> thrown.complete(catchThrowable(() -> new ExecutorBefore(shop).page(1))));
        shop.awaitBusy();
        awaitWaiting(caller);

        caller.interrupt();

        assertThat(shop.release()).isEqualTo(End.RELEASED);
        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
    }

    /** Waits until the thread waits for the results: an interrupt in {@code close} would cancel the tasks. */
    private static void awaitWaiting(Thread thread) {
        await().until(() -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void after_callerIsInterrupted_forksAreToo() throws Exception {
        WatchedShop shop = new WatchedShop(false);
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread caller =
                Thread.startVirtualThread(() -> thrown.complete(catchThrowable(() -> new ExecutorAfter(shop).page(1))));
        shop.awaitBusy();

        caller.interrupt();

        assertThat(thrown.get()).isInstanceOf(InterruptedException.class);
        assertThat(shop.isSearchOver()).isTrue();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
    }

    @Test
    void before_poolIsForgotten_itsThreadStays() throws Exception {
        ExecutorService forgotten = Executors.newFixedThreadPool(1);

        Thread worker = forgotten.submit(Thread::currentThread).get();

        assertThat(worker.isAlive()).isTrue();
        assertThat(worker.isDaemon())
                .as("a daemon, with which the JVM could exit")
                .isFalse();
        forgotten.shutdownNow();
    }

    @Test
    void after_scopeHasReturned_noThreadIsLeft() throws Exception {
        Thread worker = Scope.call(scope -> scope.fork(Thread::currentThread).join());

        assertThat(worker.isAlive()).isFalse();
    }

    @Test
    void before_nobodyAsksForTheResult_failureIsLost() throws Exception {
        Future<Void> unread;
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            unread = executor.submit(() -> {
                throw new IOException("disk full");
            });
        }
        assertThat(unread.state()).isEqualTo(Future.State.FAILED);
    }

    @Test
    void after_nobodyAsksForTheResult_scopeFails() {
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(() -> {
                    throw new IOException("disk full");
                })))
                .isInstanceOf(ScopeFailedException.class)
                .hasRootCauseMessage("disk full");
    }

    @Test
    void before_threadLocalOfTheCaller_isNotSeenByATask() throws Exception {
        ThreadLocal<String> locale = new ThreadLocal<>();
        locale.set("de");
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> seen = executor.submit(locale::get);
            assertThat(seen.get()).isNull();
        }
    }

    @Test
    void after_threadLocalWithACarrier_isSeenByAFork() throws Exception {
        ThreadLocal<String> locale = new ThreadLocal<>();
        locale.set("de");

        assertThat(ExecutorAfter.locale(locale)).isEqualTo("de");
    }

    private static CompletableFuture<Throwable> inThread(Jobs jobs) {
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        Thread.startVirtualThread(() -> thrown.complete(catchThrowable(() -> jobs.page(1))));
        return thrown;
    }
}
