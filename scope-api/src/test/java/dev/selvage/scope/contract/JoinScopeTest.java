package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeTimeoutException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes from {@code open}, and their joiners. */
@Timeout(30)
class JoinScopeTest {
    private final IOException boom = new IOException("boom");

    private String failing() throws IOException {
        throw boom;
    }

    private static String waiting() throws InterruptedException {
        new CountDownLatch(1).await();
        return "never";
    }

    @Test
    void join_forkOfAForkHasEnded_waitsForItsMaker() throws Exception {
        AtomicBoolean makerEnded = new AtomicBoolean();
        try (var scope = Scope.open()) {
            scope.fork(() -> {
                scope.fork(() -> "child").await();
                var _ = new CountDownLatch(1).await(50, TimeUnit.MILLISECONDS); // the owner would return meanwhile
                makerEnded.set(true);
                return null;
            });
            scope.join();
            assertThat(makerEnded).isTrue();
        }
    }

    @Test
    void allSuccessful_givesValuesInForkOrder_unmodifiable() throws Exception {
        try (var scope = Scope.open(Joiner.<String>allSuccessfulOrThrow())) {
            scope.fork(() -> "a");
            scope.fork(() -> "b");
            List<String> values = scope.join();
            assertThat(values).containsExactly("a", "b");
            assertThatThrownBy(() -> values.add("c")).isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void failFast_firstFailureCancelsTheRest() {
        AtomicReference<Fork<?>> other = new AtomicReference<>();
        Throwable thrown = catchThrowable(() -> {
            try (var scope = Scope.open()) {
                other.set(scope.fork(JoinScopeTest::waiting));
                scope.fork("bad", this::failing);
                scope.join();
            }
        });
        assertThat(thrown).isInstanceOf(ScopeFailedException.class).hasMessageStartingWith("fork 'scope/bad#2' failed");
        assertThat(thrown.getCause()).isSameAs(boom);
        assertThat(other.get().state()).isIn(Fork.State.CANCELLED, Fork.State.NOT_STARTED);
    }

    @Test
    void anySuccessful_withFailuresOnly_failsWithTheFirst_andWithoutForks_withNoSuchElement() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open(Joiner.<String>anySuccessfulOrThrow())) {
                        scope.fork(this::failing);
                        scope.join();
                    }
                })
                .isInstanceOf(ScopeFailedException.class)
                .hasCause(boom);
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open(Joiner.<String>anySuccessfulOrThrow())) {
                        scope.join();
                    }
                })
                .isInstanceOf(ScopeFailedException.class)
                .hasCauseInstanceOf(NoSuchElementException.class);
    }

    @Test
    void quorum_isDoneWithTheKthSuccess() throws Exception {
        try (var scope = Scope.open(Joiner.<String>quorum(2))) {
            scope.fork(JoinScopeTest::waiting);
            scope.fork(this::failing);
            scope.fork(() -> "a");
            scope.fork(() -> "b");
            assertThat(scope.join()).containsExactlyInAnyOrder("a", "b");
        }
        assertThatThrownBy(() -> Joiner.<String>quorum(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a quorum needs at least 1 success, not 0");
    }

    @Test
    void allUntil_afterATimeout_givesWhatThereIs() throws Exception {
        try (var scope =
                Scope.open(Joiner.<String>allUntil(fork -> false), c -> c.withTimeout(Duration.ofMillis(50)))) {
            scope.fork(() -> "a");
            scope.fork(JoinScopeTest::waiting);
            List<Fork<String>> forks = scope.join();
            assertThat(forks).hasSize(2);
            assertThat(forks.getFirst().get()).isEqualTo("a");
        }
    }

    @Test
    void timeout_isAFailure() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open(c -> c.withName("q").withTimeout(Duration.ofMillis(20)))) {
                        scope.fork("slow", JoinScopeTest::waiting);
                        scope.join();
                    }
                })
                .isInstanceOf(ScopeTimeoutException.class)
                .hasMessageContaining("scope 'q'")
                .hasMessageEndingWith("exceeded its time of PT0.02S; still running: q/slow#1");
    }

    @Test
    void close_withoutJoin_cancelsAwaitsAndNamesThePlace() {
        AtomicReference<Fork<?>> fork = new AtomicReference<>();
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open(c -> c.withName("forgot"))) {
                        fork.set(scope.fork(JoinScopeTest::waiting));
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageMatching("scope 'forgot' \\(opened at .*JoinScopeTest\\.java:\\d+\\)\\) was closed without"
                        + " join\\(\\): its forks were cancelled; call join\\(\\) before the block ends");
        assertThat(fork.get().outcome()).isPresent();
    }

    @Test
    void close_withoutJoin_afterAThrowingBlock_isSuppressed() {
        IllegalStateException ofBlock = new IllegalStateException("block");
        Throwable thrown = catchThrowable(() -> {
            try (var scope = Scope.open()) {
                scope.fork(() -> 1);
                throw ofBlock;
            }
        });
        assertThat(thrown).isSameAs(ofBlock);
        assertThat(thrown.getSuppressed()).hasSize(1);
    }

    @Test
    void close_withoutForks_needsNoJoin() {
        Scope.open().close();
    }

    @Test
    void join_interrupted_leavesTheScopeOpen_andMayBeCalledAgain() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var scope = Scope.open(Joiner.<String>allSuccessfulOrThrow())) {
            scope.fork(() -> {
                go.await();
                return "late";
            });
            Thread.currentThread().interrupt();
            assertThatThrownBy(scope::join).isInstanceOf(InterruptedException.class);
            go.countDown();
            assertThat(scope.join()).containsExactly("late");
            assertThatThrownBy(scope::join)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has been joined already");
            assertThatThrownBy(() -> scope.fork(() -> "x"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("has been joined: the task does not run; fork before join");
        }
    }

    @Test
    void joinAndClose_byAnotherThread_areRefused() throws Exception {
        try (JoinScope<?, ?> scope = Scope.open(c -> c.withName("mine"))) {
            AtomicReference<Throwable> join = new AtomicReference<>();
            AtomicReference<Throwable> close = new AtomicReference<>();
            Thread stranger = Thread.ofPlatform().name("stranger").start(() -> {
                join.set(catchThrowable(scope::join));
                close.set(catchThrowable(scope::close));
            });
            stranger.join();
            assertThat(join.get())
                    .isInstanceOf(WrongThreadException.class)
                    .hasMessageStartingWith("thread 'stranger' cannot join");
            assertThat(close.get()).isInstanceOf(WrongThreadException.class).hasMessageContaining("only its owner '");
        }
    }

    @Test
    void cancel_explicit_endsJoin() {
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        scope.fork(JoinScopeTest::waiting);
                        scope.cancel("enough");
                        scope.join();
                    }
                })
                .isInstanceOf(ScopeCancelledException.class)
                .hasMessageContaining("enough");
    }

    @Test
    void joiner_thatThrows_failsTheScope_neverHangs() {
        IllegalStateException broken = new IllegalStateException("broken joiner");
        AtomicInteger ended = new AtomicInteger();
        Throwable thrown = catchThrowable(() -> {
            try (var scope = Scope.open(new Joiner<String, String>() {
                @Override
                public boolean onComplete(Fork<? extends String> fork) {
                    ended.incrementAndGet();
                    throw broken;
                }

                @Override
                public String result() {
                    return "unreachable";
                }
            })) {
                scope.fork(() -> "a");
                scope.fork(JoinScopeTest::waiting);
                scope.join();
            }
        });
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause()).isSameAs(broken);
        assertThat(ended.get()).isPositive();
    }

    @Test
    void joiner_usedTwice_isRefused() {
        Joiner<String, List<String>> joiner = Joiner.allSuccessfulOrThrow();
        Scope.open(joiner).close();
        assertThatThrownBy(() -> Scope.open(joiner))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageEndingWith("has served a scope already: make one for each scope");
    }

    @Test
    void rejectedFork_isNotWaitedFor() throws Exception {
        AtomicInteger threads = new AtomicInteger();
        try (var scope = Scope.open(
                Joiner.<String>awaitAll(),
                c -> c.withThreadFactory(task -> threads.getAndIncrement() == 0
                        ? null
                        : Thread.ofVirtual().unstarted(task)))) {
            assertThatThrownBy(() -> scope.fork(() -> "refused")).isInstanceOf(RejectedExecutionException.class);
            Fork<String> second = scope.fork(() -> "ran");
            scope.join();
            assertThat(second.get()).isEqualTo("ran");
        }
    }

    @Test
    void join_ofAnOuterScope_insideACancelledInnerOne_throwsTheInnerReason() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        AtomicReference<Throwable> joining = new AtomicReference<>();
        try (var outer = Scope.open(Joiner.<String>allSuccessfulOrThrow())) {
            outer.fork(() -> {
                go.await();
                return "late";
            });
            var _ = catchThrowable(() -> Scope.run(c -> c.withName("inner"), inner -> {
                inner.cancel("inner only");
                joining.set(catchThrowable(outer::join));
            }));
            go.countDown();
            assertThat(joining.get())
                    .isInstanceOf(ScopeCancelledException.class)
                    .hasMessageContaining("inner only");
            assertThat(outer.join()).containsExactly("late");
        }
    }

    @Test
    void openedInsideABinding_closedOutside_leavesTheThreadClean() throws Exception {
        ScopedValue<String> user = ScopedValue.newInstance();
        AtomicReference<JoinScope<?, ?>> leaked = new AtomicReference<>();
        Throwable violation = catchThrowable(() ->
                ScopedValue.where(user, "ann").run(() -> leaked.set(Scope.open(c -> c.withName("leaked")))));
        assertThat(violation.getClass().getSimpleName()).isEqualTo("StructureViolationException");
        var _ = catchThrowable(leaked.get()::close);
        assertThatThrownBy(() -> Scope.onCancel(reason -> {})).hasMessageContaining("is in no scope");
        assertThat(Scope.<Integer, RuntimeException>call(
                        scope -> scope.fork(() -> 1).join()))
                .isEqualTo(1);
    }

    @Test
    void forgottenOpenScope_isEndedByTheScopeAroundIt() throws Exception {
        AtomicReference<Fork<?>> orphan = new AtomicReference<>();
        Scope.run(scope -> {
            @SuppressWarnings("resource")
            var forgotten = Scope.open(c -> c.withName("forgotten"));
            orphan.set(forgotten.fork(JoinScopeTest::waiting));
        });
        assertThat(orphan.get().outcome()).isPresent();
    }
}
