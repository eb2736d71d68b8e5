package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.catchThrowable;

import dev.selvage.scope.Fork;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Every message that users can get, as text: golden/messages.txt. Log messages are checked where they are provoked. */
@Timeout(60)
class MessagesTest {
    private static final ScopedValue<String> USER = ScopedValue.newInstance();

    private final StringBuilder messages = new StringBuilder();
    private final CountDownLatch never = new CountDownLatch(1);

    @AfterEach
    void noInterruptIsLeft() {
        var _ = Thread.interrupted();
    }

    private void note(String situation, ThrowingCallable call) {
        note(situation, catchThrowable(call));
    }

    private void note(String situation, Throwable thrown) {
        messages.append(situation)
                .append('\n')
                .append("    ")
                .append(thrown.getClass().getSimpleName())
                .append(": ")
                .append(Golden.steady(String.valueOf(thrown.getMessage())))
                .append('\n');
    }

    @Test
    void messages_areThoseOfTheFile() throws Exception {
        using();
        joining();
        ending();
        cancelling();
        configuring();
        Golden.check("messages.txt", messages.toString());
    }

    private void using() throws Exception {
        AtomicReference<Scope> ended = new AtomicReference<>();
        Scope.run(c -> c.withName("request"), ended::set);
        note("fork after the end, by the owner", () -> ended.get().fork(() -> {}));
        Scope.run(c -> c.withName("request"), scope -> {
            AtomicReference<Throwable> elsewhere = new AtomicReference<>();
            Thread stranger = Thread.ofPlatform()
                    .name("stranger")
                    .start(() -> elsewhere.set(catchThrowable(() -> scope.fork(() -> {}))));
            stranger.join();
            note("fork by a thread that is not in the scope", elsewhere.get());
            Thread late = Thread.ofPlatform()
                    .name("late")
                    .start(() -> elsewhere.set(catchThrowable(() -> ended.get().fork(() -> {}))));
            late.join();
            note("fork after the end, by another thread", elsewhere.get());
            ScopedValue.where(USER, "ada")
                    .run(() -> note("fork under a scoped value bound since", () -> scope.fork("load", () -> {})));
            Fork<?> opener = scope.fork(
                    "opener",
                    () -> Scope.run(
                            c -> c.withName("inner"),
                            inner -> note(
                                    "first fork into the outer scope with an inner one open",
                                    () -> scope.fork(() -> {}))));
            opener.join();
        });
        note(
                "thread factory that gives none",
                () -> Scope.run(c -> c.withThreadFactory(task -> null), scope -> scope.fork(() -> {})));
        note("onCancel outside of scopes", () -> Scope.onCancel(reason -> {}));
        note("shield without time", () -> Scope.shield(Duration.ZERO, () -> {}));
    }

