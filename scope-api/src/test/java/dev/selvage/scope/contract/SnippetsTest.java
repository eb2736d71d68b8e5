package dev.selvage.scope.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.selvage.scope.Fork;
import dev.selvage.scope.Joiner;
import dev.selvage.scope.Scope;
import dev.selvage.scope.ScopeCancelledException;
import dev.selvage.scope.ScopeFailedException;
import dev.selvage.scope.ScopeGatherers;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The snippets of the contract, as users write them: they must compile as they are, and do what they say. */
@Timeout(30)
class SnippetsTest {
    record User(String name) {}

    record Page(User user, List<String> orders) {}

    private final AtomicInteger calls = new AtomicInteger();

    private User find() {
        return new User("ann");
    }

    private List<String> orders() {
        return List.of("book");
    }

    // @start region=fan-out
    private Page page() throws ScopeFailedException, InterruptedException {
        return Scope.call(scope -> {
            Fork<User> user = scope.fork("user", () -> find());
            Fork<List<String>> orders = scope.fork("orders", () -> orders());
            return new Page(user.join(), orders.join());
        });
    }
    // @end

    @Test
    void call_withTwoForks_joinsTyped() throws Exception {
        assertThat(page()).isEqualTo(new Page(new User("ann"), List.of("book")));
    }

    @Test
    void run_withBorrowedLocals_hasEndedBothForks() throws Exception {
        int[] numbers = {1, 2, 3};
        AtomicInteger seen = new AtomicInteger();
        Scope.run(scope -> {
            scope.fork(() -> seen.addAndGet(numbers.length));
            scope.fork(() -> seen.addAndGet(numbers[0]));
        });
        assertThat(seen).hasValue(4);
    }

    @Test
    void run_withConfiguration_namesThreads() throws Exception {
        Collection<String> names = new ConcurrentLinkedQueue<>();
        Scope.run(
                c -> c.withName("refresh").withTimeout(Duration.ofSeconds(2)),
                scope -> List.of("a.org", "b.org")
                        .forEach(host -> scope.fork(
                                host, () -> names.add(Thread.currentThread().getName()))));
        assertThat(names).containsExactlyInAnyOrder("refresh/a.org#1", "refresh/b.org#2");
    }

    @Test
    void open_anySuccessful_returnsTheWinner() throws Exception {
        try (var scope = Scope.open(
                Joiner.<String>anySuccessfulOrThrow(), c -> c.withName("quotes").withTimeout(Duration.ofSeconds(10)))) {
            for (String mirror : List.of("slow", "fast")) {
                scope.fork(mirror, () -> quote(mirror));
            }
            assertThat(scope.join()).isEqualTo("fast");
        }
    }

    private static String quote(String mirror) throws InterruptedException {
        if (mirror.equals("slow")) {
            new CountDownLatch(1).await();
        }
        return mirror;
    }

    @Test
    void open_failFast_takesForksOfAnyType() throws Exception {
        try (var scope = Scope.open()) {
            var a = scope.fork(() -> 1);
            var b = scope.fork(() -> "2");
            scope.join();
            assertThat(a.get() + b.get()).isEqualTo("12");
        }
    }

    @Test
    void fork_byAFork_isAwaited() throws Exception {
        Scope.run(scope -> scope.fork(() -> {
            scope.fork(() -> calls.incrementAndGet());
            return calls.incrementAndGet();
        }));
        assertThat(calls).hasValue(2);
    }

    @Test
    void supervise_failures_reachTheHandlerOnceEach() throws Exception {
        Collection<String> failed = new ConcurrentLinkedQueue<>();
        Scope.supervise(
                failure ->
                        failed.add(failure.fork().name() + " " + failure.cause().getMessage()),
                scope -> {
                    scope.fork("connection", () -> fail("one"));
                    scope.fork("connection", () -> calls.incrementAndGet());
                    scope.fork("connection", () -> fail("two"));
                });
        assertThat(failed).containsExactlyInAnyOrder("scope/connection#1 one", "scope/connection#3 two");
        assertThat(calls).hasValue(1);
    }

    private static void fail(String message) throws IOException {
        throw new IOException(message);
    }

    @Test
    void par_combinesBothResults() throws Exception {
        Page page = Scope.par(() -> find(), () -> orders(), Page::new);
        assertThat(page.user().name()).isEqualTo("ann");
    }

