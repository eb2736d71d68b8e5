package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import dev.selvage.scope.spi.ContextCarrier;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Context in forks: carriers, thread-local variables, scoped values of a single fork. */
@Timeout(30)
class ContextTest {
    private static final ThreadLocal<String> TENANT = new ThreadLocal<>();
    private static final ScopedValue<String> USER = ScopedValue.newInstance();
    private static final ScopedValue<String> ROLE = ScopedValue.newInstance();

    private final Logged logged = new Logged();

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
        TENANT.remove();
    }

    // ---- carriers

    @Test
    void carrier_capturesInTheMaker_appliesInTheForkBeforeTheTask_undoesAfterIt() throws Exception {
        Queue<String> steps = new ConcurrentLinkedQueue<>();
        Scope.run(c -> c.withContext(tracing("a", steps), tracing("b", steps)), scope -> {
            scope.fork("work", () -> {
                steps.add("task");
            });
        });
        assertThat(steps)
                .containsExactly(
                        "a captured by owner",
                        "b captured by owner",
                        "a applied in fork",
                        "b applied in fork",
                        "task",
                        "b undone in fork",
                        "a undone in fork");
    }

    private static ContextCarrier tracing(String name, Queue<String> steps) {
        Thread owner = Thread.currentThread();
        return () -> {
            steps.add(name + " captured by " + where(owner));
            return () -> {
                steps.add(name + " applied in " + where(owner));
                return () -> steps.add(name + " undone in " + where(owner));
            };
        };
    }

    private static String where(Thread owner) {
        return Thread.currentThread() == owner ? "owner" : "fork";
    }

    @Test
    void carrier_ofAFailingTask_isUndoneAllTheSame() {
        Queue<String> steps = new ConcurrentLinkedQueue<>();
        var _ = catchThrowable(() -> Scope.run(
                c -> c.withContext(tracing("a", steps)),
                scope -> scope.fork(() -> {
                    throw new IllegalStateException("no");
                })));
        assertThat(steps).endsWith("a undone in fork");
    }

    @Test
    void carriersThatThrow_areReported_andTheForkAndTheOtherCarriersGoOn() throws Exception {
        TENANT.set("acme");
        List<ContextCarrier> broken = List.of(
                () -> {
                    throw new IllegalStateException("no capture");
                },
                () -> () -> {
                    throw new IllegalStateException("no apply");
                },
                () -> () -> () -> {
                    throw new IllegalStateException("no close");
                });
        String seen = Scope.call(
                c -> c.withName("job")
                        .withContext(broken.toArray(ContextCarrier[]::new))
                        .withContext(ContextCarrier.of(TENANT)),
                scope -> scope.fork("work", TENANT::get).join());
        assertThat(seen).isEqualTo("acme");
        assertThat(logged.messages())
                .hasSize(3)
                .allMatch(m -> m.endsWith("threw; fork 'job/work#1' goes on without it"))
                .satisfiesExactly(
                        m -> assertThat(m).startsWith("capture() of context carrier "),
                        m -> assertThat(m).startsWith("apply() of context carrier "),
                        m -> assertThat(m).startsWith("close() of context carrier "));
    }

    // ---- thread-local variables

    @Test
    void threadLocal_isSeenInForksAndForksOfForks_andChangesStayInTheFork() throws Exception {
        TENANT.set("acme");
        List<String> seen = new ArrayList<>();
        Scope.run(c -> c.withContext(ContextCarrier.of(TENANT)), scope -> {
            Fork<String> child = scope.fork(() -> {
                TENANT.set("changed");
                return scope.fork(TENANT::get).join();
            });
            seen.add(child.join());
            seen.add(scope.fork(TENANT::get).join());
        });
        assertThat(seen).containsExactly("changed", "acme");
        assertThat(TENANT.get()).isEqualTo("acme");
    }

    @Test
    void threadLocal_ofAReusedThread_isPutBack() throws Exception {
        ContextCarrier carrier = ContextCarrier.of(TENANT);
        ContextCarrier.Snapshot empty = carrier.capture();
        TENANT.set("acme");
        ContextCarrier.Snapshot acme = carrier.capture();
        try (ContextCarrier.Restore outer = empty.apply()) {
            assertThat(outer).isNotNull();
            assertThat(TENANT.get()).isNull();
            try (ContextCarrier.Restore inner = acme.apply()) {
                assertThat(inner).isNotNull();
                assertThat(TENANT.get()).isEqualTo("acme");
            }
            assertThat(TENANT.get()).isNull();
        }
        assertThat(TENANT.get()).isEqualTo("acme");
    }

    @Test
    void withoutACarrier_threadLocalsAreNotCarried() throws Exception {
        TENANT.set("acme");
        boolean absent =
                Scope.call(scope -> scope.fork(() -> TENANT.get() == null).join());
        assertThat(absent).isTrue();
    }

    // ---- scoped values that come and go in the body

    @Test
    void bindingThatHasEnded_inAThreadThatNeverHadOne_doesNotDisturbLaterForks() throws Exception {
        for (Thread.Builder threads : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            Queue<Object> result = new ConcurrentLinkedQueue<>();
            Thread thread = threads.start(() -> {
                try {
                    result.add(Scope.call(scope -> {
                        ScopedValue.where(USER, "ada").run(() -> {});
                        return scope.fork(() -> {
                                    ScopedValue.where(USER, "bob").run(() -> {});
                                    return scope.fork(() -> 1).join();
                                })
                                .join();
                    }));
                } catch (Exception e) {
                    result.add(e);
                }
            });
            thread.join();
            assertThat(result).containsExactly(1);
        }
    }

    // ---- scoped values of one fork

    @Test
    void bindings_areSeenByTheForkAndItsForks_besidesTheInheritedOnes_andByNobodyElse() throws Exception {
        List<String> seen = ScopedValue.where(USER, "ada")
                .call(() -> Scope.call(scope -> {
                    Fork<String> bound = scope.fork(
                            "bound",
                            ScopedValue.where(ROLE, "admin"),
                            () -> scope.fork(() -> USER.get() + " " + ROLE.get())
                                    .join());
                    Fork<String> rebound = scope.fork(ScopedValue.where(USER, "bob"), USER::get);
                    Fork<String> plain = scope.fork(() -> USER.get() + " " + ROLE.orElse("none"));
                    return List.of(bound.join(), rebound.join(), plain.join());
                }));
        assertThat(seen).containsExactly("ada admin", "bob", "ada none");
    }

    @Test
    void bindings_ofTasksWithoutAResult_hold() throws Exception {
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        ScopedValue.Carrier admin = ScopedValue.where(ROLE, "admin");
        Scope.Task task = () -> seen.add(ROLE.get());
        Scope.run(scope -> {
            scope.fork(admin, task);
            scope.fork("named", admin, task);
        });
        try (var scope = Scope.open()) {
            scope.fork(admin, task);
            scope.fork("named", admin, task);
            scope.join();
        }
        assertThat(seen).containsExactly("admin", "admin", "admin", "admin");
    }

    @Test
    void bindings_inAnOpenScope_andOfAQueuedFork_hold() throws Exception {
        try (var scope = Scope.open(c -> c.withMaxConcurrency(1))) {
            Fork<Object> maker = scope.fork(() -> scope.fork("queued", ScopedValue.where(ROLE, "admin"), ROLE::get));
            scope.join();
            assertThat(((Fork<?>) maker.get()).get()).isEqualTo("admin");
        }
    }

    @Test
    void bindings_ofAForkThatIsCancelledOrFails_changeNothing() {
        Throwable thrown = catchThrowable(() -> Scope.run(scope -> scope.fork(ScopedValue.where(ROLE, "admin"), () -> {
            throw new IllegalStateException(ROLE.get());
        })));
        assertThat(thrown).hasCauseInstanceOf(IllegalStateException.class).hasStackTraceContaining("admin");
    }
}
