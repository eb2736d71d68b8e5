package dev.selvage.examples.migration.preview;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.Page;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.examples.docs.jobs.WatchedShop;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of lost pitfalls in {@code docs/migration/from-structured-task-scope.md}, row by row. */
@Timeout(30)
class TaskScopePitfallsTest {
    private static Object fail() throws IOException {
        throw new IOException("no such table");
    }

    @Test
    void closure_fanOut_isTheSame() throws Exception {
        CompletableFuture<Throwable> watched = new CompletableFuture<>();
        WatchedShop shop = new WatchedShop(false);
        Thread.startVirtualThread(() -> watched.complete(catchThrowable(() -> {
            shop.awaitBusy();
            shop.release();
        })));

        assertThat(new TaskScopeAfter(shop).pageInClosure(1)).isEqualTo(new Page(new User("ann"), List.<Order>of()));
        assertThat(watched.get()).isNull();
    }

    @Test
    void before_blockedBody_isNotWokenByAFailure() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<Thread> failed = new CompletableFuture<>();
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> {
                failed.complete(Thread.currentThread());
                return fail();
            });
            failed.get().join(); // the fork has failed, and the scope is cancelled
            assertThat(scope.isCancelled()).isTrue();
            release.countDown();
            release.await(); // were the body interrupted, this would throw
            assertThatThrownBy(scope::join).isInstanceOf(FailedException.class);
        }
    }

    @Test
    void after_blockedBody_isWoken() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            scope.fork("orders", TaskScopePitfallsTest::fail);
            new CountDownLatch(1).await(); // for ever, but for the failure
        }));

        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasRootCauseMessage("no such table");
    }

    @Test
    void before_forkForks_isRefused() throws Exception {
        try (var scope = StructuredTaskScope.open(Joiner.<Throwable>allSuccessfulOrThrow())) {
            scope.fork(() -> catchThrowable(() -> scope.fork(() -> null)));

            assertThat(scope.join().map(Subtask::get)).singleElement().isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    void after_forkForks_grandchildIsAwaited() throws Exception {
        CompletableFuture<String> done = new CompletableFuture<>();

        Scope.run(scope -> scope.fork(() -> scope.fork(() -> done.complete("grandchild"))));

        assertThat(done).isCompletedWithValue("grandchild");
    }

    @Test
    void before_resultBeforeJoin_isRefused() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            Subtask<Integer> one = scope.fork(() -> 1);
            assertThatThrownBy(one::get).isInstanceOf(IllegalStateException.class);
            scope.join();
        }
    }

    @Test
    void after_resultBeforeTheEnd_isThere() throws Exception {
        int sum = Scope.call(scope -> {
            int one = scope.fork(() -> 1).join();
            return one + scope.fork(() -> 2).join();
        });

        assertThat(sum).isEqualTo(3);
    }

    @Test
    void before_timeout_isOfItsOwnKindAndTellsNothing() {
        Throwable thrown = catchThrowable(() -> {
            try (var scope = StructuredTaskScope.open(
                    Joiner.awaitAllSuccessfulOrThrow(), c -> c.withName("page").withTimeout(Duration.ofMillis(20)))) {
                scope.fork(TaskScopePitfallsTest::failToCleanUp);
                scope.join();
            }
        });

        assertThat(thrown)
                .isInstanceOf(StructuredTaskScope.TimeoutException.class)
                .isNotInstanceOf(TimeoutException.class)
                .hasMessage(null);
    }

    @Test
    void after_timeout_namesTheScopeAndWhatStillRan() {
        Throwable thrown = catchThrowable(() -> {
            try (var scope = Scope.open(c -> c.withName("page").withTimeout(Duration.ofMillis(20)))) {
                scope.fork("orders", () -> new CountDownLatch(1).await());
                scope.join();
            }
        });

        assertThat(thrown).isInstanceOf(ScopeTimeoutException.class).hasCauseInstanceOf(TimeoutException.class);
        assertThat(thrown.getMessage())
                .startsWith("scope 'page' (opened at ")
                .endsWith(" exceeded its time of PT0.02S; still running: page/orders#1");
    }

    @Test
    void before_secondFailure_isLost() throws Exception {
        Throwable thrown = catchThrowable(() -> {
            try (var scope = StructuredTaskScope.open()) {
                CountDownLatch running = new CountDownLatch(1);
                scope.fork(() -> {
                    running.countDown();
                    return failToCleanUp();
                });
                running.await();
                scope.fork(TaskScopePitfallsTest::fail);
                scope.join();
            }
        });

        assertThat(thrown).hasRootCauseMessage("no such table");
        assertThat(thrown.getSuppressed()).isEmpty();
        assertThat(thrown.getCause().getSuppressed()).isEmpty();
    }

    @Test
    void after_secondFailure_isSuppressed() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                running.countDown();
                return failToCleanUp();
            });
            running.await();
            scope.fork(TaskScopePitfallsTest::fail);
        }));

        assertThat(thrown).hasRootCauseMessage("no such table");
        assertThat(thrown.getSuppressed())
                .singleElement()
                .satisfies(e -> assertThat(e).hasMessage("the connection is broken"));
    }

    private static Object failToCleanUp() throws IOException {
        try {
            new CountDownLatch(1).await();
            return "never";
        } catch (InterruptedException e) {
            throw new IOException("the connection is broken", e);
        }
    }

    @Test
    void before_forgottenJoin_isToldWithoutTheScope() {
        Throwable thrown = catchThrowable(() -> {
            try (var scope = StructuredTaskScope.open()) {
                scope.fork(() -> 1);
            }
        });

        assertThat(thrown).isInstanceOf(IllegalStateException.class).hasMessage("Owner did not join after forking");
    }

    @Test
    void after_forgottenJoin_isToldWithNameAndPlace() throws IOException {
        Throwable thrown = catchThrowable(TaskScopePitfallsTest::forgetful);

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        Docs.assertShown("forgotten-join", thrown.toString());
    }

    private static void forgetful() {
        try (var scope = Scope.open(c -> c.withName("page"))) {
            scope.fork(() -> 1);
        }
    }

    @Test
    void after_joiner_seesAForkOfSelvage() throws Exception {
        // region joiner
        try (var scope = Scope.open(dev.selvage.scope.Joiner.<Integer>quorum(2))) {
            for (int i = 0; i < 3; i++) {
                int answer = i;
                scope.fork("replica", () -> answer);
            }
            List<Integer> firstTwo = scope.join();
            assertThat(firstTwo).hasSize(2);
        }
        // endregion
        Fork<Integer> done = Scope.call(scope -> scope.fork(() -> 7));
        assertThat(done.get()).as("a handle read after the end").isEqualTo(7);
    }
}
