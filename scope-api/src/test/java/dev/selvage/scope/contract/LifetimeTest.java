package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeGatherers;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads cannot outlive their scope, and a scope cannot be used outside its life. */
@Timeout(120)
class LifetimeTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final boolean THOROUGH = Boolean.getBoolean("selvage.thorough");

    @Test
    void run_withAForkThatIgnoresInterrupts_waitsForItsThread() {
        List<Thread> threads = new CopyOnWriteArrayList<>();
        AtomicBoolean release = new AtomicBoolean();
        var _ = catchThrowable(() -> Scope.run(scope -> {
            scope.fork("stubborn", () -> {
                threads.add(Thread.currentThread());
                while (!release.get()) {
                    LockSupport.parkNanos(1_000_000);
                    if (Thread.interrupted()) {
                        release.set(true);
                    }
                }
            });
            while (threads.isEmpty()) {
                Thread.onSpinWait();
            }
            scope.cancel("stop");
        }));
        assertThat(threads).hasSize(1).allMatch(thread -> thread.getState() == Thread.State.TERMINATED);
    }

    @Test
    void usedAfterItsEnd_isRefused_andTheTaskNeverRuns() throws Exception {
        AtomicReference<Scope> leaked = new AtomicReference<>();
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(c -> c.withName("short"), leaked::set);
        assertThatThrownBy(() -> leaked.get().fork(() -> ran.set(true)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("scope 'short' has ended: the task does not run; fork while the scope is open");
        assertThat(leaked.get().cancel("too late")).isFalse();
        assertThat(ran).isFalse();
    }

    @Test
    void usedFromAnOutsideThread_isRefused_namingBoth() throws Exception {
        AtomicReference<Throwable> refused = new AtomicReference<>();
        Scope.run(c -> c.withName("mine"), scope -> {
            Thread stranger = Thread.ofPlatform()
                    .name("stranger")
                    .start(() -> refused.set(catchThrowable(() -> scope.fork(() -> 1))));
            stranger.join();
        });
        assertThat(refused.get())
                .isInstanceOf(WrongThreadException.class)
                .hasMessage("thread 'stranger' is not in scope 'mine': only its owner '"
                        + Thread.currentThread().getName() + "' and its forks may fork");
    }

    @Test
    void body_runsOnTheCallersThread_withItsThreadLocalsAndLocks() throws Exception {
        ThreadLocal<String> local = ThreadLocal.withInitial(() -> "none");
        local.set("caller");
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        try {
            Scope.run(scope -> {
                assertThat(local.get()).isEqualTo("caller");
                assertThat(lock.isHeldByCurrentThread()).isTrue();
            });
        } finally {
            lock.unlock();
        }
    }

    @Test
    void scopedValues_areInherited_alsoByForksOfForks() throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        ScopedValue.where(USER, "ann").call(() -> {
            Scope.run(scope -> scope.fork(() -> {
                seen.add(USER.get());
                scope.fork(() -> seen.add(USER.get()));
            }));
            return null;
        });
        assertThat(seen).containsExactly("ann", "ann");
    }

    @Test
    void fork_underANewerBinding_failsLoudly() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Scope.run(scope -> ScopedValue.where(USER, "newer")
                .run(() -> assertThatThrownBy(() -> scope.fork(() -> ran.set(true)))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage("fork 'scope/fork#1' cannot start: a scoped value was bound after scope 'scope' was"
                                + " opened, and the fork would not see it; open a scope inside the binding")));
        assertThat(ran).isFalse();
    }

    @Test
    void forkThatForksUnderANewerBinding_failsLoudly() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope ->
                scope.fork(() -> ScopedValue.where(USER, "newer").run(() -> scope.fork(() -> 1)))));
        assertThat(thrown).isInstanceOf(ScopeFailedException.class);
        assertThat(thrown.getCause().getClass().getSimpleName()).isEqualTo("StructureViolationException");
    }

    @Test
    void threadFactory_thatGivesNull_isARejection() {
        assertThatThrownBy(() -> Scope.run(c -> c.withThreadFactory(task -> null), scope -> scope.fork(() -> 1)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void threadFactory_ofPlatformThreads_isUsed() throws Exception {
        boolean virtual = Scope.call(
                c -> c.withThreadFactory(Thread.ofPlatform().factory()),
                scope -> scope.fork(() -> Thread.currentThread().isVirtual()).join());
        assertThat(virtual).isFalse();
    }

    @Test
    void forksOfForks_deepAndWide_allEndBeforeTheScope() throws Exception {
        AtomicInteger ended = new AtomicInteger();
        Scope.run(scope -> spawn(scope, 6, ended));
        assertThat(ended).hasValue(3 + 9 + 27 + 81 + 243 + 729);
    }

    private static void spawn(Scope scope, int depth, AtomicInteger ended) {
        for (int i = 0; i < 3 && depth > 0; i++) {
            scope.fork(() -> {
                spawn(scope, depth - 1, ended);
                ended.incrementAndGet();
            });
        }
    }

    @Test
    void firstForkOfAFork_insideAnInnerScope_isRefusedWithTheRemedy() {
        Throwable thrown = catchThrowable(() -> Scope.run(
                c -> c.withName("outer"),
                outer ->
                        outer.fork("worker", () -> Scope.run(c -> c.withName("inner"), inner -> outer.fork(() -> 1)))));
        assertThat(thrown.getCause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fork 'outer/worker#1' cannot make its first fork in scope 'outer' while scope 'inner' is"
                        + " open in it: make that fork before, or fork into the inner scope");
    }

    @Test
    void join_ofItself_isRefused() {
        AtomicReference<Fork<?>> self = new AtomicReference<>();
        CountDownLatch set = new CountDownLatch(1);
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> {
            self.set(scope.fork("self", () -> {
                set.await();
                self.get().join();
            }));
            set.countDown();
        }));
        assertThat(thrown.getCause())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("fork 'scope/self#1' waits for itself: it would never end");
    }

    @Test
    void nestedScopes_fiveThousand_areCancelledFromTheOutermost() throws Exception {
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        AtomicInteger deepest = new AtomicInteger();
        Runnable nest = () -> thrown.set(catchThrowable(() -> Scope.run(scope -> {
            scope.fork(() -> {
                while (deepest.get() < 5_000) {
                    LockSupport.parkNanos(1_000_000);
                }
                scope.cancel("from the top");
            });
            nested(5_000, deepest);
        })));
        Thread thread = new Thread(null, nest, "deep", 512L << 20);
        thread.start();
        thread.join();
        assertThat(thrown.get()).isInstanceOf(ScopeCancelledException.class).hasMessageContaining("from the top");
    }

    private static void nested(int more, AtomicInteger deepest) throws ScopeFailedException, InterruptedException {
        deepest.incrementAndGet();
        if (more == 1) {
            new CountDownLatch(1).await();
        }
        Scope.run(scope -> nested(more - 1, deepest));
    }

    @Test
    void orderedGatherer_manyElements_retainsNoFork() {
        List<Long> used = new CopyOnWriteArrayList<>();
        int elements = 200_000;
        long passed = IntStream.rangeClosed(1, elements)
                .boxed()
                .gather(ScopeGatherers.mapConcurrent(4, i -> new byte[1_000]))
                .peek(bytes -> sampleMemory(used, elements / 4))
                .count();
        assertThat(passed).isEqualTo(elements);
        assertThat(used.getLast() - used.getFirst()).isLessThan(20L << 20);
    }

    private final AtomicInteger samples = new AtomicInteger();

    private void sampleMemory(List<Long> used, int every) {
        if (samples.incrementAndGet() % every == 0) {
            System.gc();
            Runtime runtime = Runtime.getRuntime();
            used.add(runtime.totalMemory() - runtime.freeMemory());
        }
    }

    @Test
    void endlessScope_aMillionForks_staysSmall() throws Exception {
        int forks = THOROUGH ? 10_000_000 : 1_000_000;
        AtomicInteger ran = new AtomicInteger();
        List<Long> used = new CopyOnWriteArrayList<>();
        Scope.supervise(failure -> {}, scope -> {
            for (int i = 1; i <= forks; i++) {
                Fork<?> fork = scope.fork(() -> ran.incrementAndGet());
                if (i % 1_000 == 0) {
                    fork.join();
                }
                if (i % (forks / 4) == 0) {
                    fork.join();
                    System.gc();
                    Runtime runtime = Runtime.getRuntime();
                    used.add(runtime.totalMemory() - runtime.freeMemory());
                }
            }
        });
        assertThat(ran).hasValue(forks);
        assertThat(used.getLast() - used.getFirst()).isLessThan(20L << 20);
    }
}