    @Test
    void race_returnsAWinner_andRefusesNothing() throws Exception {
        List<String> mirrors = List.of("slow", "fast");
        String winner = Scope.race(
                mirrors.stream().map(m -> (Callable<String>) () -> quote(m)).toList());
        assertThat(winner).isEqualTo("fast");
        assertThatThrownBy(() -> Scope.race(List.<Callable<String>>of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a race needs at least one task");
    }

    @Test
    void mapAndForEach_keepOrderAndLimit() throws Exception {
        List<Integer> items = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            items.add(i);
        }
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<String> mapped = Scope.map(items, 8, i -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            Thread.onSpinWait();
            now.decrementAndGet();
            return "v" + i;
        });
        assertThat(mapped).hasSize(1_000).startsWith("v0", "v1").endsWith("v999");
        assertThat(most.get()).isBetween(1, 8);
        assertThatThrownBy(() -> mapped.add("x")).isInstanceOf(UnsupportedOperationException.class);
        Scope.forEach(items, 8, i -> calls.incrementAndGet());
        Iterable<Integer> noCollection = () -> items.iterator();
        Scope.forEach(noCollection, 8, i -> calls.incrementAndGet());
        assertThat(calls).hasValue(2_000);
        assertThat(Scope.map(Collections.singletonList(null), 1, n -> n)).containsExactly((Object) null);
        assertThatThrownBy(() -> Scope.map(items, 0, i -> i))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the limit must be at least 1, not 0");
    }

    @Test
    void gatherers_orderedAndUnordered_passOnResultsAndStop() {
        List<Integer> items = Collections.nCopies(100, 7);
        assertThat(items.stream()
                        .gather(ScopeGatherers.mapConcurrent(8, i -> i + 1))
                        .toList())
                .isEqualTo(Collections.nCopies(100, 8));
        var found = items.stream()
                .gather(ScopeGatherers.mapConcurrentUnordered(8, i -> {
                    calls.incrementAndGet();
                    return i;
                }))
                .limit(3)
                .toList();
        assertThat(found).containsExactly(7, 7, 7);
        assertThat(calls.get()).isLessThan(20);
        IOException boom = new IOException("boom");
        assertThatThrownBy(() -> items.stream()
                        .gather(ScopeGatherers.mapConcurrent(4, i -> {
                            throw boom;
                        }))
                        .toList())
                .hasCause(boom);
    }

    @Test
    void checkCancelled_inACpuLoop_throwsWithTheReason() {
        assertThatThrownBy(() -> Scope.run(scope -> {
                    scope.fork(() -> scope.cancel("the client hung up"));
                    while (true) {
                        Scope.checkCancelled();
                    }
                }))
                .isInstanceOfSatisfying(
                        ScopeCancelledException.class,
                        e -> assertThat(e.reason().message()).isEqualTo("the client hung up"));
    }

    @Test
    void onCancelShieldAndRemaining_readAsInTheContract() throws Exception {
        CountDownLatch statement = new CountDownLatch(1);
        CountDownLatch registered = new CountDownLatch(1);
        Scope.run(c -> c.withTimeout(Duration.ofMinutes(1)), scope -> {
            Optional<Duration> left = Scope.remaining();
            assertThat(left.orElseThrow()).isBetween(Duration.ofSeconds(50), Duration.ofMinutes(1));
            Fork<?> query = scope.fork("query", () -> {
                try (var hook = Scope.onCancel(reason -> statement.countDown())) {
                    registered.countDown();
                    executeIgnoringInterrupts(statement);
                }
                Scope.shield(Duration.ofMillis(200), () -> calls.incrementAndGet());
            });
            registered.await();
            query.cancel("not wanted");
            query.await();
        });
        assertThat(statement.getCount()).isZero();
        assertThat(calls).hasValue(1);
    }

    private static void executeIgnoringInterrupts(CountDownLatch statement) {
        while (statement.getCount() > 0) {
            LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void body_thatOnlyJoins_infersNoWiderType() throws ScopeFailedException, InterruptedException {
        String value = Scope.call(scope -> scope.<String>fork(() -> "x").join());
        assertThat(value).isEqualTo("x");
    }

    @Test
    void body_thatThrowsIo_infersIo() {
        assertThatThrownBy(SnippetsTest::readInScope).isInstanceOf(IOException.class);
    }

    private static void readInScope() throws IOException, ScopeFailedException, InterruptedException {
        Scope.run(scope -> fail("disk"));
    }
}
