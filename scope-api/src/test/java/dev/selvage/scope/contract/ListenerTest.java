package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.CancelReason;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.spi.ScopeInfo;
import dev.selvage.scope.spi.ScopeListener;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listeners hear. */
@Timeout(30)
class ListenerTest {
    private final Logged logged = new Logged();
    private final Queue<String> heard = new ConcurrentLinkedQueue<>();
    private final Queue<Long> ids = new ConcurrentLinkedQueue<>();

    private final ScopeListener listener = new ScopeListener() {
        @Override
        public void opened(ScopeInfo scope) {
            ids.add(scope.id());
            heard.add("opened " + scope.name() + " by " + scope.owner());
        }

        @Override
        public void forked(ScopeInfo scope, Fork<?> fork) {
            heard.add("forked " + fork.name() + " " + fork.state());
        }

        @Override
        public void ended(ScopeInfo scope, Fork<?> fork) {
            heard.add("ended " + fork.name() + " " + fork.state());
        }

        @Override
        public void cancelled(ScopeInfo scope, CancelReason reason) {
            heard.add("cancelled " + scope.name() + " " + reason.kind());
        }

        @Override
        public void closed(ScopeInfo scope, Duration open) {
            heard.add("closed " + scope.name() + (open.isNegative() ? " before it was opened" : ""));
        }
    };

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    @Test
    void lifeOfAScope_isHeardInOrder() throws Exception {
        Scope.run(c -> c.withName("job").withListener(listener), scope -> {
            scope.fork("a", () -> {}).await();
            scope.fork("b", () -> {}).await();
        });
        assertThat(heard)
                .containsExactly(
                        "opened job by main",
                        "forked job/a#1 QUEUED",
                        "ended job/a#1 SUCCEEDED",
                        "forked job/b#2 QUEUED",
                        "ended job/b#2 SUCCEEDED",
                        "closed job");
    }

    @Test
    void failureAndCancellation_areHeardOnce_alsoOfForksThatNeverStarted() {
        Throwable thrown = catchThrowable(() -> Scope.run(c -> c.withName("job").withListener(listener), scope -> {
            scope.fork("waits", () -> new CountDownLatch(1).await());
            scope.fork("fails", () -> {
                throw new IllegalStateException("no");
            });
            var _ = catchThrowable(() -> new CountDownLatch(1).await());
            scope.fork("late", () -> {});
        }));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(heard)
                .containsOnlyOnce(
                        "cancelled job SIBLING_FAILED", "ended job/fails#2 FAILED", "ended job/waits#1 CANCELLED")
                .containsOnlyOnce("ended job/late#3 NOT_STARTED")
                .endsWith("closed job");
    }

    @Test
    void innerScopes_areHeardByTheirOwnListener_withTheInheritedCancellation() {
        Throwable thrown = catchThrowable(() -> Scope.run(outer -> {
            CountDownLatch open = new CountDownLatch(1);
            outer.fork(
                    "opener",
                    () -> Scope.run(c -> c.withName("inner").withListener(listener), inner -> {
                        open.countDown();
                        new CountDownLatch(1).await();
                    }));
            open.await();
            outer.cancel("enough");
        }));
        assertThat(thrown).hasMessageContaining("enough");
        assertThat(heard).containsExactly("opened inner by scope/opener#1", "cancelled inner PARENT", "closed inner");
    }

    @Test
    void cancellation_byAThreadThatIsStillBusyWithHooks_isHeardBeforeTheEnd() {
        CountDownLatch closed = new CountDownLatch(1);
        ScopeListener last = new ScopeListener() {
            @Override
            public void closed(ScopeInfo scope, Duration open) {
                closed.countDown();
            }
        };
        Throwable thrown = catchThrowable(() ->
                Scope.run(c -> c.withName("job").withListener(listener).withListener(last), scope -> {
                    var _ = Scope.onCancel(
                            reason -> assertThat(catchThrowable(closed::await)).isNull());
                    Thread.ofVirtual().start(() -> scope.cancel("enough"));
                    new CountDownLatch(1).await();
                }));
        assertThat(thrown).hasMessageContaining("enough");
        assertThat(heard).containsExactly("opened job by main", "cancelled job EXPLICIT", "closed job");
    }

    @Test
    void scopes_haveDifferentIds() throws Exception {
        Scope.run(c -> c.withListener(listener), scope -> {});
        Scope.run(c -> c.withListener(listener), scope -> {});
        assertThat(ids).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void throwingListener_isReported_andHarmsNeitherTheScopeNorOtherListeners() throws Exception {
        ScopeListener broken = new ScopeListener() {
            @Override
            public void opened(ScopeInfo scope) {
                throw new IllegalStateException("no opened");
            }

            @Override
            public void forked(ScopeInfo scope, Fork<?> fork) {
                throw new AssertionError("no forked");
            }

            @Override
            public void ended(ScopeInfo scope, Fork<?> fork) {
                throw new IllegalStateException("no ended");
            }

            @Override
            public void closed(ScopeInfo scope, Duration open) {
                throw new IllegalStateException("no closed");
            }

            @Override
            public String toString() {
                return "broken";
            }
        };
        int result = Scope.call(
                c -> c.withName("job").withListener(broken).withListener(listener),
                scope -> scope.fork(() -> 1).join());
        assertThat(result).isEqualTo(1);
        assertThat(heard).hasSize(4);
        assertThat(logged.messages())
                .containsExactlyInAnyOrderElementsOf(List.of(
                        "opened() of listener broken threw for scope 'job'",
                        "forked() of listener broken threw for scope 'job'",
                        "ended() of listener broken threw for scope 'job'",
                        "closed() of listener broken threw for scope 'job'"));
    }
}
