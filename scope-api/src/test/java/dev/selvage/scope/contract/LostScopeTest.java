package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.JoinScope;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeProblems;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Scopes from open() that nobody closes: found by the collector, reported once, their forks cancelled. */
@Timeout(60)
class LostScopeTest {
    private final Logged logged = new Logged();
    private final AtomicBoolean forkInterrupted = new AtomicBoolean();
    private final CountDownLatch never = new CountDownLatch(1);

    @BeforeEach
    void listen() {
        logged.start();
    }

    @AfterEach
    void stopListening() {
        logged.stop();
    }

    /** What was said of the scopes of this test; those that other tests have lost may be collected meanwhile. */
    private List<String> messages() {
        return logged.messages().stream()
                .filter(message -> message.contains("'orders'"))
                .toList();
    }

    /** Opens a scope with a fork that waits for ever, and forgets it. */
    private void loseAScope() {
        var _ = lostHandle();
    }

    private WeakReference<Object> lostHandle() {
        JoinScope<?, ?> scope = Scope.open(c -> c.withName("orders"));
        AtomicBoolean interrupted = forkInterrupted;
        CountDownLatch latch = never;
        scope.fork("waiting", () -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                interrupted.set(true);
                throw e;
            }
        });
        return new WeakReference<>(scope);
    }

    private void collectUntilLogged() {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return !messages().isEmpty();
        });
    }

    @Test
    void lostScope_isReportedOnceWithItsPlace_counted_andItsForksAreCancelled() throws Exception {
        ScopeProblems before = Scope.problems();
        Thread owner = Thread.ofPlatform().start(this::loseAScope);
        collectUntilLogged();
        await().untilTrue(forkInterrupted);
        owner.join();
        assertThat(Scope.dump()).as("its thread has ended").doesNotContain("'orders'");
        System.gc();
        assertThat(messages())
                .singleElement()
                .asString()
                .matches("scope 'orders' \\(opened at dev\\.selvage\\.scope\\.contract\\.LostScopeTest\\.lostHandle"
                        + "\\(LostScopeTest\\.java:\\d+\\)\\) was lost without close\\(\\): its forks are cancelled; "
                        + "open scopes in try-with-resources");
        assertThat(Scope.problems().lostScopes()).isEqualTo(before.lostScopes() + 1);
    }

    @Test
    void lostScope_onAThreadThatLivesOn_doesNotSpoilItsNextScopes() throws Exception {
        AtomicReference<Integer> result = new AtomicReference<>();
        Thread owner = Thread.ofPlatform().start(() -> {
            loseAScope();
            collectUntilLogged();
            try {
                result.set(Scope.call(scope -> scope.fork(() -> 42).join()));
            } catch (Exception e) {
                throw new IllegalStateException("the next scope failed", e);
            }
        });
        owner.join();
        assertThat(result).hasValue(42);
        assertThat(messages()).hasSize(1);
    }

    @Test
    void lostScope_insideAnotherScope_isReportedOnceOnly() throws Exception {
        Scope.run(outer -> {
            loseAScope();
            collectUntilLogged();
        });
        assertThat(messages()).hasSize(1);
    }

    @Test
    void forgottenScope_endedByTheScopeAround_isNotReportedByTheCollectorToo() throws Exception {
        ScopeProblems before = Scope.problems();
        Scope.run(outer -> loseAScope());
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        assertThat(messages()).singleElement().asString().contains("was never closed");
        assertThat(Scope.problems().lostScopes()).isEqualTo(before.lostScopes() + 1);
    }

    @Test
    void closedScope_isNotReported_andNothingIsKeptAlive() throws Exception {
        AtomicReference<WeakReference<Object>> handle = new AtomicReference<>();
        AtomicReference<WeakReference<Object>> value = new AtomicReference<>();
        Thread owner = Thread.ofPlatform().start(() -> {
            try (var scope = Scope.open(c -> c.withName("orders"))) {
                handle.set(new WeakReference<>(scope));
                Fork<Object> fork = scope.fork(Object::new);
                scope.join();
                value.set(new WeakReference<>(fork.get()));
            } catch (Exception e) {
                throw new IllegalStateException("the scope failed", e);
            }
        });
        owner.join();
        awaitCollected(handle.get());
        awaitCollected(value.get());
        assertThat(messages()).isEmpty();
    }

    @Test
    void lostScope_isNotKeptAliveByTheDetector() throws Exception {
        AtomicReference<WeakReference<Object>> handle = new AtomicReference<>();
        Thread owner = Thread.ofPlatform().start(() -> handle.set(lostHandle()));
        collectUntilLogged();
        owner.join();
        awaitCollected(handle.get());
    }

    private static void awaitCollected(Reference<?> reference) {
        await().atMost(Duration.ofSeconds(30)).until(() -> {
            System.gc();
            return reference.get() == null;
        });
    }

    @Test
    void scopeInUseByItsForks_isNotLost() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var scope = Scope.open(c -> c.withName("orders"))) {
            Fork<Integer> fork = scope.fork(() -> {
                go.await();
                return scope.fork(() -> 1).join();
            });
            for (int i = 0; i < 5; i++) {
                System.gc();
            }
            go.countDown();
            assertThat(fork.join()).isEqualTo(1);
            scope.join();
        }
        assertThat(messages()).isEmpty();
    }

    @Test
    void forgottenJoin_isCounted() {
        ScopeProblems before = Scope.problems();
        assertThatThrownBy(() -> {
                    try (var scope = Scope.open()) {
                        scope.fork(() -> {});
                    }
                })
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was closed without join()");
        assertThat(Scope.problems().forgottenJoins()).isEqualTo(before.forgottenJoins() + 1);
    }
}
