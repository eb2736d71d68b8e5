package dev.selvage.examples.migration.preview;

import static dev.selvage.examples.docs.jobs.Jobs.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.softwaremill.jox.structured.JoxScopeExecutionException;
import com.softwaremill.jox.structured.Scopes;
import dev.selvage.examples.docs.Docs;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The table of lost pitfalls in {@code docs/migration/from-jox.md}, row by row. */
@Timeout(30)
class JoxPitfallsTest {
    private static final ThreadLocal<String> LOCAL = new ThreadLocal<>();

    @Test
    void before_threadLocalInTheBody_isGone() throws Exception {
        LOCAL.set("request 7");

        assertThat(Scopes.<String>supervised(_ -> String.valueOf(LOCAL.get()))).isEqualTo("null");
        LOCAL.remove();
    }

    @Test
    void after_threadLocalInTheBody_isThere() throws Exception {
        LOCAL.set("request 7");

        assertThat(Scope.<String, RuntimeException>call(_ -> LOCAL.get())).isEqualTo("request 7");
        LOCAL.remove();
    }

    @Test
    void before_lockOfTheCaller_isForeignToTheBody() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            assertThat(Scopes.<Boolean>supervised(_ -> lock.tryLock())).isFalse();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void after_lockOfTheCaller_isHeldByTheBody() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            assertThat(Scope.<Integer, RuntimeException>call(_ -> lock.getHoldCount()))
                    .isOne();
        } finally {
            lock.unlock();
        }
    }

    @Test
    void before_valueBoundInTheBody_isNotSeenByAFork() throws Exception {
        String seen = ScopedValue.where(TENANT, "outer")
                .call(() -> Scopes.<String>supervised(scope -> ScopedValue.where(TENANT, "inner")
                        .call(() -> scope.fork(() -> TENANT.get()).join())));

        assertThat(seen).isEqualTo("outer");
    }

    @Test
    void after_valueBoundInTheBody_isRefusedLoudly() throws IOException {
        Throwable thrown = catchThrowable(() -> ScopedValue.where(TENANT, "outer")
                .call(() -> Scope.<String, Exception>call(scope -> ScopedValue.where(TENANT, "inner")
                        .call(() -> scope.fork("tenant", () -> TENANT.get()).join()))));

        assertThat(thrown).isInstanceOf(IllegalStateException.class);
        Docs.assertShown("rebound", thrown.toString());
    }

    @Test
    void after_valueBoundForOneFork_isSeenByIt() throws Exception {
        String seen = ScopedValue.where(TENANT, "outer").call(() -> boundForOneFork());

        assertThat(seen).isEqualTo("inner");
    }

    private static String boundForOneFork() throws ScopeFailedException, InterruptedException {
        // region bindings
        return Scope.call(scope -> {
            Fork<String> fork = scope.fork("tenant", ScopedValue.where(TENANT, "inner"), () -> TENANT.get());
            return fork.join();
        });
        // endregion
    }

    @Test
    void before_joinOfAFailingFork_throwsABareInterrupt() {
        AtomicReference<Throwable> inBody = new AtomicReference<>();

        assertThatThrownBy(() -> Scopes.supervised(scope -> {
                    var fork = scope.fork(() -> {
                        throw new IOException("no such table");
                    });
                    try {
                        return fork.join();
                    } catch (Exception e) {
                        inBody.set(e);
                        throw e;
                    }
                }))
                .isInstanceOf(JoxScopeExecutionException.class);
        assertThat(inBody.get()).isInstanceOf(InterruptedException.class).hasNoCause();
    }

    @Test
    void after_joinOfAFailingFork_throwsTheFailure() {
        AtomicReference<Throwable> inBody = new AtomicReference<>();

        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            Fork<?> fork = scope.fork(() -> {
                throw new IOException("no such table");
            });
            try {
                fork.join();
            } catch (Exception e) {
                inBody.set(e);
                throw e;
            }
        }));

        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasRootCauseMessage("no such table");
        assertThat(inBody.get()).isInstanceOf(ScopeFailedException.class).hasRootCauseMessage("no such table");
    }

    @Test
    void before_bodyThrows_itIsWrapped() {
        IOException problem = new IOException("no such table");

        assertThatThrownBy(() -> Scopes.supervised(_ -> {
                    throw problem;
                }))
                .isInstanceOf(JoxScopeExecutionException.class)
                .hasRootCause(problem);
    }

    @Test
    void after_bodyThrows_itPassesUnchanged() {
        IOException problem = new IOException("no such table");

        assertThat(catchThrowable(() -> Scope.run(_ -> {
                    throw problem;
                })))
                .isSameAs(problem);
    }

    @Test
    void before_plainFork_isCancelledAtTheEndOfTheBody() throws Exception {
        AtomicReference<String> end = new AtomicReference<>();

        Scopes.supervised(scope -> {
            CountDownLatch running = new CountDownLatch(1);
            scope.fork(() -> {
                running.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    end.set("interrupted");
                }
                return null;
            });
            running.await();
            return null;
        });

        assertThat(end).hasValue("interrupted");
    }

    @Test
    void after_plainFork_isAwaited_unlessItIsCancelled() throws Exception {
        AtomicReference<String> end = new AtomicReference<>();

        Scope.run(scope -> {
            // region daemon
            Fork<?> heartbeat = scope.fork("heartbeat", () -> beat());
            work();
            heartbeat.cancel("the work is done"); // a failure of the heartbeat would have cancelled the work
            // endregion
            scope.fork(() -> end.set("awaited"));
        });

        assertThat(end).hasValue("awaited");
    }

    private static void beat() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    private static void work() {}
}