    private void joining() throws Exception {
        Scope.run(c -> c.withName("request"), scope -> {
            CountDownLatch end = new CountDownLatch(1);
            CountDownLatch begun = new CountDownLatch(1);
            Fork<?> waiting = scope.fork("waiting", () -> {
                begun.countDown();
                end.await();
            });
            begun.await();
            note("get of a fork that has not succeeded", waiting::get);
            note("timed join, time over", () -> waiting.join(Duration.ofMillis(1)));
            Thread.currentThread().interrupt();
            note("join, interrupted before", () -> waiting.join());
            Thread owner = Thread.currentThread();
            Thread.ofVirtual().start(() -> {
                while (owner.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                owner.interrupt();
            });
            note("join, interrupted while waiting", () -> waiting.join());
            end.countDown();
            AtomicReference<Fork<?>> self = new AtomicReference<>();
            CountDownLatch set = new CountDownLatch(1);
            self.set(scope.fork("self", () -> {
                set.await();
                note("join of oneself", () -> self.get().join());
            }));
            set.countDown();
            self.get().join();
            CountDownLatch cancellable = new CountDownLatch(1);
            Fork<?> cancelled = scope.fork("cancelled", () -> {
                cancellable.countDown();
                never.await();
            });
            cancellable.await();
            cancelled.cancel("not wanted");
            cancelled.await();
            note("join of a cancelled fork", () -> cancelled.join());
        });
        note(
                "join of a failed fork",
                () -> Scope.run(
                        c -> c.withName("request"),
                        scope -> scope.fork("fails", () -> {
                                    throw new IllegalStateException("no");
                                })
                                .join()));
        AtomicReference<Fork<?>> late = new AtomicReference<>();
        note(
                "end of a cancelled scope",
                () -> Scope.run(c -> c.withName("request"), scope -> {
                    scope.cancel("enough");
                    late.set(scope.fork("late", () -> {}));
                }));
        note("join of a fork that never started", () -> late.get().join());
    }

    private void ending() throws Exception {
        note("close without join", () -> {
            try (var scope = Scope.open(c -> c.withName("orders"))) {
                scope.fork(() -> {});
            }
        });
        try (var scope = Scope.open(c -> c.withName("orders"))) {
            AtomicReference<Throwable> elsewhere = new AtomicReference<>();
            Thread thread =
                    Thread.ofPlatform().name("stranger").start(() -> elsewhere.set(catchThrowable(scope::join)));
            thread.join();
            note("join by another thread", elsewhere.get());
            scope.join();
            note("second join", scope::join);
            note("fork after join", () -> scope.fork(() -> {}));
        }
        JoinScope<?, ?> closed = Scope.open(c -> c.withName("orders"));
        closed.close();
        note("join after close", closed::join);
        note("failed joiner of an open scope", () -> {
            try (var scope = Scope.open(Joiner.<String>anySuccessfulOrThrow(), c -> c.withName("quotes"))) {
                scope.join();
            }
        });
        Joiner<String, List<String>> joiner = Joiner.allSuccessfulOrThrow();
        Scope.open(joiner).close();
        note(
                "second use of a joiner",
                () -> Scope.open(new NamedJoiner(joiner).used()).close());
        note(
                "timeout",
                () -> Scope.run(c -> c.withName("quotes").withTimeout(Duration.ofMillis(60)), scope -> {
                    scope.fork("mirror", () -> never.await());
                    never.await();
                }));
        note(
                "timeout of the body alone",
                () -> Scope.run(c -> c.withName("quotes").withTimeout(Duration.ofMillis(60)), scope -> never.await()));
    }

    private void cancelling() {
        note(
                "checkCancelled",
                () -> Scope.run(c -> c.withName("upload"), scope -> {
                    scope.cancel("the client hung up");
                    note("checkCancelled in the body", Scope::checkCancelled);
                    throw new IllegalStateException("over");
                }));
        note("race of nothing", () -> Scope.race(List.of()));
        note("map with a limit of 0", () -> Scope.map(List.of(1), 0, i -> i));
        note("quorum of 0", () -> Joiner.quorum(0));
    }

    private void configuring() {
        note("limit of 0", () -> Scope.run(c -> c.withMaxConcurrency(0), scope -> {}));
        note("limiter of -1", () -> Limiter.of("db", -1));
        note("stall warning of 0", () -> Scope.run(c -> c.withStallWarning(Duration.ZERO), scope -> {}));
        note("negative grace", () -> Scope.run(c -> c.withShutdownHook(Duration.ofSeconds(-1)), scope -> {}));
        note(
                "drain time over the grace",
                () -> Scope.run(
                        c -> c.withShutdownHook(Duration.ofSeconds(1), Duration.ofSeconds(2), () -> {}), scope -> {}));
        note("configuration that is null", () -> Scope.run(c -> null, scope -> {}));
        note("null name", () -> Scope.run(c -> c.withName(null), scope -> {}));
        note("null task", () -> Scope.run(scope -> scope.fork((Scope.Task) null)));
    }

    /** Gives the joiner a name that does not change from run to run. */
    private record NamedJoiner(Joiner<String, List<String>> joiner) implements Joiner<String, List<String>> {
        Joiner<String, List<String>> used() {
            Scope.open(this).close();
            return this;
        }

        @Override
        public List<String> result() {
            return List.of();
        }

        @Override
        public String toString() {
            return "all";
        }
    }
}
