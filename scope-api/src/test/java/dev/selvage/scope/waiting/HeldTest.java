package dev.selvage.scope.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Scope;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a thread holds, and what it waits for, as the framework sees it. */
@Timeout(10)
class HeldTest {
    private final ConcurrentLinkedQueue<String> abandoned = new ConcurrentLinkedQueue<>();

    private final class Thing extends Held {
        private final String name;
        private final boolean broken;

        Thing(String name, boolean broken) {
            this.name = name;
            this.broken = broken;
        }

        @Override
        public String description() {
            return name;
        }

        @Override
        protected void abandoned() {
            abandoned.add(name);
            if (broken) {
                throw new IllegalStateException(name + " cannot be let go of");
            }
        }
    }

    private final ConcurrentLinkedQueue<ThreadContext> owners = new ConcurrentLinkedQueue<>();

    private Thing thing(String name) {
        return new Thing(name, false);
    }

    @Test
    void held_listsNewestFirst_inWhateverOrderTheyAreReleased() {
        ThreadContext context = ThreadContext.currentOrNew();
        Thing a = thing("a");
        Thing b = thing("b");
        Thing c = thing("c");
        context.hold(a);
        context.hold(b);
        context.hold(c);
        assertThat(context.held()).containsExactly(c, b, a);
        context.release(b);
        assertThat(context.held()).containsExactly(c, a);
        context.release(a);
        context.release(c);
        assertThat(context.held()).isEmpty();
        assertThatThrownBy(() -> context.release(a)).hasMessage("a is not held by this thread");
    }

    @Test
    void endOfAFork_letsGoOfAllThatItHolds_alsoIfOneCannot() throws Exception {
        Scope.run(scope -> scope.fork(() -> {
            ThreadContext context = ThreadContext.currentOrNew();
            context.hold(thing("first"));
            context.hold(new Thing("second", true));
            context.hold(thing("third"));
        }));
        assertThat(abandoned).containsExactly("third", "second", "first");
    }

    @Test
    void endOfAFork_letsGoBeforeItsResultCanBeSeen() throws Exception {
        Scope.run(scope -> {
            Fork<@Nullable Void> fork =
                    scope.fork(() -> ThreadContext.currentOrNew().hold(thing("lock")));
            fork.join();
            assertThat(abandoned).containsExactly("lock");
        });
    }

    @Test
    void awaited_tellsTheForkThatIsJoined_andTheForksThatAScopeWaitsFor() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<@Nullable ThreadContext> joining = new AtomicReference<>();
        Thread owner = Thread.ofVirtual().start(() -> {
            try {
                Scope.run(scope -> {
                    Fork<?> slow = scope.fork("slow", () -> gate.await());
                    Fork<?> joiner = scope.fork("joiner", () -> {
                        joining.set(ThreadContext.currentOrNew());
                        slow.join();
                    });
                    owners.add(ThreadContext.currentOrNew());
                    assertThat(joiner.name()).isEqualTo("scope/joiner#2");
                });
            } catch (Exception e) {
                throw new IllegalStateException("the scope failed", e);
            }
        });
        await().untilAsserted(() -> {
            assertThat(described(joining.get())).isEqualTo("fork 'scope/slow#1'");
            assertThat(described(owners.peek())).isEqualTo("the end of the forks of scope 'scope'");
        });
        Awaited end = owners.element().awaited();
        assertThat(end).isNotNull();
        List<String> holders =
                end.holders().stream().map(ThreadContext::describeTop).toList();
        assertThat(holders).containsExactly("fork 'scope/joiner#2'", "fork 'scope/slow#1'");
        gate.countDown();
        owner.join();
    }

    @Test
    void awaited_ofAForkThatHasMadeForks_isTheirEnd_andJoinWaitsForThemOnly() throws Exception {
        CountDownLatch gate = new CountDownLatch(1);
        AtomicReference<@Nullable ThreadContext> making = new AtomicReference<>();
        Thread owner = Thread.ofVirtual().start(() -> {
            owners.add(ThreadContext.currentOrNew());
            try (var scope = Scope.open()) {
                scope.fork("maker", () -> {
                    making.set(ThreadContext.currentOrNew());
                    scope.fork("made", () -> gate.await());
                });
                scope.join();
            } catch (Exception e) {
                throw new IllegalStateException("the scope failed", e);
            }
        });
        await().untilAsserted(() -> {
            assertThat(described(making.get())).isEqualTo("the end of the forks that 'scope/maker#1' made");
            assertThat(described(owners.peek())).startsWith("scope 'scope'");
        });
        Awaited join = owners.element().awaited();
        assertThat(join).isNotNull();
        assertThat(join.holders().stream().map(ThreadContext::describeTop)).containsExactly("fork 'scope/made#1.1'");
        gate.countDown();
        owner.join();
    }

    @Test
    void awaited_whileTheHandlerOfAFailedForkRuns_isNothingYet() throws Exception {
        AtomicReference<@Nullable ThreadContext> handling = new AtomicReference<>();
        AtomicReference<@Nullable Awaited> awaited = new AtomicReference<>(Awaited.named("not asked"));
        Scope.supervise(
                failure -> {
                    handling.set(ThreadContext.currentOrNew());
                    awaited.set(ThreadContext.currentOrNew().awaited());
                },
                scope -> scope.fork("maker", () -> {
                    scope.fork("made", () -> {});
                    throw new IllegalStateException("failed after making a fork");
                }));
        assertThat(handling.get()).isNotNull();
        assertThat(awaited.get()).isNull();
    }

    private static @Nullable String described(@Nullable ThreadContext context) {
        Awaited awaited = context == null ? null : context.awaited();
        return awaited == null ? null : awaited.description();
    }
}
