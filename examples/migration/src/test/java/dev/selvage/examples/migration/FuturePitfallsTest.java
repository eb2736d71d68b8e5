package dev.selvage.examples.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Client;
import dev.selvage.examples.docs.jobs.WatchedShop;
import dev.selvage.examples.docs.jobs.WatchedShop.End;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of lost pitfalls in {@code docs/migration/from-completable-future.md}, row by row. */
@Timeout(30)
class FuturePitfallsTest {
    private static final Duration SHORT = Duration.ofMillis(50);

    /** A client that hangs up when the shop is busy. */
    private static Client impatient(WatchedShop shop) {
        return action -> Thread.startVirtualThread(() -> {
            assertThat(catchThrowable(shop::awaitBusy)).isNull();
            action.run();
        });
    }

    @Test
    void before_clientHangsUp_tasksGoOn() throws Exception {
        WatchedShop shop = new WatchedShop(false);

        Throwable thrown = catchThrowable(() -> new FutureBefore(shop).pageFor(impatient(shop), 1));

        assertThat(shop.isSearchOver()).isFalse();
        assertThat(shop.release()).isEqualTo(End.RELEASED);
        assertThat(thrown).isInstanceOf(CancellationException.class);
    }

    @Test
    void after_clientHangsUp_forksHaveEnded() throws Exception {
        WatchedShop shop = new WatchedShop(false);
        Client client = action -> {
            Thread network = Thread.ofVirtual().name("network").unstarted(() -> {
                assertThat(catchThrowable(shop::awaitBusy)).isNull();
                action.run();
            });
            network.start();
        };

        Throwable thrown = catchThrowable(() -> new FutureAfter(shop).pageFor(client, 1));

        assertThat(shop.isSearchOver()).isTrue();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
        assertThat(thrown).isInstanceOf(ScopeCancelledException.class);
        Docs.assertShown("future-cancel", thrown.toString());
    }

    @Test
    void before_timeoutPasses_tasksGoOn() throws Exception {
        WatchedShop shop = new WatchedShop(false);

        assertThat(new FutureBefore(shop).pageWithin(1, SHORT)).isEmpty();

        assertThat(shop.isSearchOver()).isFalse();
        assertThat(shop.release()).isEqualTo(End.RELEASED);
    }

    @Test
    void after_timeoutPasses_forksHaveEnded() throws Exception {
        WatchedShop shop = new WatchedShop(false);

        assertThat(new FutureAfter(shop).pageWithin(1, SHORT)).isEmpty();

        assertThat(shop.isSearchOver()).isTrue();
        assertThat(shop.release()).isEqualTo(End.INTERRUPTED);
    }

    @Test
    void before_anyOf_firstFailureWinsOverALaterSuccess() {
        CountDownLatch failed = new CountDownLatch(1);
        CompletableFuture<String> bad = FutureBefore.async(() -> {
            throw new IOException("refused");
        });
        CompletableFuture<String> good = FutureBefore.async(() -> {
            failed.await();
            return "42";
        });
        CompletableFuture<Object> any = CompletableFuture.anyOf(bad, good);

        assertThatThrownBy(any::get).isInstanceOf(ExecutionException.class).hasRootCauseMessage("refused");
        failed.countDown();
    }

    @Test
    void before_joinAndGet_wrapTheSameFailureDifferently() {
        CompletableFuture<String> bad = CompletableFuture.failedFuture(new IOException("refused"));

        assertThatThrownBy(bad::get).isInstanceOf(ExecutionException.class);
        assertThatThrownBy(bad::join).isInstanceOf(CompletionException.class);
        assertThatThrownBy(bad.thenApply(String::length)::get).hasCauseInstanceOf(IOException.class);
        assertThat(catchThrowable(() -> bad.thenApply(String::length)
                        .handle((_, e) -> {
                            throw new CompletionException(e);
                        })
                        .get()))
                .as("the failure as a stage sees it")
                .hasCauseInstanceOf(CompletionException.class);
    }

    @Test
    void before_nobodyJoins_failureIsLost() {
        CompletableFuture<String> unread = FutureBefore.async(() -> {
            throw new IOException("disk full");
        });
        assertThat(catchThrowable(unread::join)).hasRootCauseMessage("disk full"); // unless somebody asks, as here
    }

    @Test
    void after_nobodyJoins_scopeFails() {
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(() -> {
                    throw new IOException("disk full");
                })))
                .isInstanceOf(ScopeFailedException.class)
                .hasRootCauseMessage("disk full");
    }
}
