package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Owned;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.handle.Handle;
import dev.selvage.scope.handle.HandleClosedException;
import java.io.IOException;
import java.time.Duration;
import java.util.AbstractList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who has which handle, and the reports of those that are left open or lost. The level in tests is paranoid. */
@Timeout(60)
class OwnershipTrackingTest {
    private final Logged logged = new Logged(Handle.class);
    private final AtomicInteger closed = new AtomicInteger();

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    private Owned<AutoCloseable> handle() {
        return Owned.of("tracked", closed::incrementAndGet);
    }

    private List<String> messages() {
        return logged.messages().stream().filter(m -> m.contains("'tracked'")).toList();
    }

    // ---- the end of a scope

    @Test
    void scopeEnd_aForkHasLeftAHandleOpen_reportsItWithItsLine() throws Exception {
        Queue<Owned<AutoCloseable>> kept = new ConcurrentLinkedQueue<>();
        Scope.run(
                c -> c.withName("leaky"),
                scope -> scope.fork("keeper", () -> {
                    kept.add(handle());
                }));
        assertThat(messages())
                .singleElement()
                .asString()
                .matches(
                        "scope 'leaky'( \\(opened at .*\\))? ended, and fork 'leaky/keeper#1', which has ended, has left owned "
                                + "'tracked' open: made at .*OwnershipTrackingTest.java:\\d+\\) by fork 'leaky/keeper#1' \\d+ ms "
                                + "ago; close it in the fork that has it, return it, or detach\\(\\) it if it is meant to outlive "
                                + "the scope");
        kept.forEach(Owned::close);
        assertThat(closed).hasValue(1);
        assertThat(messages()).hasSize(1);
    }

    @Test
    void scopeEnd_aForkOfAForkHasFailedAndLeftAHandleOpen_reportsIt() {
        Queue<Owned<AutoCloseable>> kept = new ConcurrentLinkedQueue<>();
        assertThatThrownBy(() -> Scope.run(
                        c -> c.withName("leaky"),
                        scope -> scope.fork("maker", () -> {
                            scope.fork("child", () -> {
                                kept.add(handle());
                                throw new IOException("no");
                            });
                        })))
                .isInstanceOf(ScopeFailedException.class);
        assertThat(messages())
                .singleElement()
                .asString()
                .contains("and fork 'leaky/child#1.1', which has ended, has left");
        kept.forEach(Owned::close);
    }

    @Test
    void scopeEnd_supervisedScope_reportsToo() throws Exception {
        Queue<Owned<AutoCloseable>> kept = new ConcurrentLinkedQueue<>();
        Scope.supervise(
                failure -> {},
                scope -> scope.fork(() -> {
                    kept.add(handle());
                }));
        assertThat(messages()).hasSize(1);
        kept.forEach(Owned::close);
    }

    @Test
    void scopeEnd_everythingClosedMovedReturnedOrDetached_reportsNothing() throws Exception {
        Queue<Owned<?>> taken = new ConcurrentLinkedQueue<>();
        Scope.run(scope -> {
            scope.fork(() -> handle().close());
            scope.fork(() -> {
                taken.add(handle().detach());
            });
            taken.add(scope.fork(() -> handle()).join());
            taken.addAll(scope.fork(() -> List.of(handle(), handle())).join());
            taken.addAll(scope.fork(() -> Map.of("a", handle())).join().values());
            taken.add(scope.fork(() -> Optional.of(handle())).join().orElseThrow());
            taken.add(scope.fork(() -> new Owned<?>[] {handle()}).join()[0].move());
            Queue<Owned<AutoCloseable>> handedOver = new ConcurrentLinkedQueue<>();
            scope.fork(() -> {
                        handedOver.add(handle());
                    })
                    .join();
            taken.add(handedOver.remove().move());
            scope.fork(handle(), mine -> {
                scope.fork(mine, h -> {});
            });
            taken.add(handle()); // the body's own
        });
        assertThat(messages()).isEmpty();
        assertThat(taken).allSatisfy(handle -> assertThat(handle.toString()).isEqualTo("Owned['tracked', open]"));
        taken.forEach(Owned::close);
        assertThat(closed).hasValue(11);
    }

