package dev.selvage.examples.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.selvage.examples.docs.Docs;
import dev.selvage.examples.docs.jobs.Server.Connection;
import dev.selvage.examples.docs.jobs.Shop;
import dev.selvage.examples.docs.jobs.Shop.Order;
import dev.selvage.examples.docs.jobs.Shop.User;
import dev.selvage.scope.Fork;
import dev.selvage.scope.Limiter;
import dev.selvage.scope.Scope;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LimitingTest {
    /** A shop that counts who is inside, and waits until it is as full as it may be. */
    private static final class Counting implements Shop {
        private final int limit;
        private final AtomicInteger inside = new AtomicInteger();
        private final CountDownLatch full = new CountDownLatch(1);
        final CountDownLatch tooMany = new CountDownLatch(1);

        Counting(int limit) {
            this.limit = limit;
        }

        private void visit() throws InterruptedException {
            int now = inside.incrementAndGet();
            if (now > limit) {
                tooMany.countDown();
            }
            if (now >= limit) {
                tooMany.await(50, TimeUnit.MILLISECONDS); // time for one too many to come in
                full.countDown();
            }
            full.await();
            inside.decrementAndGet();
        }

        void assertNeverTooMany() {
            assertThat(full.getCount()).as("0 once the limit was reached").isZero();
            assertThat(tooMany.getCount()).as("1 until too many are inside").isOne();
        }

        @Override
        public User user(long id) {
            return new User("user " + id);
        }

        @Override
        public List<Order> orders(long id) throws InterruptedException {
            visit();
            return List.of(new Order("order of " + id));
        }

        @Override
        public String image(String url) throws InterruptedException {
            visit();
            return "picture of " + url;
        }
    }

    private static final List<String> URLS =
            IntStream.range(0, 30).mapToObj(i -> "u" + i).toList();

    private final Counting eight = new Counting(8);

    @Test
    void map_manyUrls_areFetchedEightAtATime() throws Exception {
        assertThat(new Limiting(eight).map(URLS)).hasSize(30);
        eight.assertNeverTooMany();
    }

    @Test
    void stream_firstThree_areEnough() {
        assertThat(new Limiting(eight).stream(URLS)).hasSize(3);
        eight.assertNeverTooMany();
    }

    @Test
    void scopeLimit_manyForks_runEightAtATime() throws Exception {
        Queue<String> shown = new ConcurrentLinkedQueue<>();

        new Limiting(eight).refresh(URLS, shown::add);

        assertThat(shown).hasSize(30);
        eight.assertNeverTooMany();
    }

    @Test
    void limiter_twoScopesAtOnce_shareItsTenPermits() throws Exception {
        Counting ten = new Counting(10);
        List<Long> users = LongStream.range(0, 20).boxed().toList();

        List<Order> both = Scope.par(
                () -> new Limiting(ten).orders(users), () -> new Limiting(ten).orders(users), LimitingTest::joined);

        assertThat(both).hasSize(40);
        ten.assertNeverTooMany();
    }

    private static List<Order> joined(List<Order> first, List<Order> second) {
        List<Order> all = new ArrayList<>(first);
        all.addAll(second);
        return all;
    }

    @Test
    void tryFork_full_turnsAway() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        Queue<Connection> connections = new ArrayDeque<>(List.of(end::await, end::await, end::countDown, () -> {}));
        Queue<String> log = new ConcurrentLinkedQueue<>();

        Limiting.serve(
                () -> {
                    if (connections.size() == 1) {
                        end.countDown();
                        return Optional.empty();
                    }
                    return Optional.ofNullable(connections.poll());
                },
                2,
                log::add);

        assertThat(log).containsExactly("busy: turned away");
    }

    @Test
    void crawl_forksOfForksAtTheLimit_findsEveryPage() throws Exception {
        Map<String, List<String>> pages =
                Map.of("a", List.of("b", "c", "d"), "b", List.of("c", "e"), "e", List.of("a"));

        assertThat(Limiting.crawl(page -> pages.getOrDefault(page, List.of()), "a"))
                .containsExactlyInAnyOrder("a", "b", "c", "d", "e");
    }

    @Test
    void lend_chainLongerThanTheLimit_comesToItsEnd() throws Exception {
        Fork<Integer> depth =
                Scope.call(c -> c.withMaxConcurrency(1), scope -> scope.fork(() -> Limiting.depth(scope, 100)));

        assertThat(depth.get()).isEqualTo(100);
    }

    @Test
    void limiter_inUse_tellsItsState() throws Exception {
        Limiter db = Limiter.of("db", 2);
        CountDownLatch end = new CountDownLatch(1);
        Scope.run(c -> c.withName("orders").withLimiter(db), scope -> {
            scope.fork("query", () -> {
                for (int i = 0; i < 4; i++) {
                    scope.fork("detail", () -> end.await());
                }
                end.await();
            });
            await().until(() -> db.stats().waiting() == 3);
            Docs.assertShown("limiter", db.toString());
            end.countDown();
        });
        assertThat(db.stats()).isEqualTo(new Limiter.Stats(2, 0, 0));
    }

    @Test
    void limit_belowOne_isRefused() throws Exception {
        assertThatThrownBy(() -> Scope.run(c -> c.withMaxConcurrency(0), _ -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .satisfies(e -> Docs.assertShown("limit-zero", e.toString()));
    }
}
