package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.CancelReason;
import dev.selvage.scope.DropException;
import dev.selvage.scope.Fork;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Outcome;
import dev.selvage.scope.Owned;
import dev.selvage.scope.OwnedTask;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.handle.Confined;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Handles that move into forks: closed exactly once in each way that a fork can end. */
@Timeout(30)
class ForkHandleTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    /** A resource that counts its closings. */
    private static final class Counted implements AutoCloseable {
        final AtomicInteger closed = new AtomicInteger();

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** A handle that is not one of the library's. */
    private record Foreign(AtomicInteger moved, AtomicInteger closed) implements Handle<Foreign> {
        @Override
        public Foreign move() {
            moved.incrementAndGet();
            return this;
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private final Counted counted = new Counted();
    private final Owned<Counted> handle = Owned.of("counted", counted);

    private static void awaitAllTheSame(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true; // told by the flag
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void assertClosedOnce() {
        assertThat(counted.closed).hasValue(1);
        assertMoved();
    }

    private void assertMoved() {
        assertThatThrownBy(handle::get)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining("owned 'counted' was moved");
        handle.close();
        assertThat(counted.closed).hasValueLessThan(2);
    }

    @Test
    void fork_thatSucceeds_hasClosedTheHandleBeforeItsEndIsSeen() throws Exception {
        Scope.run(scope -> {
            Fork<Integer> fork = scope.forkCall("reader", handle, h -> {
                assertThat(h.get()).isSameAs(counted);
                return h.get().closed.get();
            });
            assertThat(fork.join()).isZero();
            assertThat(counted.closed).hasValue(1);
        });
        assertClosedOnce();
    }

    @Test
    void fork_oldHandleUsedAfterTheCall_failsAtOnce() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(scope -> {
            scope.fork(handle, h -> end.await());
            assertMoved();
            assertThatThrownBy(() -> scope.fork(handle, h -> {}))
                    .isInstanceOf(HandleClosedException.class)
                    .hasMessageContaining("use the handle that it was moved to, or clone it before");
            end.countDown();
        });
        assertClosedOnce();
    }

    @Test
    void fork_thatFails_hasClosedTheHandle() {
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(handle, h -> {
                    throw new IOException("no");
                })))
                .isInstanceOf(ScopeFailedException.class)
                .hasRootCauseMessage("no");
        assertClosedOnce();
    }

    @Test
    void fork_cancelledWhileItRuns_closesTheHandle() {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch runs = new CountDownLatch(1);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(handle, h -> {
                        runs.countDown();
                        never.await();
                    });
                    runs.await();
                    scope.cancel("enough");
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertClosedOnce();
    }

    @Test
    void fork_inACancelledScope_closesTheHandleAtOnce() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("before");
                    Fork<?> fork = scope.fork(handle, h -> {});
                    assertThat(fork.state()).isEqualTo(Fork.State.NOT_STARTED);
                    assertThat(counted.closed).hasValue(1);
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertClosedOnce();
    }

    @Test
    void fork_cancelledWhileItIsQueued_closesTheHandleOnce() throws Exception {
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork("maker", () -> {
                    Fork<?> queued = scope.fork("queued", handle, h -> {
                        throw new AssertionError("must not run");
                    });
                    assertThat(queued.state()).isEqualTo(Fork.State.QUEUED);
                    assertThat(queued.cancel("not needed")).isTrue();
                    queued.await();
                    assertThat(counted.closed).hasValue(1);
                }));
        assertClosedOnce();
    }

    @Test
    void fork_cancelledBetweenTheStartOfItsThreadAndItsTask_closesTheHandleOnce() throws Exception {
        CountDownLatch mayRun = new CountDownLatch(1);
        ThreadFactory late = task -> Thread.ofVirtual().unstarted(() -> {
            awaitAllTheSame(mayRun);
            task.run();
        });
        Scope.run(c -> c.withThreadFactory(late), scope -> {
            Fork<?> fork = scope.fork(handle, h -> {
                throw new AssertionError("must not run");
            });
            assertThat(fork.cancel("not needed")).isTrue();
            assertThat(counted.closed).hasValue(0);
            mayRun.countDown();
            assertThat(fork.await()).isInstanceOf(Outcome.NotStarted.class);
            assertThat(counted.closed).hasValue(1);
        });
        assertClosedOnce();
    }

    @Test
    void fork_thatWasQueued_runsWithTheHandleAndClosesIt() throws Exception {
        AtomicInteger seen = new AtomicInteger(-1);
        Scope.run(
                c -> c.withMaxConcurrency(1),
                scope -> scope.fork("maker", () -> {
                    scope.fork(handle, h -> seen.set(h.get().closed.get()));
                }));
        assertThat(seen).hasValue(0);
        assertClosedOnce();
    }

    @Test
    void tryFork_atTheLimit_closesTheHandleAndReturnsNothing() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(c -> c.withMaxConcurrency(1), scope -> {
            scope.fork(() -> end.await());
            assertThat(scope.tryFork(handle, h -> {})).isEmpty();
            assertThat(counted.closed).hasValue(1);
            end.countDown();
        });
        assertClosedOnce();
    }

    @Test
    void tryForkCall_belowTheLimit_runs() throws Exception {
        Scope.run(c -> c.withMaxConcurrency(1), scope -> {
            assertThat(scope.tryForkCall("n", handle, h -> 7).orElseThrow().join())
                    .isEqualTo(7);
        });
        assertClosedOnce();
    }

    @Test
    void fork_afterTheEndOfTheScope_closesTheHandle() throws Exception {
        AtomicReference<Scope> escaped = new AtomicReference<>();
        Scope.run(escaped::set);
        assertThatThrownBy(() -> escaped.get().fork(handle, h -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended");
        assertClosedOnce();
    }

    @Test
    void fork_onAForeignThread_closesTheHandle() throws Exception {
        Scope.run(scope -> {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.ofVirtual()
                    .start(() -> thrown.set(catchThrowable(() -> scope.fork(handle, h -> {}))))
                    .join();
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        });
        assertClosedOnce();
    }

    @Test
    void fork_withoutAThread_closesTheHandle() throws Exception {
        Scope.run(c -> c.withThreadFactory(task -> null), scope -> {
            assertThatThrownBy(() -> scope.fork(handle, h -> {})).isInstanceOf(RejectedExecutionException.class);
        });
        assertClosedOnce();
    }

    @Test
    void fork_underANewerScopedValue_closesTheHandle() throws Exception {
        Scope.run(scope -> ScopedValue.where(USER, "ann")
                .run(() -> assertThatThrownBy(() -> scope.fork(handle, h -> {}))
                        .isInstanceOf(IllegalStateException.class)));
        assertClosedOnce();
    }

    @Test
    @SuppressWarnings("NullAway") // on purpose
    void fork_withoutATask_closesTheHandle() throws Exception {
        Scope.run(scope -> {
            assertThatThrownBy(() -> scope.fork(handle, null)).isInstanceOf(NullPointerException.class);
        });
        assertClosedOnce();
    }

    @Test
    void openScope_afterJoin_closesTheHandle() throws Exception {
        try (JoinScope<Object, Void> scope = Scope.open()) {
            scope.join();
            assertThatThrownBy(() -> scope.fork(handle, h -> {})).hasMessageContaining("has been joined");
        }
        assertClosedOnce();
    }

    @Test
    void openScope_forksWithHandles() throws Exception {
        try (var scope = Scope.open(Joiner.<Integer>allSuccessfulOrThrow())) {
            scope.forkCall(handle, h -> 1);
            scope.<Owned<Counted>, Integer>fork("second", Owned.of(new Counted()), h -> {});
            assertThat(scope.join()).containsExactly(1, null);
        }
        assertClosedOnce();
    }

    @Test
    void fork_withBindings_ownsTheHandle() throws Exception {
        Scope.run(scope -> {
            Fork<String> fork = scope.fork(
                    ScopedValue.where(USER, "ann"),
                    OwnedTask.of(handle, h -> USER.get() + h.get().closed.get()));
            assertThat(fork.join()).isEqualTo("ann0");
        });
        assertClosedOnce();
    }

    @Test
    void par_secondIsRefused_closesBoth() {
        Counted other = new Counted();
        OwnedTask<Integer> first = OwnedTask.of(Owned.of(other), h -> 1);
        OwnedTask<Integer> second = OwnedTask.of(handle, h -> 2);
        assertThat(first.toString()).isEqualTo("OwnedTask[Owned[Counted, open]]");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Scope.par(first, second, Integer::sum)).isInstanceOf(InterruptedException.class);
        assertThat(other.closed).hasValue(1);
        assertClosedOnce();
    }

    @Test
    void par_runsBoth() throws Exception {
        int sum = Scope.par(OwnedTask.of(Owned.of(new Counted()), h -> 1), OwnedTask.of(handle, h -> 2), Integer::sum);
        assertThat(sum).isEqualTo(3);
        assertClosedOnce();
    }

    @Test
    void race_cancelledBeforeAllAreForked_closesEach() {
        List<Counted> resources = List.of(new Counted(), new Counted(), new Counted());
        List<OwnedTask<Integer>> tasks = resources.stream()
                .map(resource -> OwnedTask.<Owned<Counted>, Integer>of(Owned.of(resource), h -> 1))
                .toList();
        assertThatThrownBy(() -> Scope.run(outer -> {
                    outer.cancel("before");
                    Scope.race(tasks);
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(resources).allSatisfy(resource -> assertThat(resource.closed).hasValue(1));
        handle.close();
    }

    @Test
    void task_calledTwice_isRefused() throws Exception {
        OwnedTask<Integer> task = OwnedTask.of(handle, h -> 1);
        assertThat(task.call()).isEqualTo(1);
        assertThatThrownBy(task::call).isInstanceOf(IllegalStateException.class).hasMessageContaining("runs once");
        task.close();
        assertClosedOnce();
    }

    @Test
    void task_closedBeforeItRuns_closesTheHandleOnce() {
        OwnedTask<Integer> task = OwnedTask.of(handle, h -> 1);
        task.close();
        task.close();
        assertThatThrownBy(task::call).isInstanceOf(IllegalStateException.class);
        assertClosedOnce();
    }

    @Test
    void foreignHandle_isMovedAndClosedOnce() throws Exception {
        Foreign foreign = new Foreign(new AtomicInteger(), new AtomicInteger());
        Scope.run(scope -> scope.fork(foreign, h -> assertThat(h.closed()).hasValue(0)));
        assertThat(foreign.moved()).hasValue(1);
        assertThat(foreign.closed()).hasValue(1);
        handle.close();
    }

    @Test
    void fork_thatFails_isTheFirstFailure_alsoIfClosingItsHandleMakesOthersFailBefore() {
        CountDownLatch closing = new CountDownLatch(1);
        CountDownLatch consequence = new CountDownLatch(1);
        AtomicReference<CancelReason> reason = new AtomicReference<>();
        Owned<AutoCloseable> slow = Owned.of("slow", () -> {
            closing.countDown();
            awaitAllTheSame(consequence);
        });
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork("culprit", slow, h -> {
                        throw new IOException("the cause");
                    });
                    Fork<?> victim = scope.fork("victim", () -> {
                        closing.await();
                        throw new IllegalStateException("because it was closed");
                    });
                    try {
                        victim.await(); // returns, or throws because the victim has ended and the scope is cancelled
                    } finally {
                        reason.set(scope.reason().orElse(null));
                        consequence.countDown();
                    }
                }))
                .isInstanceOf(ScopeFailedException.class)
                .hasMessageContaining("culprit")
                .hasRootCauseMessage("the cause")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .extracting(Throwable::getMessage)
                        .containsExactly("because it was closed"));
        assertThat(reason.get()).isNotNull();
        assertThat(reason.get().message()).contains("culprit", "the cause");
        handle.close();
    }

    @ParameterizedTest
    @MethodSource("joinersThatThrowTheFirstFailure")
    void join_ofAForkThatFails_throwsItsFailure_alsoIfClosingItsHandleMakesAnotherEndBefore(
            Joiner<Object, ?> firstFailure) throws Exception {
        CountDownLatch closing = new CountDownLatch(1);
        CompletableFuture<Thread> victim = new CompletableFuture<>();
        Owned<AutoCloseable> slow = Owned.of("slow", () -> {
            closing.countDown();
            joinAllTheSame(victim.join()); // when its thread has ended, the joiner has been told of it
        });
        try (JoinScope<Object, ?> scope = Scope.open(firstFailure)) {
            scope.fork("victim", () -> {
                victim.complete(Thread.currentThread());
                awaitAllTheSame(closing);
                throw new IOException("because it was closed");
            });
            scope.fork("culprit", slow, h -> {
                throw new IOException("the cause");
            });
            assertThatThrownBy(scope::join)
                    .isInstanceOf(ScopeFailedException.class)
                    .hasMessageStartingWith("fork 'scope/culprit#2' failed: java.io.IOException: the cause")
                    .hasRootCauseMessage("the cause")
                    .satisfies(e -> assertThat(e.getSuppressed())
                            .extracting(Throwable::getMessage)
                            .contains("because it was closed"));
        }
        handle.close();
    }

    private static void joinAllTheSame(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    static List<Joiner<Object, ?>> joinersThatThrowTheFirstFailure() {
        return List.of(Joiner.allSuccessfulOrThrow(), Joiner.awaitAllSuccessfulOrThrow(), Joiner.quorum(2));
    }

    @Test
    void manyForksThatFailWithAHandle_areEachCountedOnce() {
        int many = 50;
        CountDownLatch all = new CountDownLatch(many);
        assertThatThrownBy(() -> Scope.run(scope -> {
                    for (int i = 0; i < many; i++) {
                        scope.fork(Owned.of(new Counted()), h -> {
                            all.countDown();
                            awaitAllTheSame(all);
                            throw new IOException("one of many");
                        });
                    }
                }))
                .satisfies(e -> {
                    assertThat(e.getSuppressed()).hasSize(33);
                    assertThat(e.getSuppressed()[32]).hasMessage("and 17 more failures");
                });
        handle.close();
    }

    // ---- two handles

    @Test
    void forkOfTwo_closesBoth() throws Exception {
        Counted other = new Counted();
        Owned<Counted> second = Owned.of("other", other);
        Scope.run(scope -> {
            scope.fork("both", handle, second, (a, b) -> {
                assertThat(a.get()).isSameAs(counted);
                assertThat(b.get()).isSameAs(other);
            });
            assertThatThrownBy(second::get).isInstanceOf(HandleClosedException.class);
        });
        assertThat(other.closed).hasValue(1);
        assertClosedOnce();
    }

    @Test
    void forkCallOfTwo_inACancelledScope_closesBoth() {
        Counted other = new Counted();
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.cancel("before");
                    Fork<Integer> fork = scope.forkCall(Owned.of(other), handle, (a, b) -> 1);
                    assertThat(fork.state()).isEqualTo(Fork.State.NOT_STARTED);
                }))
                .isInstanceOf(ScopeCancelledException.class);
        assertThat(other.closed).hasValue(1);
        assertClosedOnce();
    }

    @Test
    void forkOfTwo_oneIsClosedAlready_closesTheOther() throws Exception {
        Owned<Counted> gone = Owned.of("gone", new Counted());
        gone.close();
        Counted other = new Counted();
        Scope.run(scope -> {
            assertThatThrownBy(() -> scope.fork(handle, gone, (a, b) -> {}))
                    .isInstanceOf(HandleClosedException.class)
                    .hasMessageContaining("'gone'");
            assertThatThrownBy(() -> scope.fork(gone, Owned.of(other), (a, b) -> {}))
                    .isInstanceOf(HandleClosedException.class);
        });
        assertThat(other.closed).hasValue(1);
        assertClosedOnce();
    }

    @Test
    void forkOfTwo_theSecondCannotBeClosed_closesTheFirstAllTheSame() {
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(handle, failing(new IOException("no")), (a, b) -> {})))
                .hasRootCauseMessage("no");
        assertClosedOnce();
    }

    // ---- closing that fails

    private static Owned<AutoCloseable> failing(Exception e) {
        return Owned.of("failing", () -> {
            throw e;
        });
    }

    @Test
    void close_thatThrows_makesTheForkFail() {
        IOException full = new IOException("disk full");
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(failing(full), h -> {})))
                .isInstanceOf(ScopeFailedException.class)
                .cause()
                .isInstanceOf(DropException.class)
                .hasMessageContaining("owned 'failing' could not be freed: java.io.IOException: disk full")
                .hasCause(full);
        handle.close();
    }

    @Test
    void close_thatThrowsAfterTheTaskThrew_isSuppressed() {
        IllegalStateException own = new IllegalStateException("own");
        IllegalArgumentException drop = new IllegalArgumentException("drop");
        assertThatThrownBy(() -> Scope.run(scope -> scope.fork(failing(drop), h -> {
                    throw own;
                })))
                .hasCause(own);
        assertThat(own.getSuppressed()).containsExactly(drop);
        handle.close();
    }

    @Test
    void close_thatThrowsForAForkThatNeverRan_isLogged() {
        Logged logged = new Logged();
        logged.start();
        try {
            assertThatThrownBy(() -> Scope.run(c -> c.withName("dropped"), scope -> {
                        scope.cancel("before");
                        scope.fork(failing(new IOException("disk full")), h -> {});
                    }))
                    .isInstanceOf(ScopeCancelledException.class);
        } finally {
            logged.stop();
        }
        assertThat(logged.messages()).contains("closing the handle of fork 'dropped/fork#1', which never ran, failed");
        handle.close();
    }

    @Test
    void close_thatThrowsForARefusedFork_isSuppressed() throws Exception {
        AtomicReference<Scope> escaped = new AtomicReference<>();
        Scope.run(escaped::set);
        IllegalArgumentException drop = new IllegalArgumentException("drop");
        assertThatThrownBy(() -> escaped.get().fork(failing(drop), h -> {}))
                .isInstanceOf(IllegalStateException.class)
                .satisfies(e -> assertThat(e.getSuppressed()).containsExactly(drop));
        handle.close();
    }

    // ---- Owned

    @Test
    void owned_unwrapped_isNotClosed() {
        assertThat(handle.unwrap()).isSameAs(counted);
        handle.close();
        assertThat(counted.closed).hasValue(0);
        assertThatThrownBy(handle::move)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageContaining("was unwrapped");
        assertThat(handle.toString()).startsWith("Owned['counted', unwrapped");
    }

    @Test
    void owned_closedByManyThreadsAtOnce_closesTheResourceOnce() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            Counted resource = new Counted();
            Owned<Counted> shared = Owned.of(resource);
            Scope.run(scope -> {
                for (int i = 0; i < 4; i++) {
                    scope.fork(shared::close);
                }
            });
            assertThat(resource.closed).hasValue(1);
        }
        handle.close();
    }

    @Test
    void owned_ofAConfinedResource_isRefused() {
        final class Local implements AutoCloseable, Confined {
            @Override
            public void close() {}

            @Override
            public String toString() {
                return "Local";
            }
        }
        assertThatThrownBy(() -> Owned.of(new Local()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Local is confined to its thread: no handle that moves into a fork can have it; "
                        + "share it by an Arc instead");
        handle.close();
    }
}