    @Test
    void scopeEnd_closedByTheOwnerAfterTheForkEnded_reportsNothing() throws Exception {
        Queue<Owned<AutoCloseable>> kept = new ConcurrentLinkedQueue<>();
        Scope.run(scope -> {
            scope.fork(() -> {
                        kept.add(handle());
                    })
                    .await();
            kept.forEach(Owned::close);
        });
        assertThat(messages()).isEmpty();
    }

    @Test
    void result_thatCannotBeSearched_isTheResultAllTheSame() throws Exception {
        List<Object> unwilling = new AbstractList<>() {
            @Override
            public Object get(int index) {
                throw new IllegalStateException("not now");
            }

            @Override
            public int size() {
                return 1;
            }
        };
        Owned<AutoCloseable> kept = Scope.call(scope -> {
            Queue<Owned<AutoCloseable>> made = new ConcurrentLinkedQueue<>();
            Fork<List<Object>> fork = scope.fork(() -> {
                made.add(handle());
                return unwilling;
            });
            assertThat(fork.await().getClass().getSimpleName()).isEqualTo("Succeeded");
            return made.remove();
        });
        assertThat(messages()).hasSize(1);
        kept.close();
    }

    // ---- who has it

    @Test
    void dump_showsTheHandlesOfForks() throws Exception {
        CountDownLatch runs = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(c -> c.withName("dumped"), scope -> {
            Owned<AutoCloseable> mine = handle();
            scope.fork("holder", handle(), h -> {
                runs.countDown();
                end.await();
            });
            runs.await();
            String dump = Scope.dump();
            assertThat(dump.lines().filter(line -> line.contains("'dumped/holder#1'")))
                    .singleElement()
                    .asString()
                    .containsPattern("owned 'tracked' for \\d+ ms from .*OwnershipTrackingTest.java");
            assertThat(Scope.dumpJson()).containsPattern("\"holds\": ?\\[\"owned 'tracked' for \\d+ ms");
            mine.close();
            end.countDown();
        });
        assertThat(closed).hasValue(2);
    }

    @Test
    void use_afterMoveOrClose_namesThreadAndPlace() throws Exception {
        Owned<AutoCloseable> handle = handle();
        Owned<AutoCloseable> moved = handle.move();
        assertThatThrownBy(handle::get)
                .isInstanceOf(HandleClosedException.class)
                .hasMessageMatching(
                        "this handle of owned 'tracked' was moved by (thread|fork) '.*' at "
                                + ".*OwnershipTrackingTest.java:\\d+\\): use the handle that it was moved to, or clone it before");
        Scope.run(c -> c.withName("closers"), scope -> scope.fork("closer", () -> moved.close()));
        assertThatThrownBy(moved::move)
                .hasMessageContaining("was closed by fork 'closers/closer#1'")
                .hasMessageContaining("OwnershipTrackingTest.java");
        assertThatThrownBy(moved::detach).isInstanceOf(HandleClosedException.class);
    }

    // ---- lost handles

    private static void lose(Owned<?> handle) {
        assertThat(handle.get()).isNotNull();
    }

    @Test
    void lostHandle_isReportedOnceAndGivenUp() {
        lose(handle());
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return closed.get() == 1;
        });
        assertThat(messages())
                .singleElement()
                .asString()
                .matches(
                        "owned 'tracked' was lost without close\\(\\): made at .*OwnershipTrackingTest.java:\\d+\\) by "
                                + "thread '.*' \\d+ ms ago; it is given up now; use try-with-resources, or move it into a fork");
    }

    @Test
    void lostHandle_thatAScopeHasReported_isGivenUpSilently() throws Exception {
        Scope.run(scope -> scope.fork(() -> {
            var _ = handle();
        }));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return closed.get() == 1;
        });
        assertThat(messages()).hasSize(1);
    }

    @Test
    void lostHandle_whoseClosingThrows_isLogged() {
        lose(Owned.of("tracked", () -> {
            closed.incrementAndGet();
            throw new IOException("no");
        }));
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return messages().size() == 2;
        });
        assertThat(messages().getLast()).isEqualTo("giving up the lost owned 'tracked' failed");
    }

    @Test
    void returnedHandle_keepsItsPlace() throws Exception {
        Fork<Owned<AutoCloseable>> fork = Scope.call(scope -> scope.fork(() -> handle()));
        Owned<AutoCloseable> handle = fork.join();
        assertThat(handle.get()).isNotNull();
        handle.close();
        assertThat(messages()).isEmpty();
    }
}
